import { OnestopError } from '../../schema/errors.ts';
import type { RequestContext } from '../../schema/request.ts';

/** Whose log it is, is asked elsewhere. @throws {OnestopError} `FORBIDDEN_ACTION` for whoever reads nobody's */
export function requireReader({ caller }: Pick<RequestContext, 'caller'>): void {
  if (caller?.role !== 'citizen' && caller?.role !== 'admin')
    throw new OnestopError('FORBIDDEN_ACTION', { action: 'a person’s access log', who: 'that person' });
}
