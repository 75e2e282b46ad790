import type { Subgraph } from '../../schema/subgraph.ts';
import { ownFields } from './published-types.ts';
import { scanType } from './scan-type.ts';

const typename = 'PublicOrganisation';

/**
 * Names of the offices of government, as the departments that keep lists of them publish them; null where none does.
 * @throws {OnestopError} `DEPARTMENT_*` where one does not answer
 */
export async function readOrganisationNames(subgraphs: readonly Subgraph[]): Promise<ReadonlySet<string> | null> {
  const keepers = subgraphs.filter(({ sdl }) => ownFields(sdl, typename).some(({ name }) => name.value === 'name'));
  if (keepers.length === 0) return null;
  const rows = await Promise.all(keepers.map((keeper) => scanType(keeper, typename, ['name'])));
  return new Set(rows.flat().flatMap(({ name }) => (typeof name === 'string' ? [name] : [])));
}
