import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { expectOneAnswer } from './fixtures/compare-engines.ts';
import { openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { createOracle, type Oracle } from './fixtures/mini-oracle.ts';
import { randomOperation } from './fixtures/random-operation.ts';

let mini: MiniDepartment;
let oracle: Oracle;
beforeAll(async () => {
  mini = await openMiniDepartment(300);
  oracle = createOracle(mini.rows);
});
afterAll(() => mini.close());

test('thousands of operations made up at random are answered alike by all engines and the oracle', async () => {
  await fc.assert(
    fc.asyncProperty(randomOperation, (question) => expectOneAnswer(question, mini, oracle)),
    { numRuns: 3000 },
  );
}, 900_000);
