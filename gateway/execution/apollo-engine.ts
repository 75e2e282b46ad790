import { ApolloGateway } from '@apollo/gateway';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { BaseLogger } from 'pino';
import { OnestopError } from '../../schema/errors.ts';
import type { Policy } from '../../schema/policy.ts';
import type { RequestContext } from '../../schema/request.ts';
import { responseError, type ResponseError, type ResponsePath } from '../../schema/response-error.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { completionErrors, completionPaths, unexplainedNull } from './completion-errors.ts';
import { describeFailure } from './describe-failure.ts';
import type { Engine, EngineAnswer, EngineOperation } from './engine.ts';
import { ErrorCollector } from './error-collector.ts';
import { FetchLog } from './fetch-log.ts';
import { createPortDataSource, type EngineContext } from './port-data-source.ts';
import { responsePaths } from './response-paths.ts';
import { replaceShadowingAliases, restoreKeys, restorePaths, type UnshadowedOperation } from './shadowing-aliases.ts';

export type ApolloEngineOptions = {
  /** A supergraph without the links the stock gateway refuses. */
  readonly stockSdl: string;
  readonly schema: GraphQLSchema;
  readonly policy: Policy;
  readonly subgraphs: readonly Subgraph[];
  readonly logger: BaseLogger;
};

/** Characters of operations kept; the stock gateway bounds its plans itself, at 30 MB. */
const keptCharacters = 1_000_000;

type Executor = Awaited<ReturnType<ApolloGateway['load']>>['executor'];
type StockRequest = Parameters<Executor>[0];

/**
 * The stock gateway over the port. Asks nobody but the departments: neither telemetry nor a registry.
 * Throws `CONFIG_INVALID` where a department of the supergraph has no port.
 */
export async function createApolloEngine(options: ApolloEngineOptions): Promise<Engine> {
  const { stockSdl, logger } = options;
  const ports = new Map(options.subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true'; // the constructor reads nothing else
  const gateway = new ApolloGateway({
    supergraphSdl: stockSdl,
    __exposeQueryPlanExperimental: false,
    serviceHealthCheck: false,
    logger: stockLogger(logger),
    buildService: ({ name }) => createPortDataSource(portFor(ports, name), options),
  });
  const { executor } = await gateway.load();
  const known = new LRUCache<string, UnshadowedOperation>({ max: 1_000, maxSize: keptCharacters });
  const adapt = ({ key, document, characters }: EngineOperation): UnshadowedOperation => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const adapted = replaceShadowingAliases(options.schema, document);
    known.set(key, adapted, { size: characters + 1 });
    return adapted;
  };
  return {
    execute: async (operation, request) => {
      const adapted = adapt(operation);
      const log = new FetchLog(new ErrorCollector(pathsOf(adapted.document)));
      const run = { ...operation, document: adapted.document };
      const { data, errors, extensions } = await executor(stockRequest(options, run, { request, log }));
      const faults = reportFaults(errors ?? [], request, logger);
      return underClientsKeys(
        answerOf(data ?? null, log, { faults, misfits: completionPaths(extensions?.['valueCompletion']) }),
        adapted,
      );
    },
    close: async () => gateway.stop(),
  };
}

/** Worked out at most once a request, and only where something fails: fragments written out, they outgrow the text. */
function pathsOf(document: DocumentNode): () => ReadonlySet<string> {
  let paths: ReadonlySet<string> | null = null;
  return () => (paths ??= responsePaths(document));
}

function underClientsKeys(answer: EngineAnswer, { names }: UnshadowedOperation): EngineAnswer {
  if (names === null) return answer;
  // An object stays an object, and null null.
  const data = restoreKeys(answer.data, names) as EngineAnswer['data'];
  return { ...answer, data, errors: answer.errors.map((error) => restorePaths(error, names)) };
}

function portFor(ports: ReadonlyMap<string, Subgraph>, name: string): Subgraph {
  const port = ports.get(name);
  if (port !== undefined) return port;
  const reason = `the supergraph holds the department “${name}”, which is not configured`;
  throw new OnestopError('CONFIG_INVALID', {
    where: 'supergraph',
    reason,
    fix: 'Configure it, or compose without it.',
  });
}

function stockRequest(options: ApolloEngineOptions, operation: EngineOperation, context: EngineContext): StockRequest {
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

type Reported = {
  readonly faults: readonly ResponseError[];
  /** Where a value didn't fit the client's schema. */
  readonly misfits: readonly ResponsePath[];
};

function answerOf(data: EngineAnswer['data'], log: FetchLog, { faults, misfits }: Reported): EngineAnswer {
  const { reads, findings, fetches, asked } = log;
  const told = [...log.errors.list(), ...faults];
  const found = [...told, ...completionErrors(misfits, told, asked)];
  const errors = data === null && found.length === 0 ? [unexplainedNull(asked)] : found;
  return { data, errors, reads, findings, fetches };
}

/** Its messages may quote data, so only the fact that it spoke is passed on, and only of warnings. */
function stockLogger(logger: BaseLogger) {
  const nothing = (): void => undefined;
  const warn = (): void => logger.warn('the stock gateway warned');
  return { debug: nothing, info: nothing, warn, error: warn };
}
