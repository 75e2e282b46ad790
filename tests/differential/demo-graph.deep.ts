import { expect, test } from '@jest/globals';
import { heroId } from '../../cli/demo-clients.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { openCity } from '../city.ts';
import { compareMany } from './compare-many.ts';
import { demoArguments, momentary, openDemoGraph } from './demo-graph.ts';
import { openTwoEngines } from './two-engines.ts';

test('hundreds of operations over the departments’ databases: both engines answer alike', async () => {
  const city = await openCity();
  const both = await openTwoEngines(await openDemoGraph(city));
  const argument = await demoArguments(both);
  const callers = { official: requestOf, nobody: () => requestOf(null), citizen: () => requestOf('citizen', heroId) };
  for (const [name, request] of Object.entries(callers)) {
    const asked = {
      seed: `deep demo ${name}`,
      count: 200,
      depth: { least: 3, most: 6 },
      argument,
      leftOut: momentary,
      request: () => request(),
    };
    const { compared, different } = await compareMany(both, asked);
    expect({ compared, different }).toEqual({ compared: asked.count, different: [] });
  }
  await both.close();
  await city.close();
}, 1_200_000);
