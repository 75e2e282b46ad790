import { OnestopError } from '../../schema/errors.ts';
import { everyValue, type Caller } from '../../schema/request.ts';

/**
 * An official acts for the departments and offices that their token claims; all other roles are judged elsewhere.
 * @param names any of which the claim may hold: a department's in the graph, an office's name or id
 * @throws {OnestopError} `FORBIDDEN_ACTION` for officials of others
 */
export function requireDepartment({ role, claims }: Caller, names: readonly string[], action: string): void {
  const own = claims?.departments ?? [];
  if (role !== 'official' || own.includes(everyValue) || names.some((name) => own.includes(name))) return;
  throw new OnestopError('FORBIDDEN_ACTION', { action, who: 'its officials' });
}
