import { createGateway, type Gateway, type GatewayOptions } from '../gateway/create-gateway.ts';
import { renewCertificate } from '../gateway/http/listener-tls.ts';
import { createGatewayServer } from '../gateway/http/server.ts';
import { createMetrics } from '../gateway/metrics/metrics.ts';
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
import { watchFiles } from './watch-files.ts';

export type RunningGateway = Pick<Gateway, 'departments'> & {
  readonly url: string;
  /** Of the operators' port; null where there is none. */
  readonly operatorsUrl: string | null;
  readonly close: () => Promise<void>;
};

export type GatewayConfig = Omit<
  Config,
  'departments' | 'secret' | 'hub' | 'audit' | 'aggregateQuestions' | 'trustedDocuments'
> & { readonly trustedDocuments: DocumentChoice };

/** Log of a server in operation: JSON lines on standard error. */
export const serverLogger = () => createLogger(2);

/** Wires a gateway to its HTTP side and listens. What it was given is closed with it, and when it can't start. */
export async function startGateway(
  options: Pick<GatewayOptions, 'subgraphs' | 'supergraphSdl' | 'engine' | 'logger'> & { readonly audit: Audit | null },
  config: GatewayConfig,
): Promise<RunningGateway> {
  const { audit, logger } = options;
  // The first connection and thread are made while the graph is composed, not when the first client waits.
  for (const subgraph of options.subgraphs) void subgraph.health();
  const subgraphs = options.subgraphs.map((subgraph) => () => subgraph.close());
  const { trustedDocuments: source } = config;
  const create = (): Promise<Gateway> =>
    createGateway({
      ...options,
      ...config.authorization,
      ...(audit !== null && { account: audit.account }),
      identify: identifyCallers(options.subgraphs),
      joins: joinOptions(options.subgraphs, config.agreements),
      introspection: config.introspection,
      limits: config.limits,
      ...(source !== 'any' && { trusted: { documents: readTrustedDocuments(source.path), only: source.only } }),
    });
  const gateway = await checkPorts(config)
    .then(create)
    .catch(async (error: unknown) => {
      await closeAll(subgraphs).catch(() => {}); // why it can't start is what matters
      throw error;
    });
  try {
    const metrics = createMetrics(gateway.departments);
    const app = await createGatewayServer({
      metrics,
      pipeline: gateway.pipeline,
      departments: gateway.departments,
      supergraphSdl: gateway.supergraph.sdl,
      authenticate: authenticatorOf(config),
      allowedHosts: config.allowedHosts,
      ...dataTrackerOf(options.subgraphs, audit),
      trustedProxies: config.trustedProxies,
      cors: config.cors,
      ...(config.tls !== null && { tls: config.tls.now() }),
      rates: config.rates,
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
    const stopWatching = watchFiles(config.fromFiles, logger);
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

async function checkPorts({ host, port, operators }: GatewayConfig): Promise<void> {
  await checkPort({ host, port });
  if (operators !== null) await checkPort(operators);
}
