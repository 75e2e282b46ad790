import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { print } from 'graphql';
import { readJson, writeFileAtomically } from '../demo/data-folder.ts';
import { composeSubgraphs } from '../gateway/composition/compose-subgraphs.ts';
import { CompositionFailed } from '../gateway/composition/composition-failed.ts';
import type { Subgraph } from '../schema/subgraph.ts';

/**
 * The supergraph of these subgraphs, composed once and kept in the folder: composing takes a second of a start, and
 * the same SDL composes to the same supergraph.
 * @throws {CompositionFailed}
 */
export function keptSupergraph(folder: string, subgraphs: readonly Subgraph[]): string {
  const file = path.join(folder, 'supergraph.json');
  const key = hashOf(subgraphs);
  const kept = readJson(file);
  if (kept?.['key'] === key && typeof kept['sdl'] === 'string') return kept['sdl'];
  const result = composeSubgraphs(subgraphs);
  if (result.kind === 'failed') throw new CompositionFailed(result.problems);
  writeFileAtomically(file, JSON.stringify({ key, sdl: result.supergraphSdl }));
  return result.supergraphSdl;
}

/** All that composition depends on: the subgraphs, the composer, and what we do to the subgraphs before it. */
function hashOf(subgraphs: readonly Subgraph[]): string {
  const hash = createHash('sha256').update(JSON.stringify(composer()));
  for (const file of readdirSync(ownPart).sort()) hash.update(readFileSync(new URL(file, ownPart)));
  for (const { name, sdl, url } of subgraphs) hash.update(JSON.stringify([name, url ?? null, print(sdl)]));
  return hash.digest('hex');
}

const ownPart = new URL('../gateway/composition/', import.meta.url);

const composer = (): unknown => {
  const { version } = createRequire(import.meta.url)('@apollo/composition/package.json') as {
    readonly version: unknown;
  };
  return version;
};
