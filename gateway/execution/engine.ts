import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { BaseLogger } from 'pino';
import type { PersonalRead } from '../../schema/personal-read.ts';
import type { Policy } from '../../schema/policy.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { ResponseError } from '../../schema/response-error.ts';
import type { Finding, Subgraph, Variables } from '../../schema/subgraph.ts';

export type EngineOptions = {
  readonly sdl: string;
  /** The supergraph without the links that the stock gateway refuses. */
  readonly stockSdl: string;
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly subgraphs: readonly Subgraph[];
  readonly logger: BaseLogger;
};

/** What an engine runs: one operation, allowed to this caller. */
export type EngineOperation = {
  /** Same key, same document: plans may be cached by it. */
  readonly key: string;
  /** Length of its text: what it counts for in a cache. */
  readonly characters: number;
  /** What the client asked: one operation with its fragments, valid against the API schema. */
  readonly asked: DocumentNode;
  /** What of it may be run, likewise. */
  readonly document: DocumentNode;
  /** Coerced, defaults filled in; absent ones absent. */
  readonly variables: Variables;
};

export type EngineAnswer = {
  /** The selection of what is run, in its key order; the client's, where there is JSON. */
  readonly data: Readonly<Record<string, unknown>> | null;
  /** The data in the client's own selection as JSON, from an engine that writes it; null where it must be made of `data`. */
  readonly json: Buffer | null;
  readonly errors: readonly ResponseError[];
  /** By department, which personal data of whom was read. For the audit; never for the client. */
  readonly reads: readonly PersonalRead[];
  readonly findings: readonly Finding[];
  /** One for each fetch, in the order they ended. */
  readonly fetches: readonly FetchRecord[];
};

export type FetchRecord = {
  readonly department: string;
  readonly ms: number;
  readonly servedFrom: 'source' | 'cache' | 'stale';
  /** Seconds since the data left its source. */
  readonly age: number;
  readonly failed: boolean;
};

/**
 * Plans and runs operations over the departments' ports. What departments cause comes back as errors
 * beside data; an exception is a fault of ours.
 */
export interface Engine {
  execute(operation: EngineOperation, request: RequestContext): Promise<EngineAnswer>;
  close(): Promise<void>;
}
