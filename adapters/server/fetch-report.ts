import type DataLoader from 'dataloader';
import type { GraphQLError } from 'graphql';
import type { RequestContext } from '../../schema/request.ts';
import type { FetchAnswer, Representation } from '../../schema/subgraph.ts';

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

/** What a signing gateway is told in `extensions.onestop`; what is as it mostly is goes without saying. */
export type FetchReport = Partial<Pick<FetchAnswer, 'subjects' | 'findings' | 'servedFrom' | 'age'>>;

const freshness: readonly FetchAnswer['servedFrom'][] = ['source', 'cache', 'stale'];

/** Sums up: each subject once, the oldest data, the least fresh source. Null where there is nothing to say. */
export function reportOf(answers: readonly FetchAnswer[]): FetchReport | null {
  const subjects = [...new Set(answers.flatMap((answer) => answer.subjects))];
  const findings = answers.flatMap((answer) => answer.findings);
  const servedFrom = freshness.findLast((one) => answers.some((answer) => answer.servedFrom === one)) ?? 'source';
  const age = Math.max(0, ...answers.map((answer) => answer.age));
  const report: FetchReport = {
    ...(subjects.length > 0 && { subjects }),
    ...(findings.length > 0 && { findings }),
    ...(servedFrom !== 'source' && { servedFrom }),
    ...(age > 0 && { age }),
  };
  return Object.keys(report).length === 0 ? null : report;
}
