import { createGateway, type Gateway, type GatewayOptions } from '../gateway/create-gateway.ts';
import { renewCertificate } from '../gateway/http/listener-tls.ts';
import { createGatewayServer } from '../gateway/http/server.ts';
import { createMetrics, type Metrics } from '../gateway/metrics/metrics.ts';
import { usualInFlight } from '../gateway/resilience/guard-subgraph.ts';
import { alone, partOf } from '../schema/share.ts';
import { authenticatorOf } from './authenticator.ts';
import type { Config } from './config.ts';
import type { Audit } from './open-audit.ts';
import { closeAll } from './close-all.ts';
import { consoleFolder } from './console-folder.ts';
import { dataTrackerOf } from './data-tracker.ts';
import { identifyCallers } from './identify-callers.ts';
import { joinOptions } from './join-options.ts';
import { checkPort, listen } from './listen.ts';
import { readTrustedDocuments, type DocumentChoice } from './trusted-documents.ts';
import { createLogger } from './logger.ts';
import { startOperators } from './start-operators.ts';
import { createRenewableGateway, type RenewableGateway } from '../gateway/renewable-gateway.ts';
import type { BaseLogger } from 'pino';
import { OnestopError } from '../schema/errors.ts';
import { failureFacts } from './failure-facts.ts';
import type { FromFiles } from './from-files.ts';
import { watchFiles } from './watch-files.ts';
import type { WorkerLink } from './workers/worker-link.ts';

export type RunningGateway = Pick<Gateway, 'departments'> & {
  readonly url: string;
  /** Of the operators' port; null where there is none. */
  readonly operatorsUrl: string | null;
  readonly close: () => Promise<void>;
};

/** What a gateway is made over; the subgraphs of a supergraph by its names. */
export type Graph = Pick<GatewayOptions, 'subgraphs' | 'supergraphSdl'>;

export type GatewayConfig = Omit<
  Config,
  'workers' | 'departments' | 'secret' | 'hub' | 'audit' | 'aggregateQuestions' | 'trustedDocuments'
> & { readonly trustedDocuments: DocumentChoice };

/** Log of a server in operation: JSON lines on standard error. */
export const serverLogger = () => createLogger(2);

/** Wires a gateway to its HTTP side and listens. What it was given is closed with it, and when it can't start. */
export async function startGateway(
  options: Pick<GatewayOptions, 'subgraphs' | 'supergraphSdl' | 'engine' | 'logger'> & {
    readonly audit: Audit | null;
    /** Where this process is one of several. */
    readonly worker?: WorkerLink | null;
    /** Whence another graph may come while it runs. */
    readonly changes?: FromFiles<Graph> | null;
  },
  config: GatewayConfig,
): Promise<RunningGateway> {
  const { audit, logger, worker = null, changes = null } = options;
  const { trustedDocuments: source } = config;
  const create = (graph: Graph): Promise<Gateway> =>
    createGateway({
      ...options,
      ...graph,
      ...config.authorization,
      ...(audit !== null && { account: audit.account }),
      identify: identifyCallers(graph.subgraphs),
      joins: joinOptions(graph.subgraphs, config.agreements),
      introspection: config.introspection,
      limits: config.limits,
      guard: { maxInFlight: partOf(usualInFlight, worker?.share ?? alone) },
      ...(source !== 'any' && { trusted: { documents: readTrustedDocuments(source.path), only: source.only } }),
    });
  const first = await createOver(options, async (graph) => {
    // The one that started a worker has looked, and others listen by now.
    if (worker === null) await checkPorts(config);
    return create(graph);
  });
  const onCloseFailure = (error: unknown) => logger.warn({ failure: failureFacts(error) }, 'a gateway that was replaced could not be closed'); // prettier-ignore
  const gateway = createRenewableGateway(first, onCloseFailure);
  try {
    const metrics = sharedMetrics(createMetrics(gateway.departments), worker);
    const app = await createGatewayServer({
      metrics,
      pipeline: gateway.pipeline,
      departments: gateway.departments,
      supergraphSdl: () => gateway.supergraph.sdl,
      authenticate: authenticatorOf(config),
      allowedHosts: config.allowedHosts,
      ...dataTrackerOf(options.subgraphs, audit),
      trustedProxies: config.trustedProxies,
      cors: config.cors,
      ...(config.tls !== null && { tls: config.tls.now() }),
      rates: config.rates,
      ...(worker !== null && { limit: worker.limit }),
      logger,
      // The explorer asks about the schema; where that is off it would show nothing.
      ...(config.introspection && { console: { directory: await consoleFolder(), settings: null } }),
    });
    config.tls?.onChange((tls) => renewCertificate(app, tls));
    const url = await listen(app, config);
    const operators = await startOperators(config, gateway, { metrics, logger }).catch(async (error: unknown) => {
      await app.close();
      throw error;
    });
    changes?.onChange((graph) => void renew(gateway, () => createOver(graph, create), logger));
    const stopWatching = watchFiles([...config.fromFiles, ...(changes === null ? [] : [changes])], logger);
    const stop = [() => app.close(), async () => operators?.close(), async () => audit?.close(), () => gateway.close()];
    return {
      url,
      operatorsUrl: operators?.url ?? null,
      departments: gateway.departments,
      close: () => {
        stopWatching();
        operators?.announceStop();
        return closeAll(stop);
      },
    };
  } catch (error) {
    await gateway.close().catch(() => {});
    throw error;
  }
}

/** What can’t take over leaves the one before. */
async function renew(gateway: RenewableGateway, next: () => Promise<Gateway>, logger: BaseLogger): Promise<void> {
  const since = performance.now();
  try {
    const renewal = await gateway.renew(await next());
    logger.info({ ...renewal, ms: Math.round(performance.now() - since) }, 'a new supergraph has taken over');
  } catch (error) {
    const reason = error instanceof OnestopError ? error.message : failureFacts(error);
    logger.error({ reason }, 'a new supergraph can’t be served: the one before stays');
  }
}

/** Where it can't be made, nothing of the graph stays open. */
async function createOver(graph: Graph, create: (graph: Graph) => Promise<Gateway>): Promise<Gateway> {
  // The first connection and thread are made while the graph is composed, not when the first client waits.
  for (const subgraph of graph.subgraphs) void subgraph.health();
  return create(graph).catch(async (error: unknown) => {
    await closeAll(graph.subgraphs.map((subgraph) => () => subgraph.close())).catch(() => {}); // why it can't is what matters
    throw error;
  });
}

/** Of several processes each tells of all of them. */
function sharedMetrics(metrics: Metrics, worker: WorkerLink | null): Metrics {
  if (worker === null) return metrics;
  worker.give(() => metrics.values());
  return { ...metrics, read: worker.readSums };
}

async function checkPorts({ host, port, operators }: GatewayConfig): Promise<void> {
  await checkPort({ host, port });
  if (operators !== null) await checkPort(operators);
}
