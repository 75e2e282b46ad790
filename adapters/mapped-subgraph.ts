import {
  buildASTSchema,
  Kind,
  valueFromAST,
  typeFromAST,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  isInputType,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { OnestopError } from '../schema/errors.ts';
import { accessOf, readPolicy, type Access, type Policy } from '../schema/policy.ts';
import type {
  ExplainedStatement,
  FetchAnswer,
  FetchInput,
  FetchOperation,
  PreparedFetch,
  Subgraph,
  Variables,
} from '../schema/subgraph.ts';
import { compileFetch } from './compile/compile-fetch.ts';
import type { FetchPlan } from './compile/plan.ts';
import { conditionVariables, operationOf } from './compile/selection.ts';
import { MissingInDatabase, type Database } from './compile/table-read.ts';
import { openDriver } from './database/open-driver.ts';
import type { Driver } from './database/driver.ts';
import { explainPlan } from './explain.ts';
import type { Mapping } from './mapping/model.ts';
import { createCursorCodec } from './run/cursor.ts';
import { failedAnswer, runFetch } from './run/run-fetch.ts';
import type { RunScope } from './run/run-state.ts';
import { scanType, withScanRoots } from './run/scan.ts';
import { publishSdl } from './sdl/publish.ts';

export type MappedSubgraphOptions = {
  readonly mapping: Mapping;
  /** The whole SDL, as `readMapping` gives it. */
  readonly expanded: DocumentNode;
  /** The database; the mapping's own URL may be a name of the environment. */
  readonly databaseUrl: string;
  /** Seals cursors and pseudonyms; the same on every replica. */
  readonly secret: string;
  /** Hears what a database failed with; never sent to a client. */
  readonly onFailure: (error: unknown) => void;
};

/** Plans kept for one fetch: one for each access and each set of conditions. */
const maxVariants = 64;

/** A department's mapped SDL file and database, as a subgraph. Connects when it is first asked. */
export function createMappedSubgraph(options: MappedSubgraphOptions): Subgraph {
  const { mapping, expanded } = options;
  const { source } = mapping;
  const driver = openDriver({
    department: source.name,
    url: options.databaseUrl,
    onFailure: options.onFailure,
    ...limitsOf(mapping),
  });
  const schema = buildASTSchema(expanded, { assumeValidSDL: true });
  const scope: RunScope = {
    department: source.name,
    query: (text, values) => driver.query(text, values),
    bind: (statement, input) => statement.slots.map((slot) => driver.dialect.bind(slot, input)),
    cursors: createCursorCodec(options.secret),
    pseudonymKey: options.secret,
  };
  const compiler: Compiler = { mapping, schema, policy: readPolicy(schema), database: keepCatalog(driver, mapping) };
  const prepare = (fetch: FetchOperation) => prepareFetch(fetch, compiler, scope);
  const scanner: Compiler = { ...compiler, mapping: withScanRoots(mapping) };
  return {
    name: source.name,
    sdl: publishSdl(expanded),
    prepare,
    scan: (request) => scanType(request, { mapping, prepare: (fetch) => prepareFetch(fetch, scanner, scope) }),
    changes: () => 'unsupported',
    health: () => measureHealth(driver),
    close: () => driver.close(),
  };
}

const limitsOf = ({ source }: Mapping) => ({
  pool: source.pool,
  queue: source.queue,
  statementTimeoutMs: source.statementTimeoutMs,
});

type Compiler = {
  readonly mapping: Mapping;
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly database: () => Promise<Database>;
};

/** The catalog, read once; a database that is down is asked again next time. */
function keepCatalog(driver: Driver, mapping: Mapping): () => Promise<Database> {
  let kept: Promise<Database> | null = null;
  const tables = [...mapping.types.values()].flatMap((type) => (type.table === null ? [] : [type.table]));
  return () => {
    kept ??= driver.catalog(tables).then((catalog) => ({ catalog, dialect: driver.dialect }));
    kept.catch(() => (kept = null));
    return kept;
  };
}

async function measureHealth(driver: Driver) {
  const started = performance.now();
  try {
    await driver.ping();
    return { state: 'up', roundTripMs: performance.now() - started } as const;
  } catch {
    return { state: 'down', roundTripMs: null } as const;
  }
}

function prepareFetch({ document }: FetchOperation, compiler: Compiler, scope: RunScope): PreparedFetch {
  const conditions = conditionVariables(document);
  const defaults = variableDefaults(operationOf(document), compiler.schema);
  const plans = new LRUCache<string, FetchPlan>({ max: maxVariants });
  const plan = async (access: Access, variables: Variables): Promise<FetchPlan> => {
    const variant = `${access} ${conditions.map((name) => (variables[name] === true ? 1 : 0)).join('')}`;
    const known = plans.get(variant);
    if (known !== undefined) return known;
    const database = await compiler.database();
    const made = compileFetch({
      document,
      access,
      database,
      mapping: compiler.mapping,
      schema: compiler.schema,
      policy: compiler.policy,
      isTrue: (name) => variables[name] === true,
    });
    plans.set(variant, made);
    return made;
  };
  return {
    run: (input) => answer(input, { plan, defaults, scope }),
    explain: async (variables = {}): Promise<readonly ExplainedStatement[]> => {
      const { dialect } = await compiler.database();
      const all = Object.fromEntries(conditions.map((name) => [name, true]));
      return explainPlan(await plan('all', { ...all, ...defaults, ...variables }), {
        department: scope.department,
        dialect: dialect.name,
      });
    },
  };
}

type AnswerScope = {
  readonly plan: (access: Access, variables: Variables) => Promise<FetchPlan>;
  readonly defaults: Variables;
  readonly scope: RunScope;
};

async function answer(input: FetchInput, { plan, defaults, scope }: AnswerScope): Promise<FetchAnswer> {
  const variables = { ...defaults, ...input.variables };
  try {
    return await runFetch(await plan(accessOf(input.request), variables), scope, { ...input, variables });
  } catch (error) {
    if (error instanceof OnestopError) return failedAnswer(error);
    if (error instanceof MissingInDatabase)
      return failedAnswer(new OnestopError('DEPARTMENT_ERROR', { department: scope.department }, { cause: error }));
    throw error;
  }
}

/** Default values that the fetch's own variables declare. */
function variableDefaults(operation: OperationDefinitionNode, schema: GraphQLSchema): Variables {
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, type, defaultValue }) => {
      const inputType = type.kind === Kind.NAMED_TYPE ? typeFromAST(schema, type) : undefined;
      if (defaultValue === undefined || inputType === undefined || !isInputType(inputType)) return [];
      return [[variable.name.value, valueFromAST(defaultValue, inputType)]];
    }),
  );
}
