import type { DocumentNode } from 'graphql';
import type { ErrorCode, ErrorDetails } from './errors.ts';
import type { Account } from './personal-read.ts';
import type { RequestContext } from './request.ts';

/**
 * The port through which the gateway knows a department: a name, an SDL and three verbs, never a
 * database. Local adapters, remote HTTP subgraphs and the graph's own systems implement it.
 */
export interface Subgraph {
  /** Name of the department or system, unique in the graph: `civil-registry`. */
  readonly name: string;
  /**
   * The SDL others may see: federation and policy directives, no table names. Each node's `loc`
   * leads to the owner's file and line, so that composition errors can name them.
   */
  readonly sdl: DocumentNode;
  /** Address for other routers; absent for what runs in this process. */
  readonly url?: string;
  /** Compiles one fetch. Pure and synchronous; called once per plan node, the result is cached with the plan. */
  prepare(fetch: FetchOperation): PreparedFetch;
  /** Every row of a type in key order, for reports, quality and merged indexes. */
  scan(request: ScanRequest): AsyncIterable<ScanBatch>;
  /** Changes since a point in the feed, or `unsupported` where the source has none. */
  changes(since: string | null): AsyncIterable<Change> | 'unsupported';
  /** One cheap question to the source. Never throws. */
  health(): Promise<SubgraphHealth>;
  close(): Promise<void>;
}

/** One operation of a query plan, in the subgraph's own schema. */
export type FetchOperation = {
  /** Exactly one operation, with its fragments. */
  readonly document: DocumentNode;
};

export interface PreparedFetch {
  /**
   * The hot path. Never throws for what a department can cause: failures are `errors` beside `data`.
   */
  run(input: FetchInput): Promise<FetchAnswer>;
  /** What would be sent to the source, as text, for people. Connects if it has to. */
  explain(variables?: Variables): Promise<readonly ExplainedStatement[]>;
}

export type Variables = Readonly<Record<string, unknown>>;

export type FetchInput = {
  readonly variables: Variables;
  /** The entities of an `_entities` fetch, in order; empty for any other fetch. */
  readonly representations: readonly Representation[];
  readonly request: RequestContext;
};

/** `__typename` and the fields of one of the type's keys (and of `@requires`). */
export type Representation = Readonly<Record<string, unknown>> & { readonly __typename: string };

export type FetchAnswer = {
  /** By response key. `null` when nothing could be answered. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly FetchError[];
  /** Canonical ids of the people whose personal data this answer holds, each once. */
  readonly subjects: readonly string[];
  readonly findings: readonly Finding[];
  readonly servedFrom: 'source' | 'cache' | 'stale';
  /** Seconds since the data left the source; 0 when it was just read. */
  readonly age: number;
};

export type FetchError = {
  /** From the root of this fetch's `data`; empty when the whole fetch failed. */
  readonly path: readonly (string | number)[];
  readonly code: ErrorCode;
  readonly details?: ErrorDetails;
  /** Seconds until asking again makes sense. */
  readonly retryAfter?: number;
  /** Whose failure it is, where a system of the graph's own asked another subgraph; its own where absent. */
  readonly department?: string;
};

/** A value or row that could not be given as it stands: null plus a finding, never a silent loss. */
export type Finding = {
  readonly department: string;
  readonly type: string;
  readonly field: string | null;
  readonly reason: 'UNREADABLE_VALUE' | 'UNKNOWN_CODE' | 'DUPLICATE_KEY' | 'INVALID_IDENTIFIER';
  /** Keyed pseudonym of the person the row is about; null for rows about nobody. */
  readonly key: string | null;
  /** From the root of the fetch's `data` to the object it was met in; told of a scan's fetches alone. */
  readonly path?: readonly (string | number)[];
};

export type ScanRequest = {
  readonly type: string;
  readonly fields: readonly ScanField[];
  /** `after` of an earlier batch, or null for the beginning. */
  readonly after: string | null;
  readonly batchSize?: number;
  readonly request: RequestContext;
  /**
   * Writes down whose data a batch holds, before it is given. Where it is absent nothing personal is read, whoever asks:
   * a scan goes past the gateway, which writes down what is read through it.
   */
  readonly account?: Account;
};

/** A field of values, or an object and what is wanted of it. */
export type ScanField = string | { readonly name: string; readonly fields: readonly ScanField[] };

/** What is wrong with a row of a batch. */
export type ScanFinding = Omit<Finding, 'path'> & {
  /** Of the person whom the row is about, where the row says who that is; else of whom the finding's own object is. */
  readonly key: string | null;
  /** Position of the row in `rows`. */
  readonly row: number;
  /** Fields that lead from the row to the object it was met in; none for the row itself. */
  readonly within: readonly string[];
};

export type ScanBatch = {
  /** In key order; null for a row whose key can't be read. */
  readonly rows: readonly (Readonly<Record<string, unknown>> | null)[];
  /** Where the next scan goes on; null after the last row. */
  readonly after: string | null;
  /** All there are, row by row; `DUPLICATE_KEY` where the key was asked for and is the key of the row before. */
  readonly findings: readonly ScanFinding[];
};

export type Change = {
  readonly at: string;
  readonly type: string;
  readonly key: Representation;
  readonly kind: 'upsert' | 'delete';
};

export type SubgraphHealth = {
  readonly state: 'up' | 'down';
  /** Round trip in milliseconds; null when it is down. */
  readonly roundTripMs: number | null;
};

export type ExplainedStatement = {
  readonly department: string;
  /** `postgres`, `sqlite`, …; `http` for a remote subgraph, `resolver` for the graph's own systems. */
  readonly dialect: string;
  /** What it reads, in words: `Citizen by key`, `Citizen.household (page per parent)`. */
  readonly reads: string;
  readonly text: string;
  /** What runs in its place where no more than one key is asked for; absent where it is the same. */
  readonly soleText?: string;
  /** What runs in its place for several keys, as long as they have few rows; absent where it is never tried. */
  readonly scanText?: string;
};
