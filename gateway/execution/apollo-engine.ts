import { ApolloGateway } from '@apollo/gateway';
import { parse, printSchema, type DefinitionNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { BaseLogger } from 'pino';
import type { RequestContext } from '../../schema/request.ts';
import { responseError, type ResponseError } from '../../schema/response-error.ts';
import { hasFields } from '../composition/join-directives.ts';
import { plannerConfig, refusalOf } from '../planning/plan-operation.ts';
import { answerErrors } from './answer-errors.ts';
import { createFetchCompiler } from './compile-fetch.ts';
import { completionPaths } from './completion-errors.ts';
import { describeFailure } from './describe-failure.ts';
import type { Engine, EngineAnswer, EngineOperation, EngineOptions } from './engine.ts';
import { ErrorCollector } from './error-collector.ts';
import { FetchLog } from './fetch-log.ts';
import { portsByName } from './ports-by-name.ts';
import { createPortDataSource, type EngineContext } from './port-data-source.ts';
import { lazyResponsePaths } from './response-paths.ts';
import { replaceShadowingAliases, restoreKeys, restorePaths, type UnshadowedOperation } from './shadowing-aliases.ts';

/** Characters of operations kept; the stock gateway bounds its plans itself, at 30 MB. */
const keptCharacters = 1_000_000;

type Executor = Awaited<ReturnType<ApolloGateway['load']>>['executor'];
type StockRequest = Parameters<Executor>[0];

/**
 * The stock gateway over the port. Asks nobody but the departments: neither telemetry nor a registry.
 * Throws `CONFIG_INVALID` where a department of the supergraph has no port.
 */
export async function createApolloEngine(options: EngineOptions): Promise<Engine> {
  const { stockSdl, logger } = options;
  const portFor = portsByName(options.subgraphs);
  const compileFetch = createFetchCompiler(options);
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true'; // the constructor reads nothing else
  const gateway = new ApolloGateway({
    supergraphSdl: stockSdl,
    __exposeQueryPlanExperimental: false,
    serviceHealthCheck: false,
    queryPlannerConfig: plannerConfig,
    logger: stockLogger(logger),
    buildService: ({ name }) => createPortDataSource(portFor(name), { compileFetch, policy: options.policy }),
  });
  const { executor } = await gateway.load();
  const hidden = hiddenNamesIn(stockSdl, options.schema);
  const known = new LRUCache<string, UnshadowedOperation>({ max: 1_000, maxSize: keptCharacters });
  const adapt = ({ key, document, characters }: EngineOperation): UnshadowedOperation => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const adapted = replaceShadowingAliases(options.schema, document, hidden);
    known.set(key, adapted, { size: characters + 1 });
    return adapted;
  };
  return {
    execute: async (operation, request) => {
      const adapted = adapt(operation);
      const log = new FetchLog(new ErrorCollector(lazyResponsePaths(adapted.document)));
      const run = { ...operation, document: adapted.document };
      const { data, errors, extensions } = await executor(stockRequest(options, run, { request, log })).catch(refuse);
      const faults = reportFaults(errors ?? [], request, logger);
      const misfits = completionPaths(extensions?.['valueCompletion']);
      const told = answerErrors(log, { faults, misfits, isUnexplained: (data ?? null) === null });
      const { reads, findings, fetches } = log;
      return underClientsKeys({ data: data ?? null, json: null, errors: told, reads, findings, fetches }, adapted);
    },
    close: async () => gateway.stop(),
  };
}

/** Of fields that plans may ask for, and clients not. */
function hiddenNamesIn(sdl: string, schema: GraphQLSchema): ReadonlySet<string> {
  const names = (definitions: readonly DefinitionNode[]): readonly string[] =>
    definitions.filter(hasFields).flatMap(({ fields = [] }) => fields.map(({ name }) => name.value));
  const seen = new Set(names(parse(printSchema(schema), { noLocation: true }).definitions));
  return new Set(names(parse(sdl, { noLocation: true }).definitions).filter((name) => !seen.has(name)));
}

function refuse(error: unknown): never {
  throw refusalOf(error) ?? error;
}

function underClientsKeys(answer: EngineAnswer, { names }: UnshadowedOperation): EngineAnswer {
  if (names === null) return answer;
  // An object stays an object, and null null.
  const data = restoreKeys(answer.data, names) as EngineAnswer['data'];
  return { ...answer, data, errors: answer.errors.map((error) => restorePaths(error, names)) };
}

function stockRequest(options: EngineOptions, operation: EngineOperation, context: EngineContext): StockRequest {
  const { schema, logger } = options;
  const { key, document, variables } = operation;
  const used = {
    request: { variables },
    queryHash: key,
    document,
    context,
    metrics: {},
    logger: stockLogger(logger),
    schema,
  };
  // The rest of Apollo Server's context is for its plugins; the executor reads none of it.
  return used as unknown as StockRequest;
}

/** Departments' errors are in the log; what the stock gateway reports beside them is a fault of ours, told once. */
function reportFaults(
  errors: readonly unknown[],
  request: RequestContext,
  logger: BaseLogger,
): readonly ResponseError[] {
  const { requestId } = request;
  for (const error of errors) logger.error({ requestId, ...describeFailure(error) }, 'the engine failed');
  return errors.length === 0 ? [] : [responseError('INTERNAL_ERROR', { requestId })];
}

/** Its messages may quote data, so only the fact that it spoke is passed on, and only of warnings. */
function stockLogger(logger: BaseLogger) {
  const nothing = (): void => undefined;
  const warn = (): void => logger.warn('the stock gateway warned');
  return { debug: nothing, info: nothing, warn, error: warn };
}
