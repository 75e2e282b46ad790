import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino, type Logger } from 'pino';
import { defaultDataFolder, openDataFolder, secret, writeFileAtomically } from '../demo/data-folder.ts';
import { prepareDepartments, type PreparedDepartments } from '../demo/prepare-departments.ts';
import { createReport } from '../demo/report.ts';
import type { Gateway } from '../gateway/create-gateway.ts';
import { demoCaller, demoClients, heroId } from './demo-clients.ts';
import { databasesFile, environmentName } from './demo-environment.ts';
import { departmentFiles } from './department-files.ts';
import { listen } from './listen.ts';

export type DemoRequest = {
  /** 0 takes a free one. */
  readonly port: number;
  readonly seed: number;
  readonly citizens: number;
  readonly dataFolder?: string;
  /** Department → URL of a database that exists. */
  readonly databases: Readonly<Record<string, string>>;
  readonly output: NodeJS.WritableStream;
};

export type Demo = {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  readonly gateway: Gateway;
  readonly departments: PreparedDepartments;
  /** A demo token for a role. */
  readonly token: (role: Parameters<typeof demoCaller>[0], subject?: string) => Promise<string>;
  /** Stops what was started, the databases too unless another demo uses them. */
  close(): Promise<void>;
};

const purpose = 'service-delivery';

/**
 * Everything `npm run demo` starts: databases, gateway, console.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE`, `DATABASE_UNREACHABLE`, `CONFIG_INVALID`, `PORT_IN_USE`
 */
export async function startDemo(request: DemoRequest): Promise<Demo> {
  const dataFolder = openDataFolder(request.dataFolder);
  const { seed, citizens, databases, output } = request;
  // Engines start while the gateway's modules load: both take most of a second.
  const preparing = prepareDepartments({ dataFolder, seed, citizens, databases, report: createReport(output) });
  const modules = loadModules();
  await Promise.allSettled([preparing, modules]);
  const departments = await preparing;
  const closers: (() => Promise<unknown>)[] = [() => departments.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const scope = { dataFolder, departments, modules: await modules, logger: fileLogger(dataFolder) };
    const gateway = await openGateway(scope);
    closers.push(() => gateway.close());
    const { app, token } = await openServer(gateway, scope);
    closers.push(() => app.close());
    const url = await listen(app, { host: '127.0.0.1', port: request.port });
    output.write(whatToTry(url, dataFolder));
    return { url, gateway, departments, token, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Scope = {
  readonly dataFolder: string;
  readonly departments: PreparedDepartments;
  readonly modules: Awaited<ReturnType<typeof loadModules>>;
  readonly logger: Logger;
};

async function loadModules() {
  const [create, server, tokens, issuer, open, console] = await Promise.all([
    import('../gateway/create-gateway.ts'),
    import('../gateway/http/server.ts'),
    import('../gateway/security/tokens.ts'),
    import('../gateway/security/demo-issuer.ts'),
    import('./open-subgraphs.ts'),
    import('./console-folder.ts'),
  ]);
  return { ...create, ...server, ...tokens, ...issuer, ...open, ...console };
}

/** The terminal is for people; the log goes to the data folder. */
const fileLogger = (dataFolder: string): Logger =>
  pino({ level: 'info' }, pino.destination({ dest: path.join(dataFolder, 'gateway.log'), sync: false, mkdir: true }));

async function openGateway({ dataFolder, departments, modules, logger }: Scope): Promise<Gateway> {
  const urls = Object.fromEntries(Object.values(departments.departments).map(({ name, url }) => [name, url]));
  // Commands beside the demo find its databases here.
  writeFileAtomically(databasesFile(dataFolder), JSON.stringify(urls));
  const ours = Object.fromEntries(Object.entries(urls).map(([name, url]) => [environmentName(name), url]));
  const subgraphs = await modules.openSubgraphs({
    departments: departmentFiles().map((each) => ({ kind: 'local', ...each }) as const),
    secret: secret(dataFolder, 'graph'),
    environment: { ...process.env, ...ours },
    logger,
  });
  // The first connection and thread are made while the graph is composed, not when the first client waits.
  for (const subgraph of subgraphs) void subgraph.health();
  return modules.createGateway({ subgraphs, logger });
}

async function openServer(gateway: Gateway, { dataFolder, modules, logger }: Scope) {
  const [issuer, directory] = await Promise.all([modules.createDemoIssuer(dataFolder), modules.consoleFolder()]);
  const token: Demo['token'] = (role, subject) => issuer.issue(demoCaller(role, subject));
  const keys = { jwks: issuer.jwks };
  const headers = { authorization: `Bearer ${await token('official')}`, 'x-purpose': purpose };
  const app = await modules.createGatewayServer({
    pipeline: gateway.pipeline,
    departments: gateway.departments,
    authenticate: modules.createAuthenticator({ ...issuer, keys, clients: demoClients, demo: true }),
    logger,
    console: { directory, settings: { query: heroQuery(), variables: { id: heroId }, headers } },
  });
  return { app, token };
}

const heroQuery = (): string => readFileSync(new URL('../docs/hero.graphql', import.meta.url), 'utf8');

function whatToTry(url: string, dataFolder: string): string {
  const data = dataFolder === defaultDataFolder() ? '' : ` --data '${dataFolder}'`;
  return `
Onestop answers at ${url}

  ${url}/          the explorer: one citizen over two departments, ready to run
  ${url}/graphql   the graph

The same from a shell:

  TOKEN=$(npm run -s onestop -- token --role official${data})
  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'x-purpose: ${purpose}' \\
    -H 'content-type: application/json' \\
    -d '{"query":"{ citizen(id: \\"${heroId}\\") { fullName household { type } insurance { status } } }"}'

Ctrl-C stops everything.
`;
}
