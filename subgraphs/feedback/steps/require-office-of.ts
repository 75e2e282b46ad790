import { requireDepartment } from '../../../adapters/hub/require-department.ts';
import type { OrganisationNames } from '../../../adapters/ports/organisation-names.ts';
import { everyValue, type Caller } from '../../../schema/request.ts';
import type { Desk } from './desk.ts';

/** What an official's claim is held against; null where nothing has to be looked up for it, or nobody keeps a list. */
export async function officesFor(
  { role, claims }: Caller,
  { offices }: Pick<Desk, 'offices'>,
): Promise<OrganisationNames | null> {
  // prettier-ignore
  return role === 'official' && claims?.departments?.includes(everyValue) !== true ? offices() : null;
}

/**
 * An official works for the offices that their token claims, by name or by the id that `publicOrganisations` gives.
 * @param offices null: then by name alone
 * @throws {OnestopError} `FORBIDDEN_ACTION` for officials of others
 */
export function requireOfficeOf(caller: Caller, office: string, offices: OrganisationNames | null): void {
  const id = offices?.get(office);
  requireDepartment(caller, id === undefined ? [office] : [office, id], 'what an office has to deal with');
}
