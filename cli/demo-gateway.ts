import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { openOwnFile, secret, writeFileAtomically } from '../demo/data-folder.ts';
import { databaseUrls, type PreparedDepartments } from '../demo/prepare-departments.ts';
import { createGateway, type Gateway } from '../gateway/create-gateway.ts';
import { defaultEngine, type EngineName } from '../gateway/engine-names.ts';
import type { ConsoleSettings } from '../gateway/http/console-files.ts';
import { createGatewayServer } from '../gateway/http/server.ts';
import { createDemoIssuer } from '../gateway/security/demo-issuer.ts';
import { createAuthenticator } from '../gateway/security/tokens.ts';
import type { Caller, Role } from '../schema/request.ts';
import { canonicalSubject } from './authenticator.ts';
import { closeAll } from './close-all.ts';
import { consoleFolder } from './console-folder.ts';
import { demoAgreements, demoCaller, demoClients, heroId, demoPurpose } from './demo-clients.ts';
import { databasesFile, demoAuditFolder, environmentName } from './demo-environment.ts';
import { departmentFiles } from './department-files.ts';
import { dataTrackerOf } from './data-tracker.ts';
import { identifyCallers } from './identify-callers.ts';
import { joinOptions } from './join-options.ts';
import { keptSupergraph } from './kept-supergraph.ts';
import { createLogger } from './logger.ts';
import { openAudit, type Audit } from './open-audit.ts';
import { openSubgraphs } from './open-subgraphs.ts';

export type DemoGateway = {
  readonly gateway: Gateway;
  /** Listens when the caller says so. */
  readonly app: FastifyInstance;
  readonly token: (role: Role, subject?: Caller['subject']) => Promise<string>;
};

/** The gateway over the demo's departments, with the explorer and the demo's own issuer. */
export async function openDemoGateway(
  dataFolder: string,
  departments: PreparedDepartments,
  engine: EngineName = defaultEngine,
): Promise<DemoGateway> {
  const logger = fileLogger(dataFolder);
  const audit = openAudit({
    folder: demoAuditFolder(dataFolder),
    mode: 'strict',
    clients: demoClients,
    secret: secret(dataFolder, 'graph'),
    logger,
  });
  const { gateway, ...beside } = await openGateway(dataFolder, departments, { logger, audit, engine });
  const close = () => closeAll([() => audit.close(), () => gateway.close()]);
  try {
    return { gateway: { ...gateway, close }, ...(await openServer(dataFolder, gateway, { logger, ...beside })) };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

/** The terminal is for people; the log goes to the data folder. */
const fileLogger = (dataFolder: string): Logger => createLogger(openOwnFile(path.join(dataFolder, 'gateway.log')));

/** What the server answers beside the graph. */
type BesideGraph = ReturnType<typeof dataTrackerOf>;

async function openGateway(
  dataFolder: string,
  departments: PreparedDepartments,
  { logger, audit, engine }: { readonly logger: Logger; readonly audit: Audit; readonly engine: EngineName },
): Promise<{ readonly gateway: Gateway } & BesideGraph> {
  const urls = databaseUrls(departments);
  // Commands beside the demo find its databases here.
  writeFileAtomically(databasesFile(dataFolder), JSON.stringify(urls));
  const ours = Object.fromEntries(Object.entries(urls).map(([name, url]) => [environmentName(name), url]));
  // A department's folder is called as it is.
  const agreements = demoAgreements(departmentFiles().map(({ file }) => path.basename(path.dirname(file))));
  let gateway: Gateway | null = null;
  const subgraphs = await openSubgraphs({
    departments: departmentFiles().map((each) => ({ kind: 'local', ...each }) as const),
    secret: secret(dataFolder, 'graph'),
    environment: { ...process.env, ...ours },
    hub: departments.hub.url,
    access: audit.access,
    agreements,
    logger,
    status: () => gateway?.departments() ?? [],
  });
  // The first connection and thread are made while the graph is composed, not when the first client waits.
  for (const subgraph of subgraphs) void subgraph.health();
  try {
    const supergraphSdl = keptSupergraph(dataFolder, subgraphs);
    const identify = identifyCallers(subgraphs);
    const joins = joinOptions(subgraphs, agreements);
    const { account } = audit;
    gateway = await createGateway({ subgraphs, supergraphSdl, engine, identify, joins, account, logger });
    return { gateway, ...dataTrackerOf(subgraphs, audit) };
  } catch (error) {
    await Promise.allSettled(subgraphs.map((subgraph) => subgraph.close()));
    throw error;
  }
}

async function openServer(
  dataFolder: string,
  gateway: Gateway,
  { logger, ...beside }: { readonly logger: Logger } & BesideGraph,
): Promise<Omit<DemoGateway, 'gateway'>> {
  const [issuer, directory] = await Promise.all([createDemoIssuer(dataFolder), consoleFolder()]);
  const token: DemoGateway['token'] = (role, subject) =>
    issuer.issue(demoCaller(role, subject === undefined ? {} : { subject }));
  const app = await createGatewayServer({
    pipeline: gateway.pipeline,
    departments: gateway.departments,
    supergraphSdl: gateway.supergraph.sdl,
    authenticate: createAuthenticator({
      issuers: [{ ...issuer, keys: { jwks: issuer.jwks } }],
      clients: demoClients,
      canonicalSubject,
      demo: true,
    }),
    logger,
    ...beside,
    console: { directory, settings: () => explorerSettings(token) },
  });
  return { app, token };
}

/** Made for each page that is loaded: a token is worth nothing after twelve hours, a demo may run for days. */
async function explorerSettings(token: DemoGateway['token']): Promise<ConsoleSettings> {
  const headers = { authorization: `Bearer ${await token('official')}`, 'x-purpose': demoPurpose };
  const citizen = { id: heroId, token: await token('citizen', heroId), purpose: demoPurpose };
  return { query: heroQuery(), variables: { id: heroId }, headers, citizen };
}

const heroQuery = (): string => readFileSync(new URL('../docs/hero.graphql', import.meta.url), 'utf8');
