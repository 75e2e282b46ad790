import { OnestopError, type ErrorDetails } from '../../schema/errors.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { FetchError } from '../../schema/subgraph.ts';

/**
 * Nothing is begun that nobody waits for any more; what was begun is finished.
 * @throws {OnestopError} `DEPARTMENT_TIMEOUT` of this system
 */
export function requireTime({ signal, deadline }: RequestContext, system: string): void {
  if (signal.aborted || Date.now() >= deadline) throw new OnestopError('DEPARTMENT_TIMEOUT', { department: system });
}

/** What failed because a department that was asked did not answer: that department's failure, none of this system's. */
export function failureOfOthers(
  error: unknown,
  system: string,
): (Pick<FetchError, 'code'> & { readonly details: ErrorDetails; readonly department: string }) | null {
  if (!(error instanceof OnestopError)) return null;
  const { code, details } = error;
  const { department } = details;
  return typeof department === 'string' && department !== system ? { code, details, department } : null;
}
