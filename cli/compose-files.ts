import { writeMistake } from '../adapters/mapping/mistake.ts';
import { readMapping } from '../adapters/mapping/read-mapping.ts';
import { publishSdl } from '../adapters/sdl/publish.ts';
import { composeSubgraphs } from '../gateway/composition/compose-subgraphs.ts';
import { CompositionFailed } from '../gateway/create-gateway.ts';
import { OnestopError } from '../schema/errors.ts';
import { createIdentity } from '../subgraphs/identity/identity.ts';
import { readDepartmentFile, type DepartmentFile } from './department-files.ts';

/**
 * Composes mapped SDL files with the key stubs of the graph's own. No database is asked. The other systems of the
 * graph's own run in the gateway's process and have no address a router could find them at.
 * @param routes subgraph → the address a router finds it at
 * @returns SDL of the supergraph
 * @throws {OnestopError} `CONFIG_INVALID` for a file with mistakes, `COMPOSITION_FAILED`
 */
export function composeFiles(files: readonly DepartmentFile[], routes: ReadonlyMap<string, string>): string {
  const departments = files.map(readPublished);
  const { name, sdl } = createIdentity({ departments, onFailure: () => {} });
  const subgraphs = [{ name, sdl }, ...departments];
  const unknown = [...routes.keys()].find((name) => !subgraphs.some((each) => each.name === name));
  if (unknown !== undefined)
    throw new OnestopError('USAGE', {
      reason: `--url names ${unknown}, but the subgraphs are ${subgraphs.map(({ name }) => name).join(', ')}`,
    });
  const result = composeSubgraphs(
    subgraphs.map((each) => {
      const url = routes.get(each.name);
      return url === undefined ? each : { ...each, url };
    }),
  );
  if (result.kind === 'failed') throw new CompositionFailed(result.problems);
  return result.supergraphSdl;
}

/** @throws {OnestopError} `CONFIG_INVALID` for a file with mistakes */
export function readPublished({ file, displayName }: DepartmentFile) {
  const { mapping, expanded, mistakes } = readMapping(readDepartmentFile({ file, displayName }), displayName);
  if (mapping === null || expanded === null || mistakes.length > 0) {
    throw new OnestopError('CONFIG_INVALID', {
      where: displayName,
      reason: ['the mapping has mistakes', ...mistakes.map(writeMistake)].join('\n  '),
      fix: `Run \`onestop check ${displayName}\`.`,
    });
  }
  return { name: mapping.source.name, sdl: publishSdl(expanded) };
}
