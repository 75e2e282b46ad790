import type { GraphQLResolveInfo } from 'graphql';
import { OnestopError } from '../../schema/errors.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { ResolverContext } from '../resolver-subgraph.ts';

/**
 * Nothing is begun that nobody waits for any more; what was begun is finished.
 * @throws {OnestopError} `DEPARTMENT_TIMEOUT` of this system
 */
export function requireTime({ signal, deadline }: RequestContext, system: string): void {
  if (signal.aborted || Date.now() >= deadline) throw new OnestopError('DEPARTMENT_TIMEOUT', { department: system });
}

/**
 * Notes at the field what failed because a department that was asked did not answer: that department's failure, none of
 * this system's. Anything else goes on.
 */
export function noteFailureOfOthers(
  error: unknown,
  at: { readonly system: string; readonly context: ResolverContext; readonly info: GraphQLResolveInfo },
): null {
  if (!(error instanceof OnestopError)) throw error;
  const { code, details } = error;
  const { department } = details;
  if (typeof department !== 'string' || department === at.system) throw error;
  at.context.note(at.info, { code, details, department });
  return null;
}
