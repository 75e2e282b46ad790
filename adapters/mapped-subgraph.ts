import {
  buildASTSchema,
  valueFromAST,
  typeFromAST,
  type DocumentNode,
  type GraphQLSchema,
  type NamedTypeNode,
  type OperationDefinitionNode,
  isInputType,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { OnestopError } from '../schema/errors.ts';
import { withScalars } from '../schema/scalars.ts';
import { readPolicy, type Policy } from '../schema/policy.ts';
import type { View } from '../schema/view.ts';
import type {
  ExplainedStatement,
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
import { DictionaryTooLarge } from './dictionaries/load-dictionary.ts';
import { hasDictionaries, loadEnums } from './dictionaries/load-enums.ts';
import { tableKey } from './database/dialect.ts';
import type { DatabaseTlsFiles } from './database/database-tls.ts';
import { openDriver } from './database/open-driver.ts';
import type { Driver } from './database/driver.ts';
import { explainPlan } from './explain.ts';
import { mappedTables } from './mapping/mapped-tables.ts';
import type { Mapping } from './mapping/model.ts';
import { createCursorCodec, deriveKey } from './run/cursor.ts';
import { LookupBatches } from './run/lookup-batches.ts';
import { failedFetch, loadFetch, type LoadedFetch } from './run/run-fetch.ts';
import { keyedDigest, pseudonymOf, type RunScope } from './run/run-state.ts';
import { scanType, withScanRoots } from './run/scan.ts';
import { publishSdl } from './sdl/publish.ts';
import { createSuppression, defaultQuestions } from './suppression/told-clients.ts';

export type MappedSubgraphOptions = {
  readonly mapping: Mapping;
  /** The whole SDL, as `readMapping` gives it. */
  readonly expanded: DocumentNode;
  /** The database; the mapping's own URL may be a name of the environment. */
  readonly databaseUrl: string;
  /** In place of what the URL says of TLS. */
  readonly databaseTls?: DatabaseTlsFiles;
  /** Seals cursors and pseudonyms; the same on every replica. */
  readonly secret: string;
  /** Distinct questions that one client may ask in a day about the people of one table, for counts and sums. */
  readonly aggregateQuestions?: number;
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
    ...(options.databaseTls !== undefined && { tls: options.databaseTls }),
    onFailure: options.onFailure,
    onSchemaChange: () => catalog.forget(),
    ...limitsOf(mapping),
  });
  const catalog = keepCatalog(driver, mapping);
  const schema = withScalars(buildASTSchema(expanded, { assumeValidSDL: true }));
  const scope: RunScope = {
    department: source.name,
    query: (text, values) => driver.query(text, values),
    lookups: new LookupBatches(driver),
    bind: (statement, input) => statement.slots.map((slot) => driver.dialect.bind(slot, input)),
    concurrency: source.pool,
    cursors: createCursorCodec(options.secret),
    mapping,
    schema,
    suppress: createSuppression({ department: source.name, questions: options.aggregateQuestions ?? defaultQuestions }),
    pseudonymKey: deriveKey(options.secret, `pseudonyms of ${source.name}`),
  };
  // Another key than that of pseudonyms: whoever is shown a digest finds nobody in a log by it.
  const maskKey = deriveKey(options.secret, `masks of ${source.name}`);
  const compiler: Compiler = {
    mapping,
    schema,
    policy: readPolicy(schema),
    catalog,
    onFailure: options.onFailure,
    digest: (text) => keyedDigest(text, maskKey),
  };
  const prepare = (fetch: FetchOperation) => prepareFetch(fetch, compiler, scope);
  const scanner: Compiler = { ...compiler, mapping: withScanRoots(mapping) };
  // A batch holds them beside the values they stand for: their number is bounded with it.
  const scanned: RunScope = { ...scope, tellsAllFindings: true };
  return {
    name: source.name,
    sdl: publishSdl(expanded),
    prepare,
    scan: (request) =>
      scanType(request, {
        mapping,
        prepare: (fetch) => loaderOf(fetch, scanner, scanned).load,
        policy: compiler.policy,
        pseudonym: (key) => pseudonymOf(key, scope),
      }),
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
  readonly catalog: KeptCatalog;
  readonly onFailure: (error: unknown) => void;
  /** What a mask shows in place of a value that is only to be told from others. */
  readonly digest: (text: string) => string;
};

/** What plans are compiled with: what the database says of its tables, and of the codes in its dictionaries. */
type Edition = { readonly database: Database; readonly enums: Mapping['enums'] };

type KeptCatalog = {
  readonly load: () => Promise<Edition>;
  /** Tables are not as they were: the next fetch reads the catalog again. At most once a second. */
  readonly forget: () => void;
  /** Plans made with another edition are worth nothing. */
  readonly edition: () => number;
};

const forgetEveryMs = 1000;

/** A code that is new in a dictionary counts after that long, and nobody tells us of it. */
const dictionaryAgeMs = 10 * 60_000;

/**
 * The catalog with the dictionaries, read once, and where there are dictionaries again when they are old; a database
 * that is down, or lacks a table, is asked again next time.
 */
function keepCatalog(driver: Driver, mapping: Mapping): KeptCatalog {
  let kept: Promise<Edition> | null = null;
  let [edition, forgottenAt, readAt] = [0, 0, 0];
  const tables = mappedTables(mapping);
  const ages = hasDictionaries(mapping);
  const load = async (): Promise<Edition> => {
    readAt = Date.now();
    const database = { catalog: await driver.catalog(tables), dialect: driver.dialect };
    const enums = await loadEnums(mapping, { database, query: (text, values) => driver.query(text, values) });
    if (tables.some((table) => !database.catalog.tables.has(tableKey(driver.dialect, table)))) kept = null;
    return { database, enums };
  };
  return {
    load: () => {
      kept ??= load();
      kept.catch(() => (kept = null));
      return kept;
    },
    forget: () => {
      if (Date.now() - forgottenAt < forgetEveryMs) return;
      forgottenAt = Date.now();
      edition += 1;
      kept = null;
    },
    edition: () => {
      if (ages && kept !== null && Date.now() - readAt > dictionaryAgeMs) {
        edition += 1;
        kept = null;
      }
      return edition;
    },
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

function prepareFetch(fetch: FetchOperation, compiler: Compiler, scope: RunScope): PreparedFetch {
  const { conditions, defaults, plan, load } = loaderOf(fetch, compiler, scope);
  return {
    run: async (input) => (await load(input)).write(),
    explain: async (variables = {}): Promise<readonly ExplainedStatement[]> => {
      const { dialect } = (await compiler.catalog.load()).database;
      const all = Object.fromEntries(conditions.map((name) => [name, true]));
      const given = { ...all, ...defaults, ...variables };
      const source = { department: scope.department, dialect: dialect.name };
      return explainPlan(await plan(compiler.policy.fullView, given), source, { ...scope, variables: given });
    },
  };
}

/** Reads what a fetch asks for, by a plan that is made when it is first needed. */
function loaderOf({ document }: FetchOperation, compiler: Compiler, scope: RunScope) {
  const conditions = conditionVariables(document);
  const defaults = variableDefaults(operationOf(document), compiler.schema);
  const hasDefaults = Object.keys(defaults).length > 0;
  const plans = new LRUCache<string, FetchPlan>({ max: maxVariants });
  // Most fetches have no conditions, and come from those who see alike one after another.
  let last: { readonly edition: number; readonly view: View; readonly plan: FetchPlan } | null = null;
  const lastPlan = (view: View): FetchPlan | null =>
    last !== null && last.view === view && last.edition === compiler.catalog.edition() ? last.plan : null;
  const plan = async (view: View, variables: Variables): Promise<FetchPlan> => {
    const edition = compiler.catalog.edition();
    const made = await planOf(view, variables);
    if (conditions.length === 0) last = { edition, view, plan: made };
    return made;
  };
  const planOf = async (view: View, variables: Variables): Promise<FetchPlan> => {
    const variant = `${compiler.catalog.edition()} ${view.key} ${conditions.map((name) => (variables[name] === true ? 1 : 0)).join('')}`;
    const known = plans.get(variant);
    if (known !== undefined) return known;
    const { database, enums } = await compiler.catalog.load();
    const made = compileFetch({
      document,
      view,
      database,
      mapping: { ...compiler.mapping, enums },
      schema: compiler.schema,
      policy: compiler.policy,
      digest: compiler.digest,
      isTrue: (name) => variables[name] === true,
    });
    plans.set(variant, made);
    return made;
  };
  const load = async (input: FetchInput): Promise<LoadedFetch> => {
    const variables = hasDefaults ? { ...defaults, ...input.variables } : input.variables;
    try {
      const view = compiler.policy.viewOf(input.request);
      return await loadFetch(lastPlan(view) ?? (await plan(view, variables)), scope, { ...input, variables });
    } catch (error) {
      return failedFetch(explainedFailure(error, compiler, scope));
    }
  };
  return { conditions, defaults, plan, load };
}

/** An expected failure, and one that the database's own tables are the cause of; anything else is a defect and goes on. */
function explainedFailure(error: unknown, compiler: Compiler, { department }: RunScope): OnestopError {
  if (error instanceof OnestopError) return error;
  if (!(error instanceof MissingInDatabase) && !(error instanceof DictionaryTooLarge)) throw error;
  compiler.onFailure(error);
  compiler.catalog.forget();
  return new OnestopError('DEPARTMENT_ERROR', { department }, { cause: error });
}

/** Default values that the fetch's own variables declare. */
function variableDefaults(operation: OperationDefinitionNode, schema: GraphQLSchema): Variables {
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, type, defaultValue }) => {
      const inputType = defaultValue === undefined ? undefined : typeFromAST(schema, type as NamedTypeNode); // any type node will do
      if (defaultValue === undefined || !isInputType(inputType)) return [];
      return [[variable.name.value, valueFromAST(defaultValue, inputType)]];
    }),
  );
}
