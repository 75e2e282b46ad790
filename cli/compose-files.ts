import { composeSubgraphs } from '../gateway/composition/compose-subgraphs.ts';
import { CompositionFailed } from '../gateway/composition/composition-failed.ts';
import { OnestopError } from '../schema/errors.ts';
import { createIdentity } from '../subgraphs/identity/identity.ts';
import type { DepartmentFile } from './department-files.ts';
import { readPublished } from './read-published.ts';

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
