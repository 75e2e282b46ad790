import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { openCity } from '../city.ts';
import { compareMany } from './compare-many.ts';
import { demoArguments, momentary, openDemoGraph } from './demo-graph.ts';
import { openTwoEngines, type TwoEngines } from './two-engines.ts';

let city: PreparedDepartments;
let both: TwoEngines;
beforeAll(async () => {
  city = await openCity();
  both = await openTwoEngines(await openDemoGraph(city));
});
afterAll(async () => {
  await both.close();
  await city.close();
});

test('over the departments’ databases both engines answer alike', async () => {
  const argument = await demoArguments(both);
  const asked = { count: 12, depth: { least: 3, most: 4 }, argument, leftOut: momentary };
  for (const role of ['official', null] as const) {
    const { compared, different } = await compareMany(both, {
      ...asked,
      seed: `demo ${String(role)}`,
      request: () => requestOf(role),
    });
    expect({ compared, different }).toEqual({ compared: asked.count, different: [] });
  }
});
