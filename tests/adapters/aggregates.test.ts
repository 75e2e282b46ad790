import { afterAll, beforeAll, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { asAnybody } from './fixtures/ask.ts';
import { expectOneAnswer } from './fixtures/compare-engines.ts';
import { openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { createOracle, type Oracle } from './fixtures/mini-oracle.ts';
import { randomGrouping } from './fixtures/random-filter.ts';

let mini: MiniDepartment;
let oracle: Oracle;
beforeAll(async () => {
  mini = await openMiniDepartment(300);
  oracle = createOracle(mini.rows);
});
afterAll(() => mini.close());

/** Everything that can be asked of the rows of a type. */
const asked = {
  Citizen: `key { fullName gender score consents dateOfBirth updatedAt enteredAt } count distinct { fullName gender score consents balance dateOfBirth updatedAt enteredAt }
    sum { score balance } avg { score balance } min { fullName score balance dateOfBirth updatedAt enteredAt } max { fullName score balance dateOfBirth updatedAt enteredAt }`,
  Household: 'key { id type } count distinct { id type }',
  Note: 'key { text writtenAt } count distinct { id text writtenAt } min { text writtenAt } max { text writtenAt }',
  Payment:
    'key { month } count distinct { month amount } sum { amount } avg { amount } min { month amount } max { month amount }',
  Unit: '__typename key { __typename id name } count distinct { name } min { name } max { name }',
} as const;

const roots = { citizensAggregate: 'Citizen', householdsAggregate: 'Household', unitsAggregate: 'Unit' } as const;
const nested = [
  ['households(first: 12) { nodes { id', 'membersAggregate', 'Citizen'],
  ['citizens(first: 40) { nodes { id', 'notesAggregate', 'Note'],
  ['citizens(first: 40) { nodes { id', 'paymentsAggregate', 'Payment'],
] as const;

describe('counts, sums, averages, ends and groups', () => {
  test('of rows at the root, made up at random', () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...Object.entries(roots))
          .chain(([field, type]) => randomGrouping(type).map((given) => `{ ${field}${given} { ${asked[type]} } }`)),
        (query) => expectOneAnswer({ query, request: asAnybody() }, mini, oracle),
      ),
      { numRuns: Number(process.env['RUNS'] ?? 20), seed: 5 },
    ));

  test('of the rows of each parent, made up at random', () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(...nested)
          .chain(([above, field, type]) =>
            randomGrouping(type).map((given) => `{ ${above} ${field}${given} { ${asked[type]} } } } }`),
          ),
        (query) => expectOneAnswer({ query, request: asAnybody() }, mini, oracle),
      ),
      { numRuns: Number(process.env['RUNS'] ?? 8), seed: 5 },
    ));
});
