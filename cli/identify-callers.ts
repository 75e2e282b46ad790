import { guardSubgraph } from '../gateway/resilience/guard-subgraph.ts';
import type { Identify } from '../gateway/execution/pipeline.ts';
import type { Subgraph } from '../schema/subgraph.ts';
import { createCallerIdentifiers } from '../subgraphs/identity/caller-identifiers.ts';

/** Every question of a citizen waits for it, whomever it is for: a registry that hangs must cost little of their time. */
const patienceMs = 2_000;

/** What is known of a citizen beside the id; after a while without an answer the registry is not waited for at all. */
export const identifyCallers = (subgraphs: readonly Subgraph[]): Identify =>
  createCallerIdentifiers(subgraphs.map((subgraph) => guardSubgraph(subgraph, { timeoutMs: patienceMs })));
