import type { Subgraph } from '../../schema/subgraph.ts';
import { ownFields } from './published-types.ts';
import { scanType } from './scan-type.ts';

const typename = 'PublicOrganisation';

/**
 * Names of the offices of government and the id of each, as the departments that keep lists of them publish them; null
 * where none does.
 * @throws {OnestopError} `DEPARTMENT_*` where one does not answer
 */
export async function readOrganisationNames(subgraphs: readonly Subgraph[]): Promise<OrganisationNames | null> {
  const keepers = subgraphs.filter(({ sdl }) => ownFields(sdl, typename).some(({ name }) => name.value === 'name'));
  if (keepers.length === 0) return null;
  const rows = await Promise.all(keepers.map((keeper) => scanType(keeper, typename, ['id', 'name'])));
  return new Map(
    rows.flat().flatMap(({ id, name }) => (typeof name === 'string' ? [[name, String(id)] as const] : [])),
  );
}

/** Id by name. */
export type OrganisationNames = ReadonlyMap<string, string>;
