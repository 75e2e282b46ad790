import { readResidentId } from '../../../adapters/codecs/resident-id.ts';
import { OnestopError } from '../../../schema/errors.ts';
import { accessOf } from '../../../schema/view.ts';
import { ownSubjects, type Caller, type RequestContext } from '../../../schema/request.ts';

/**
 * The citizens whose rows alone this request may see: who asks, and whom they act for; null where it may see all rows.
 * @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE` where it may see none
 */
export function ownOf(request: RequestContext): readonly string[] | null {
  const access = accessOf(request);
  if (access === 'all') return null;
  if (access === 'own' && request.caller !== null) return ownSubjects(request.caller).map(readResidentId);
  throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
}

/** @throws {OnestopError} `FORBIDDEN_ACTION` for anybody but an official */
export function officialOf({ caller }: RequestContext): Caller {
  if (caller?.role === 'official') return caller;
  throw new OnestopError('FORBIDDEN_ACTION', { action: 'a department’s queue', who: 'officials' });
}
