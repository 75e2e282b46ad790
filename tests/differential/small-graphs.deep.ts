import { expect, test } from '@jest/globals';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { compareMany } from './compare-many.ts';
import type { PlanCounts } from './plan-nodes.ts';
import { smallGraphs } from './small-graphs.ts';
import { openTwoEngines } from './two-engines.ts';

const perGraph = 250;

test('thousands of operations over small graphs: both engines answer alike', async () => {
  const counts: PlanCounts = {};
  let large = 0;
  for (const { name, open } of smallGraphs) {
    for (const failing of [false, true]) {
      const both = await openTwoEngines(open({ failing }));
      const seed = `deep ${name} ${String(failing)}`;
      const tally = await compareMany(both, {
        seed,
        count: perGraph,
        depth: { least: 2, most: 5 },
        request: requestOf,
      });
      await both.close();
      expect(tally.different).toEqual([]);
      large += tally.large;
      for (const [what, count] of Object.entries(both.counts)) counts[what] = (counts[what] ?? 0) + count;
    }
  }
  // What plans are made of came often enough to say so.
  const kinds = ['Sequence', 'Parallel', 'Fetch of a root', 'Fetch of entities', 'Flatten', 'Flatten of lists in lists', 'Condition', 'input ValueSetter', 'output KeyRenamer']; // prettier-ignore
  expect(kinds.filter((kind) => (counts[kind] ?? 0) < 200)).toEqual([]);
  expect(large / (smallGraphs.length * 2 * perGraph)).toBeGreaterThan(0.4);
}, 1_200_000);
