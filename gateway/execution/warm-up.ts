import { failedAnswer } from '../../schema/failed-answer.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

/** Of requests that only have operations planned and compiled: whoever derives a request keeps its signal. */
const warmUpSignal = new AbortController().signal;

export const isWarmUp = ({ signal }: RequestContext): boolean => signal === warmUpSignal;

/** A request that nobody waits for, as `who` would make it. */
export const warmUpRequest = (who: Pick<RequestContext, 'caller' | 'purpose'>): RequestContext => ({
  ...{ ...who, requestId: 'warm-up', traceId: '0'.repeat(32) },
  ...{ deadline: Number.MAX_SAFE_INTEGER, signal: warmUpSignal },
});

/**
 * A port that is not asked for the sake of a warm-up. An engine plans and compiles what it runs: so it can be made to,
 * whichever it is, without a department hearing of it.
 */
export const spareInWarmUp = (subgraph: Subgraph): Subgraph => ({
  ...subgraph,
  prepare: (fetch) => {
    const prepared = subgraph.prepare(fetch);
    return {
      run: async (input) =>
        isWarmUp(input.request) ? failedAnswer({ path: [], code: 'DEPARTMENT_UNAVAILABLE' }) : prepared.run(input),
      explain: (variables) => prepared.explain(variables),
    };
  },
});
