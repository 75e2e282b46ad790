import type { GraphQLDataSource } from '@apollo/gateway';
import { parse, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { BaseLogger } from 'pino';
import type { Policy } from '../../schema/policy.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { FetchAnswer, FetchInput, PreparedFetch, Representation, Subgraph } from '../../schema/subgraph.ts';
import { describeFailure } from './describe-failure.ts';
import { entityPositions } from './entity-positions.ts';
import { fetchFields } from './fetch-fields.ts';
import { createFilterFields, type FilterFields } from './filter-fields.ts';
import type { FetchLog } from './fetch-log.ts';
import { personalFields } from './personal-fields.ts';

/** What travels with a request through the stock gateway. */
export type EngineContext = { readonly request: RequestContext; readonly log: FetchLog };

type CompiledFetch = {
  readonly prepared: PreparedFetch;
  readonly fields: readonly string[];
  readonly personal: readonly string[];
  /** What it filters by beside them. */
  readonly filters: FilterFields;
};
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
  { schema, policy, logger }: { readonly schema: GraphQLSchema; readonly policy: Policy; readonly logger: BaseLogger },
): DataSource {
  const compiled = new LRUCache<string, CompiledFetch>({
    max: keptFetches,
    maxSize: keptCharacters,
    sizeCalculation: (_fetch, query) => query.length + 1,
  });
  const filterFields = createFilterFields(schema, policy);
  const compile = (query: string): CompiledFetch => {
    const known = compiled.get(query);
    if (known !== undefined) return known;
    const document = parse(query, { noLocation: true });
    const fetch = {
      prepared: subgraph.prepare({ document }),
      fields: fetchFields(document),
      personal: personalFields(document, schema, policy),
      filters: filterFields(document),
    };
    compiled.set(query, fetch);
    return fetch;
  };
  const run: Run = async (query, input) => {
    try {
      const { prepared, fields, personal, filters } = compile(query);
      const answer = checkEntities(await prepared.run(input), input);
      return { answer, fields, personal: [...personal, ...filters(input.variables)] };
    } catch (error) {
      const { requestId } = input.request;
      logger.error({ requestId, department: subgraph.name, ...describeFailure(error) }, 'a port threw');
      return { answer: failed('DEPARTMENT_ERROR'), fields: compiled.peek(query)?.fields ?? [], personal: [] };
    }
  };
  return { process: async (options) => ({ data: await answerFetch(subgraph.name, options, { run, policy }) }) };
}

type Ran = { readonly answer: FetchAnswer } & Pick<CompiledFetch, 'fields' | 'personal'>;
type Run = (query: string, input: FetchInput) => Promise<Ran>;
type Asking = { readonly run: Run; readonly policy: Policy };

async function answerFetch(
  department: string,
  options: Process,
  { run, policy }: Asking,
): Promise<Record<string, unknown> | null> {
  if (!('incomingRequestContext' in options)) return {}; // health checks are switched off
  const { request, log } = options.context;
  const { representations, ...variables } = options.request.variables ?? {};
  // The planner builds representations; no client's variable can have that name.
  const entities = (representations ?? []) as readonly Representation[];
  const startedAt = performance.now();
  const input = { variables, representations: entities, request };
  const { answer, fields, personal } = await run(options.request.query ?? '', input);
  log.record(department, answer, performance.now() - startedAt);
  const people = [...answer.subjects, ...askedAbout(answer, entities, policy)];
  const said = () => `${options.request.query ?? ''} ${JSON.stringify(variables)}`;
  if (answer.data !== null && (people.length > 0 || (personal.length > 0 && !isEcho(answer.data, said))))
    log.read(department, personal, people);
  const path = options.pathInIncomingRequest ?? [];
  log.asked.push({ department, path, fields });
  const isRoot = representations === undefined;
  if (answer.errors.length > 0) {
    const positions = isRoot ? null : once(() => entityPositions(log.roots, path, entities));
    log.errors.add({ department, path, fields, positions }, answer.errors);
  }
  if (isRoot && answer.data !== null && path.length === 0) log.roots.push(answer.data);
  // The stock gateway merges answers in place; ports hand out fresh objects.
  return answer.data;
}

/**
 * Is the answer nothing but what was asked with? A key stub gives back the id that the client said itself. That there is
 * nothing tells something: a null, or a list without items, is no echo.
 */
function isEcho(value: unknown, said: () => string): boolean {
  if (typeof value === 'string') return said().includes(JSON.stringify(value));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, each]) => key === '__typename' || isEcho(each, said));
}

/** People whose own records were asked for by their id, and found: the department need not say so. */
function askedAbout({ data }: FetchAnswer, entities: readonly Representation[], policy: Policy): readonly string[] {
  const found = data?.['_entities'];
  if (!Array.isArray(found)) return [];
  return entities.flatMap((entity, index) => {
    const subject = policy.subjectField(entity.__typename);
    const id = subject === null ? null : entity[subject];
    return typeof id === 'string' && found[index] !== null ? [id] : [];
  });
}

/** Each error asks for the positions; the answer is the same until this one is merged. */
function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | null = null;
  return () => (done ??= { result: work() }).result;
}

/** The stock gateway would throw on anything else. */
function checkEntities(answer: FetchAnswer, { representations }: FetchInput): FetchAnswer {
  if (representations.length === 0 || answer.data === null) return answer;
  const entities = answer.data['_entities'];
  if (Array.isArray(entities) && entities.length === representations.length) return answer;
  return answer.errors.length > 0 ? { ...answer, data: null } : failed('DEPARTMENT_ANSWER_INVALID');
}

const failed = (code: 'DEPARTMENT_ERROR' | 'DEPARTMENT_ANSWER_INVALID'): FetchAnswer => ({
  data: null,
  errors: [{ path: [], code }],
  subjects: [],
  findings: [],
  servedFrom: 'source',
  age: 0,
});
