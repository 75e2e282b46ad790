import type DataLoader from 'dataloader';
import type { GraphQLError } from 'graphql';
import type { RequestContext } from '../../schema/request.ts';
import type { FetchAnswer, Finding, Representation } from '../../schema/subgraph.ts';

/** One per request, shared by its resolvers; what the fetches learned beside their data gathers here. */
export type FetchContext = {
  readonly request: RequestContext;
  readonly answers: FetchAnswer[];
  /** Errors beside data that is there, with their paths. */
  readonly beside: GraphQLError[];
  /** One for each `_entities` field of the operation, by response key. */
  readonly entityLoaders: Map<string, DataLoader<Representation, unknown>>;
};

export const createFetchContext = (request: RequestContext): FetchContext => ({
  request,
  answers: [],
  beside: [],
  entityLoaders: new Map(),
});

/** What a signing gateway is told in `extensions.onestop`. */
export type FetchReport = {
  readonly subjects: readonly string[];
  readonly findings: readonly Finding[];
  readonly servedFrom: FetchAnswer['servedFrom'];
  readonly age: number;
};

const freshness: readonly FetchAnswer['servedFrom'][] = ['source', 'cache', 'stale'];

/** Sums up: each subject once, the oldest data, the least fresh source. */
export function reportOf(answers: readonly FetchAnswer[]): FetchReport {
  return {
    subjects: [...new Set(answers.flatMap((answer) => answer.subjects))],
    findings: answers.flatMap((answer) => answer.findings),
    servedFrom: freshness.findLast((one) => answers.some((answer) => answer.servedFrom === one)) ?? 'source',
    age: Math.max(0, ...answers.map((answer) => answer.age)),
  };
}
