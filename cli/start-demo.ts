import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { openDataFolder, secret, writeFileAtomically } from '../demo/data-folder.ts';
import { prepareDepartments } from '../demo/prepare-departments.ts';
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
  readonly databases: Readonly<Record<string, string>>;
  readonly output: NodeJS.WritableStream;
};

export type Demo = {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  readonly gateway: Gateway;
  /** The departments' databases, read-only. */
  readonly databases: Readonly<Record<string, string>>;
  /** A demo token for a role. */
  readonly token: (role: Parameters<typeof demoCaller>[0], subject?: string) => Promise<string>;
  close(): Promise<void>;
};

const purpose = 'service-delivery';

/** Everything `npm run demo` starts: databases, gateway, console. Closing it stops what it started. */
export async function startDemo(request: DemoRequest): Promise<Demo> {
  const dataFolder = openDataFolder(request.dataFolder);
  const { seed, citizens, databases, output } = request;
  // Engines start while the gateway's modules load: both take most of a second.
  const preparing = prepareDepartments({ dataFolder, seed, citizens, databases, report: createReport(output) });
  const modules = loadModules();
  await Promise.allSettled([preparing, modules]);
  const prepared = await preparing;
  try {
    const logger = pino(
      { level: 'info' },
      pino.destination({ dest: path.join(dataFolder, 'gateway.log'), sync: false, mkdir: true }),
    );
    const { createGateway, createGatewayServer, createAuthenticator, createDemoIssuer, openSubgraphs, bundleConsole } =
      await modules;
    const urls = Object.fromEntries(Object.values(prepared.departments).map(({ name, url }) => [name, url]));
    const ours = Object.fromEntries(Object.entries(urls).map(([name, url]) => [environmentName(name), url]));
    writeFileAtomically(databasesFile(dataFolder), JSON.stringify(urls));
    const environment = { ...process.env, ...ours };
    const departments = departmentFiles().map((each) => ({ kind: 'local', ...each }) as const);
    const subgraphs = await openSubgraphs({ departments, secret: secret(dataFolder, 'graph'), environment, logger });
    const [gateway, issuer, directory] = await Promise.all([
      createGateway({ subgraphs, logger }),
      createDemoIssuer(dataFolder),
      bundleConsole(),
    ]);
    const token: Demo['token'] = (role, subject) => issuer.issue(demoCaller(role, subject));
    const app = await createGatewayServer({
      pipeline: gateway.pipeline,
      departments: gateway.departments,
      authenticate: createAuthenticator({
        issuer: issuer.issuer,
        audience: issuer.audience,
        keys: { jwks: issuer.jwks },
        clients: demoClients,
        demo: true,
      }),
      logger,
      console: {
        directory,
        settings: {
          query: heroQuery(),
          variables: { id: heroId },
          headers: { authorization: `Bearer ${await token('official')}`, 'x-purpose': purpose },
        },
      },
    });
    const close = async () => {
      await app.close();
      await gateway.close();
      await prepared.close();
    };
    try {
      const url = await listen(app, { host: '127.0.0.1', port: request.port });
      output.write(whatToTry(url));
      return { url, gateway, databases: urls, token, close };
    } catch (error) {
      await gateway.close();
      throw error;
    }
  } catch (error) {
    await prepared.close();
    throw error;
  }
}

async function loadModules() {
  const [create, server, tokens, issuer, open, console] = await Promise.all([
    import('../gateway/create-gateway.ts'),
    import('../gateway/http/server.ts'),
    import('../gateway/security/tokens.ts'),
    import('../gateway/security/demo-issuer.ts'),
    import('./open-subgraphs.ts'),
    import('./build-console.ts'),
  ]);
  return { ...create, ...server, ...tokens, ...issuer, ...open, ...console };
}

const heroQuery = (): string => readFileSync(new URL('../docs/hero.graphql', import.meta.url), 'utf8');

const whatToTry = (url: string): string => `
Onestop answers at ${url}

  ${url}/          the explorer: one citizen over two departments, ready to run
  ${url}/graphql   the graph

The same from a shell:

  TOKEN=$(npm run -s onestop -- token --role official)
  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'x-purpose: ${purpose}' \\
    -H 'content-type: application/json' \\
    -d '{"query":"{ citizen(id: \\"${heroId}\\") { fullName household { type } insurance { status } } }"}'

Ctrl-C stops everything.
`;
