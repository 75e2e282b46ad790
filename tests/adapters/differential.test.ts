import { afterAll, beforeAll, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { expectOneAnswer, expectSameOwn, expectSameWalk } from './fixtures/compare-engines.ts';
import { openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { createOracle, type Oracle } from './fixtures/mini-oracle.ts';
import { ownQuestions, questions, walks } from './fixtures/questions.ts';
import { randomOperation } from './fixtures/random-operation.ts';

let mini: MiniDepartment;
let oracle: Oracle;
beforeAll(async () => {
  mini = await openMiniDepartment(300);
  oracle = createOracle(mini.rows);
});
afterAll(() => mini.close());

describe('the same mapping and rows on three engines answer alike, and as graphql-js over the rows in memory', () => {
  test.each(Object.entries(questions))('%s', (_, question) => expectOneAnswer(question, mini, oracle));

  test.each(walks)('a walk through $list in pages of $size', (walk) => expectSameWalk(walk, mini, oracle));

  test.each(Object.entries(ownQuestions))('a citizen’s own: %s', (_, query) => expectSameOwn(query, mini));

  test('operations made up at random', () =>
    fc.assert(
      fc.asyncProperty(randomOperation, (question) => expectOneAnswer(question, mini, oracle)),
      { numRuns: 60, seed: 5 },
    ));
});
