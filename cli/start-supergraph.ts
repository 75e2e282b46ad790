import { readFileSync } from 'node:fs';
import type { BaseLogger } from 'pino';
import { loadSupergraph } from '../gateway/composition/load-supergraph.ts';
import { usualConnections } from '../gateway/remote/usual-connections.ts';
import { createHttpSubgraph, type HttpSubgraphOptions } from '../gateway/remote/http-subgraph.ts';
import { defaultRates } from '../gateway/resilience/rate-limiter.ts';
import { OnestopError } from '../schema/errors.ts';
import { alone, partOf } from '../schema/share.ts';
import { secretOf } from '../schema/shared-secret.ts';
import { letsSignIn, readConfig, type Config } from './config.ts';
import { engineName } from './engine-name.ts';
import { openAudit, type Audit } from './open-audit.ts';
import { chooseDocuments } from './trusted-documents.ts';
import type { WorkerLink } from './workers/worker-link.ts';
import { FromFiles } from './from-files.ts';
import { serverLogger, startGateway, type GatewayConfig, type Graph, type RunningGateway } from './start-gateway.ts';

export type SupergraphRequest = {
  readonly file: string;
  readonly port: number;
  readonly host: string;
  /** Issuer, clients and the secret that signs; null where nobody signs in. */
  readonly configFile: string | null;
  /** The only documents to run, in place of the configuration's. */
  readonly trustedOnly?: string;
  /** Name of the engine; ONESTOP_ENGINE's where absent. */
  readonly engine?: string;
  /** Where this process is one of several. */
  readonly worker?: WorkerLink | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** What holds without a configuration. */
export const nobodySignsIn: Omit<GatewayConfig, 'host' | 'port'> & Pick<Config, 'secret' | 'workers'> = {
  workers: 1,
  secret: null,
  auth: [],
  clients: {},
  agreements: [],
  services: {},
  authorization: { policies: {}, rejectUnauthorized: false },
  allowedHosts: [],
  trustedProxies: [],
  cors: [],
  tls: null,
  introspection: true,
  limits: {},
  rates: defaultRates,
  operators: null,
  trustedDocuments: 'any',
  fromFiles: [],
};

/** A gateway for a composed supergraph; its subgraphs are asked at the addresses it names. */
export async function startSupergraph({
  file,
  port,
  host,
  configFile,
  engine,
  trustedOnly,
  worker = null,
  environment,
}: SupergraphRequest): Promise<RunningGateway> {
  const config = chooseDocuments(
    configFile === null ? nobodySignsIn : readConfig(configFile, environment),
    trustedOnly,
    configFile ?? file,
  );
  const secret = config.secret ?? secretOf(environment, 'ONESTOP_SECRET');
  const connections = partOf(usualConnections, worker?.share ?? alone);
  const changes = new FromFiles({
    place: 'supergraph',
    files: [file],
    read: () => openGraph(file, { connections, ...(secret !== null && { secret }) }),
  });
  const logger = serverLogger();
  return startGateway(
    {
      ...changes.now(),
      changes,
      engine: engineName(engine, environment),
      logger,
      audit: auditOf(config, secret, logger),
      worker,
    },
    { ...config, host, port },
  );
}

/** Without a hub nobody is shown it; it is written down all the same. */
function auditOf(config: typeof nobodySignsIn | Config, secret: string | null, logger: BaseLogger): Audit | null {
  if (!letsSignIn(config) || !('audit' in config)) return null;
  return openAudit({ ...config.audit, clients: config.clients, secret, logger });
}

/** @throws {OnestopError} `CONFIG_INVALID` for what is no supergraph, or names no addresses */
function openGraph(file: string, client: Pick<HttpSubgraphOptions, 'connections' | 'secret'>): Graph {
  const supergraphSdl = readSupergraph(file);
  const subgraphs = loadSupergraph(supergraphSdl, { origin: file }).departments.map(({ name, url }) => {
    if (!/^https?:\/\//.test(url))
      throw new OnestopError('CONFIG_INVALID', {
        where: file,
        reason: `the subgraph ${name} has no address`,
        fix: `Compose with \`--url ${name}=http://…/graphql\`.`,
      });
    return createHttpSubgraph({ name, url, ...client });
  });
  return { subgraphs, supergraphSdl };
}

function readSupergraph(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OnestopError(
      'CONFIG_INVALID',
      {
        where: file,
        reason: 'the file can’t be read',
        fix: 'Name the SDL of a supergraph; `onestop compose --out FILE` writes one.',
      },
      { cause },
    );
  }
}
