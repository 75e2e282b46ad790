import type { GraphQLDataSource } from '@apollo/gateway';
import { LRUCache } from 'lru-cache';
import { once } from '../../schema/once.ts';
import type { Policy } from '../../schema/policy.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { Representation, Subgraph } from '../../schema/subgraph.ts';
import { askDepartment } from './ask-department.ts';
import type { CompiledFetch, CompileFetch } from './compile-fetch.ts';
import { entityPositions } from './entity-positions.ts';
import type { FetchLog } from './fetch-log.ts';

/** What travels with a request through the stock gateway. */
export type EngineContext = { readonly request: RequestContext; readonly log: FetchLog };

type DataSource = GraphQLDataSource<EngineContext>;
type Process = Parameters<DataSource['process']>[0];

/** Compiled fetches a department keeps; the plans of a thousand operations have about as many. */
const keptFetches = 2_000;
/** Characters of their texts. */
const keptCharacters = 1_000_000;

/**
 * A department as the stock gateway's data source. Each fetch text is prepared once; errors go to the
 * request's log and only data to the gateway, which would rewrite or drop them.
 */
export function createPortDataSource(
  subgraph: Subgraph,
  { compileFetch, policy }: { readonly compileFetch: CompileFetch; readonly policy: Policy },
): DataSource {
  const compiled = new LRUCache<string, CompiledFetch>({
    max: keptFetches,
    maxSize: keptCharacters,
    sizeCalculation: (_fetch, query) => query.length + 1,
  });
  const compile = (query: string): CompiledFetch => {
    const known = compiled.get(query);
    if (known !== undefined) return known;
    const fetch = compileFetch(subgraph, query);
    compiled.set(query, fetch);
    return fetch;
  };
  return { process: async (options) => ({ data: await answerFetch(compile, options, policy) }) };
}

async function answerFetch(
  compile: (query: string) => CompiledFetch,
  options: Process,
  policy: Policy,
): Promise<Record<string, unknown> | null> {
  if (!('incomingRequestContext' in options)) return {}; // health checks are switched off
  const { request, log } = options.context;
  const { representations, ...variables } = options.request.variables ?? {};
  // The planner builds representations; no client's variable can have that name.
  const entities = (representations ?? []) as readonly Representation[];
  const path = options.pathInIncomingRequest ?? [];
  const isRoot = representations === undefined;
  // Each error asks for the positions; the answer is the same until this one is merged.
  const positions = isRoot ? null : once(() => entityPositions(log.roots, path, entities));
  const input = { variables, representations: entities, request };
  const data = await askDepartment(compile(options.request.query ?? ''), { input, log, policy, path, positions });
  if (isRoot && data !== null && path.length === 0) log.roots.push(data);
  // The stock gateway merges answers in place; ports hand out fresh objects.
  return data;
}
