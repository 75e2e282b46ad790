import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dialects } from '../adapters/fixtures/mini-department.ts';
import { openSmallDepartments, type SmallDepartments } from '../adapters/fixtures/small-department.ts';
import { guardedSdl, guardedStatements } from './guarded-department.ts';
import { openSufferer, suffer } from './suffer.ts';
import { withstand } from './withstand.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

/** Together 10,200; another seed every day, which the failure names. */
const day = new Date().toISOString().slice(0, 10);

test.each(dialects)(
  '3,400 hostile inputs on %s: each gets a coded answer, and good clients theirs',
  async (dialect) => {
    const subgraph = await small.open(dialect, guardedSdl, ...guardedStatements);
    const { inputs, wrong, good } = await withstand(subgraph, 3_400, `${day} on ${dialect}`);
    expect([day, wrong]).toEqual([day, []]);
    expect([inputs, good]).toEqual([3_400, 136]);
  },
  240_000,
);

test('3,000 wrong answers of a department: nothing of others arrives, what others say does', async () => {
  const sufferer = await openSufferer();
  expect([day, await suffer(sufferer, 3_000, day)]).toEqual([day, []]);
  await sufferer.close();
}, 1_800_000);
