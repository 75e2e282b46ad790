import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import Database from 'libsql';
import { pino } from 'pino';
import { engineUnderTest } from '../engine-under-test.ts';
import { loadMappedSubgraph } from '../../adapters/load-mapped-subgraph.ts';
import { createSubgraphServer } from '../../adapters/server/create-subgraph-server.ts';
import { departmentFiles, type DepartmentFile } from '../../cli/department-files.ts';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import { createGatewayServer } from '../../gateway/http/server.ts';
import { createHttpSubgraph, fetchSdl } from '../../gateway/remote/http-subgraph.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { createDirectory } from '../../subgraphs/directory/directory.ts';
import { createIdentity } from '../../subgraphs/identity/identity.ts';
import { createInteraction } from '../../subgraphs/interaction/interaction.ts';

/** The department that lives behind HTTP, as in a network of its own. */
export const remoteName = 'social-insurance';

const secret = 'of the departments on the start page';
const logger = pino({ level: 'silent' });
const onFailure = (): void => undefined;

export type DepartmentGateway = {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** Of the departments and the graph's own systems, as the supergraph has them. */
  readonly names: readonly string[];
  /** Ends the remote department's server, and starts it again at the same address. */
  readonly stopRemote: () => Promise<void>;
  readonly startRemote: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * A real gateway with its page over every department that ships, one of them behind HTTP. Each is on an SQLite file
 * without tables: enough for a department to be there, and to say what it serves.
 */
export async function openDepartmentGateway(
  bundle: string,
  folder: string,
  files: readonly DepartmentFile[] = departmentFiles(),
): Promise<DepartmentGateway> {
  const ports = files.map(({ file }) => openOnEmptyFile(file, folder));
  const local = ports.filter(({ name }) => name !== remoteName);
  const remote = ports.find(({ name }) => name === remoteName);
  if (remote === undefined) throw new Error(`there is no ${remoteName}`);
  const server = await serveRemote(remote);
  const client = { name: remoteName, url: server.url, secret };
  const departments = [...local, createHttpSubgraph({ ...client, sdl: await fetchSdl(client) })];
  // Threads and connections are made before anybody looks.
  await Promise.all(departments.map((department) => department.health()));
  const identity = createIdentity({ departments, onFailure });
  const interaction = createInteraction({ subgraphs: departments, secret, onFailure });
  const ownSystems = interaction === null ? [identity] : [identity, interaction];
  let gateway: Gateway | null = null;
  const status = () => gateway?.departments() ?? [];
  const pulse = { freshMs: 500 };
  const directory = createDirectory({ departments, ownSystems, status, pulse, onFailure });
  gateway = await createGateway({
    subgraphs: [...ownSystems, ...departments, directory],
    engine: engineUnderTest,
    logger,
  });
  const app = await createGatewayServer({
    pipeline: gateway.pipeline,
    departments: gateway.departments,
    logger,
    authenticate: async () => ({ caller: null, purpose: null }),
    console: { directory: bundle, settings: async () => ({ query: '{ __typename }', variables: {}, headers: {} }) },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const opened = gateway;
  return {
    url,
    names: opened.supergraph.departments.map(({ name }) => name),
    stopRemote: server.stop,
    startRemote: server.start,
    close: async () => {
      await app.close();
      await opened.close();
      await server.stop();
      await remote.close();
    },
  };
}

function openOnEmptyFile(file: string, folder: string): Subgraph {
  const name = /@source\(\s*name: "([\w-]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'department';
  const database = path.join(folder, `${name}.db`);
  const made = new Database(database);
  made.exec('CREATE TABLE of_no_use (n INTEGER)');
  made.close();
  return loadMappedSubgraph({ file, environment: {}, databaseUrl: `sqlite:${database}`, secret, onFailure });
}

async function serveRemote(subgraph: Subgraph) {
  const open = async (port: number) => {
    const app = await createSubgraphServer({ subgraph, secret, open: false });
    await app.listen({ host: '127.0.0.1', port });
    return app;
  };
  let app: Awaited<ReturnType<typeof open>> | null = await open(0);
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    stop: async () => {
      await app?.close();
      app = null;
    },
    start: async () => {
      app = await open(port);
    },
  };
}
