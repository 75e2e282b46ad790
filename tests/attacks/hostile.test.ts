import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dialects } from '../adapters/fixtures/mini-department.ts';
import { openSmallDepartments, type SmallDepartments } from '../adapters/fixtures/small-department.ts';
import { guardedSdl, guardedStatements } from './guarded-department.ts';
import { withstand } from './withstand.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

/** Together 501. */
test.each(dialects)(
  '167 hostile inputs on %s: each gets a coded answer, and good clients theirs',
  async (dialect) => {
    const subgraph = await small.open(dialect, guardedSdl, ...guardedStatements);
    const { inputs, wrong, good } = await withstand(subgraph, 167, `sample on ${dialect}`);
    expect(wrong).toEqual([]);
    expect([inputs, good]).toEqual([167, 6]);
  },
  120_000,
);
