import { defaultDataFolder, openDataFolder } from '../demo/data-folder.ts';
import { prepareDepartments, type PreparedDepartments } from '../demo/prepare-departments.ts';
import { createReport } from '../demo/report.ts';
import type { EngineName } from '../gateway/engine-names.ts';
import { demoPurpose, heroId } from './demo-clients.ts';
import type { DemoGateway } from './demo-gateway.ts';
import { closeAll } from './close-all.ts';
import { checkPort, listen } from './listen.ts';

export type DemoRequest = {
  /** 0 takes a free one. */
  readonly port: number;
  readonly seed: number;
  readonly citizens: number;
  readonly dataFolder?: string;
  /** Department → URL of a database that exists. */
  readonly databases: Readonly<Record<string, string>>;
  readonly engine?: EngineName;
  readonly output: NodeJS.WritableStream;
};

export type Demo = Omit<DemoGateway, 'app'> & {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  readonly departments: PreparedDepartments;
  /** Stops what was started, the databases too unless another demo uses them. */
  close(): Promise<void>;
};

/**
 * Everything `npm run demo` starts: databases, gateway, console.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE`, `DATABASE_UNREACHABLE`, `CONFIG_INVALID`, `PORT_IN_USE`
 */
export async function startDemo(request: DemoRequest): Promise<Demo> {
  const address = { host: '127.0.0.1', port: request.port };
  // Before anything is seeded: the demo that has the port may be the one whose databases these are.
  await checkPort(address);
  const dataFolder = openDataFolder(request.dataFolder);
  const { seed, citizens, databases, output } = request;
  // Engines start while the gateway's modules load: both take most of a second.
  const preparing = prepareDepartments({ dataFolder, seed, citizens, databases, report: createReport(output) });
  const loading = import('./demo-gateway.ts');
  await Promise.allSettled([preparing, loading]);
  const departments = await preparing;
  const closers: (() => Promise<unknown>)[] = [() => departments.close()];
  const close = (): Promise<void> => closeAll(closers.splice(0).reverse());
  try {
    const { openDemoGateway } = await loading;
    const { gateway, app, token } = await openDemoGateway(dataFolder, departments, request.engine);
    closers.push(
      () => gateway.close(),
      () => app.close(),
    );
    const url = await listen(app, address);
    output.write(whatToTry(url, dataFolder));
    return { url, gateway, departments, token, close };
  } catch (error) {
    await close().catch(() => {}); // why it can't start is what matters
    throw error;
  }
}

function whatToTry(url: string, dataFolder: string): string {
  const data = dataFolder === defaultDataFolder() ? '' : ` --data '${dataFolder}'`;
  return `
Onestop answers at ${url}

  ${url}/          the explorer: one citizen over five departments, ready to run
  ${url}/graphql   the graph

The same from a shell:

  TOKEN=$(npm run -s onestop -- token --role official${data})
  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'x-purpose: ${demoPurpose}' \\
    -H 'content-type: application/json' \\
    -d '{"query":"{ citizen(id: \\"${heroId}\\") { fullName household { type } insurance { status } } }"}'

Ctrl-C stops everything.
`;
}
