import type { FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../schema/errors.ts';
import type { FetchRecord } from '../execution/engine.ts';
import type { RequestFacts } from '../metrics/metrics.ts';
import type { FindingCount } from './count-findings.ts';
import type { ResponseError } from '../../schema/response-error.ts';

/** What is known of a request for its log line. Never variables, tokens, ids or names of people. */
export type Observed = {
  readonly requestId: string;
  readonly traceId: string;
  readonly startedAt: number;
  operation?: string | null;
  /** What the operation was estimated at. */
  cost?: number;
  codes?: readonly ErrorCode[];
  fetches?: readonly FetchRecord[];
  findings?: readonly FindingCount[];
};

const observed = Symbol('observed');
type ObservedRequest = FastifyRequest & { [observed]?: Observed };

export function observe(request: ObservedRequest, facts: Observed): void {
  request[observed] = facts;
}

export const observedOf = (request: ObservedRequest): Observed | undefined => request[observed];

/** The fields of the log line, in milliseconds where they are times. */
export function logLine(request: FastifyRequest, status: number): Readonly<Record<string, unknown>> {
  const facts = observedOf(request);
  const { method, routeOptions } = request;
  // The route, not the URL: a GET carries its variables there.
  const base = { method, route: routeOptions.url ?? null, status };
  if (facts === undefined) return base;
  const { requestId, traceId, startedAt, operation, cost, codes, fetches, findings } = facts;
  return {
    requestId,
    traceId,
    ...base,
    ms: Math.round((performance.now() - startedAt) * 10) / 10,
    ...(operation === undefined ? {} : { operation: withoutDigits(operation) }),
    ...(cost === undefined ? {} : { cost }),
    ...(codes === undefined || codes.length === 0 ? {} : { codes }),
    ...(fetches === undefined
      ? {}
      : {
          departments: fetches.map(({ department, ms, failed }) => ({
            department,
            ms: Math.round(ms * 10) / 10,
            failed,
          })),
        }),
    // What the departments' data could not be read as: their owners want to know.
    ...(findings === undefined || findings.length === 0 ? {} : { findings }),
  };
}

/** What is counted of a request that has been answered. */
export const requestFacts = ({ startedAt, codes, cost, fetches }: Observed): RequestFacts => ({
  seconds: (performance.now() - startedAt) / 1000,
  codes: codes ?? [],
  ...(cost !== undefined && { cost }),
  fetches: fetches ?? [],
});

export const codesOf = (errors: readonly ResponseError[]): readonly ErrorCode[] => [
  ...new Set(errors.map((error) => error.extensions.code)),
];

/** A client chooses the name; a long number in it could be a person's. */
const withoutDigits = (name: string | null): string | null => name?.slice(0, 80).replace(/\d{6,}/g, '#') ?? null;
