import { expect, test } from '@jest/globals';
import { askWorld } from './ask-world.ts';
import { federationGraphs } from './federation-graphs.ts';
import { smallGraphs } from './small-graphs.ts';

const perGraph = 300;

test('thousands of operations: the answer is what one server would give that holds all of it', async () => {
  for (const { name, parts } of [...federationGraphs, ...smallGraphs])
    expect(await askWorld(parts, { seed: `deep ${name}`, count: perGraph })).toEqual({ asked: perGraph, wrong: [] });
}, 1_200_000);
