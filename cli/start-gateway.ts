import { createGateway, type Gateway, type GatewayOptions } from '../gateway/create-gateway.ts';
import { createGatewayServer } from '../gateway/http/server.ts';
import { authenticatorOf } from './authenticator.ts';
import type { Config } from './config.ts';
import type { Audit } from './open-audit.ts';
import { closeAll } from './close-all.ts';
import { consoleFolder } from './console-folder.ts';
import { dataTrackerOf } from './data-tracker.ts';
import { identifyCallers } from './identify-callers.ts';
import { checkPort, listen } from './listen.ts';
import { readTrustedDocuments } from './trusted-documents.ts';
import { createLogger } from './logger.ts';

export type RunningGateway = Pick<Gateway, 'departments'> & {
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** Log of a server in operation: JSON lines on standard error. */
export const serverLogger = () => createLogger(2);

/** Wires a gateway to its HTTP side and listens. What it was given is closed with it, and when it can't start. */
export async function startGateway(
  options: Pick<GatewayOptions, 'subgraphs' | 'supergraphSdl' | 'engine' | 'logger'> & { readonly audit: Audit | null },
  config: Omit<Config, 'departments' | 'secret' | 'hub' | 'audit'>,
): Promise<RunningGateway> {
  const { audit } = options;
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
      introspection: config.introspection,
      limits: config.limits,
      ...(source !== null && { trusted: { documents: readTrustedDocuments(source.path), only: source.only } }),
    });
  const gateway = await checkPort(config)
    .then(create)
    .catch(async (error: unknown) => {
      await closeAll(subgraphs).catch(() => {}); // why it can't start is what matters
      throw error;
    });
  try {
    const app = await createGatewayServer({
      pipeline: gateway.pipeline,
      departments: gateway.departments,
      supergraphSdl: gateway.supergraph.sdl,
      authenticate: authenticatorOf(config),
      allowedHosts: config.allowedHosts,
      ...dataTrackerOf(options.subgraphs, audit),
      trustedProxies: config.trustedProxies,
      cors: config.cors,
      ...(config.tls !== null && { tls: config.tls }),
      rates: config.rates,
      logger: options.logger,
      // The explorer asks about the schema; where that is off it would show nothing.
      ...(config.introspection && { console: { directory: await consoleFolder(), settings: null } }),
    });
    const url = await listen(app, config);
    return {
      url,
      departments: gateway.departments,
      close: () => closeAll([() => app.close(), async () => audit?.close(), () => gateway.close()]),
    };
  } catch (error) {
    await gateway.close().catch(() => {});
    throw error;
  }
}
