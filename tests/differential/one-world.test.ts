import { expect, test } from '@jest/globals';
import { askWorld } from './ask-world.ts';
import { federationGraphs } from './federation-graphs.ts';
import { smallGraphs } from './small-graphs.ts';

const graphs = [...federationGraphs, ...smallGraphs].map(({ name, parts }) => [name, parts] as const);

/** Two engines on one planner are wrong alike where the planner is. Here there is one right answer. */
test.each(graphs)('%s: the answer is what one server would give that holds all of it', async (name, parts) => {
  expect(await askWorld(parts, { seed: name, count: 25 })).toEqual({ asked: 25, wrong: [] });
});
