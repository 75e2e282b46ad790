import { expect, test } from '@jest/globals';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { compareMany } from './compare-many.ts';
import { smallGraphs } from './small-graphs.ts';
import { openTwoEngines } from './two-engines.ts';

test.each(smallGraphs.map((graph) => [graph.name, graph] as const))(
  '%s: both engines answer alike, errors included',
  async (name, { open }) => {
    const both = await openTwoEngines(open({ failing: true }));
    const depth = { least: 2, most: 4 };
    const { compared, different, exceptions } = await compareMany(both, {
      seed: name,
      count: 12,
      depth,
      request: requestOf,
    });
    await both.close();
    expect({ compared, different }).toEqual({ compared: 12, different: [] });
    // What is no exception has to be most of it.
    expect(Object.values(exceptions).reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(8);
  },
);
