import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectOneAnswer } from './fixtures/compare-engines.ts';
import { listQuestions } from './fixtures/list-questions.ts';
import { openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { createOracle, type Oracle } from './fixtures/mini-oracle.ts';
import { randomArguments } from './fixtures/random-filter.ts';

let mini: MiniDepartment;
let oracle: Oracle;
beforeAll(async () => {
  mini = await openMiniDepartment(300);
  oracle = createOracle(mini.rows);
});
afterAll(() => mini.close());

const lists = {
  citizens: ['Citizen', 'id fullName gender dateOfBirth score balance consents updatedAt enteredAt unitName'],
  households: ['Household', 'id type'],
  units: ['Unit', 'id name'],
} as const;

test('there are as many as a suite needs', () => expect(listQuestions.length).toBeGreaterThan(200));

describe('filters, orders and pages from either end', () => {
  test.each(listQuestions)('%s', (_, query) => expectOneAnswer({ query }, mini, oracle));

  test('made up at random', () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...(Object.keys(lists) as (keyof typeof lists)[]))
          .chain((list) => randomArguments(lists[list][0]).map((given) => ({ list, given }))),
        ({ list, given }) => {
          const query = `{ ${list}${given} { nodes { ${lists[list][1]} } totalCount pageInfo { hasNextPage hasPreviousPage } } }`;
          return expectOneAnswer({ query }, mini, oracle);
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 30), seed: Number(process.env['SEED'] ?? 5) },
    ));
});
