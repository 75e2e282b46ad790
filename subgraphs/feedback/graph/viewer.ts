import { readResidentId } from '../../../adapters/codecs/resident-id.ts';
import { OnestopError } from '../../../schema/errors.ts';
import { accessOf } from '../../../schema/view.ts';
import type { RequestContext } from '../../../schema/request.ts';

/**
 * The citizen whose rows alone this request may see; null where it may see all rows.
 * @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE` where it may see none
 */
export function ownOf(request: RequestContext): string | null {
  const access = accessOf(request);
  if (access === 'all') return null;
  if (access === 'own' && request.caller !== null) return readResidentId(request.caller.subject);
  throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
}

/** @throws {OnestopError} `FORBIDDEN_ACTION` for anybody but an official */
export function requireOfficial(request: RequestContext): void {
  if (request.caller?.role !== 'official')
    throw new OnestopError('FORBIDDEN_ACTION', { action: 'a department’s queue', who: 'officials' });
}
