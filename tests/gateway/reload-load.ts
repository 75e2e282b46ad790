import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { Agent, request } from 'undici';
import { pino } from 'pino';
import { loadMappedSubgraph } from '../../adapters/load-mapped-subgraph.ts';
import { engineName } from '../../cli/engine-name.ts';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import { createGatewayServer } from '../../gateway/http/server.ts';
import { createRenewableGateway } from '../../gateway/renewable-gateway.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

/**
 * Reloads a gateway over two SQLite departments again and again while clients ask it over HTTP, and prints what that did
 * to them and to the heap, as JSON. A process of its own, with `--expose-gc`: `reload-load.ts RELOADS`.
 */
const reloads = Number(process.argv[2]);
/** Reloads before the heap is measured first: caches of libraries are full by then. */
const early = 10;
const clients = 6;
const folder = mkdtempSync(path.join(tmpdir(), 'onestop reloads '));
const logger = pino({ level: 'silent' });

const departments = {
  registry: `extend schema @source(name: "registry", url: "env:REGISTRY_URL", timezone: "UTC", pool: 1)
    type Query { offices: OfficeConnection @list(orderBy: ["id"], unindexed: true) }
    type Office @key(fields: "id") @table(name: "office") { id: ID! @column(name: "id")  name: String @column(name: "name") }`,
  phones: `extend schema @source(name: "phones", url: "env:PHONES_URL", timezone: "UTC", pool: 1)
    type Office @key(fields: "id") @table(name: "phone") { id: ID! @column(name: "id")  number: String @column(name: "number") }`,
};
for (const [name, sdl] of Object.entries(departments)) writeFileSync(path.join(folder, `${name}.graphql`), sdl);
const database = new Database(path.join(folder, 'city.db'));
database.exec(
  `CREATE TABLE office (id TEXT PRIMARY KEY, name TEXT); CREATE TABLE phone (id TEXT PRIMARY KEY, number TEXT)`,
);
for (let id = 1; id <= 20; id += 1)
  database.exec(`INSERT INTO office VALUES ('${id}', 'office ${id}'); INSERT INTO phone VALUES ('${id}', '${id}00')`);
database.close();

/** What each department fails with would show as an error in an answer. */
const openDepartments = (): readonly Subgraph[] =>
  Object.keys(departments).map((name) =>
    loadMappedSubgraph({
      file: path.join(folder, `${name}.graphql`),
      environment: {
        REGISTRY_URL: `sqlite:${path.join(folder, 'city.db')}`,
        PHONES_URL: `sqlite:${path.join(folder, 'city.db')}`,
      },
      secret: 'a secret of the tests, long enough',
      onFailure: () => {},
    }),
  );

const composed = composeSubgraphs(openDepartments());
if (composed.kind === 'failed') throw new Error(JSON.stringify(composed.problems));
/** Each supergraph is another text, and every second one has a type of another name. */
const supergraphOf = (turn: number): string => {
  const sdl = `"""Edition ${turn}"""\n${composed.supergraphSdl}`;
  return turn % 2 === 0 ? sdl : sdl.replaceAll(/\bOfficeOrder\b/g, 'OfficeSorting');
};
const open = (turn: number): Promise<Gateway> =>
  createGateway({
    subgraphs: openDepartments(),
    supergraphSdl: supergraphOf(turn),
    engine: engineName(undefined, process.env),
    logger,
  });

const failures: unknown[] = [];
const gateway = createRenewableGateway(await open(0), (error) => failures.push(String(error)));
const app = await createGatewayServer({
  pipeline: gateway.pipeline,
  departments: gateway.departments,
  authenticate: async () => ({ caller: null, purpose: null }),
  logger,
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });

const dispatcher = new Agent({ connections: clients });
const over = { now: false };
const isOver = (): boolean => over.now;
let [answered, slowestMs] = [0, 0];
async function ask(query: string): Promise<void> {
  const since = performance.now();
  const { statusCode, body } = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    dispatcher,
  });
  const answer = (await body.json()) as { readonly errors?: unknown; readonly data?: { readonly offices?: unknown } };
  slowestMs = Math.max(slowestMs, performance.now() - since);
  if (statusCode === 200 && answer.errors === undefined && answer.data?.offices) answered += 1;
  else failures.push([statusCode, answer]);
}
/** Thirty operations that are asked again and again; a pause leaves the reloads a processor. */
async function client(): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    await ask(`{ offices(first: ${1 + (turn % 3)}) { nodes { id a${turn % 30}: name number } } }`).catch((error: unknown) => failures.push(String(error))); // prettier-ignore
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const heapMb = async (): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 200)); // what was replaced is closed by then
  for (let time = 0; time < 3; time += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

const running = Array.from({ length: clients }, client);
let [before, warmed, dropped, renewMs] = [0, 0, 0, 0];
for (let turn = 1; turn <= early + reloads; turn += 1) {
  for (const enough = answered + 4 * clients; answered + failures.length < enough;)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const since = performance.now();
  const renewal = await gateway.renew(await open(turn));
  if (turn > early) renewMs += performance.now() - since;
  warmed += renewal.warmed;
  dropped += renewal.dropped;
  if (turn === early) before = await heapMb();
}
const after = await heapMb();
over.now = true;
await Promise.all(running);
await dispatcher.close();
await app.close();
await gateway.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `${JSON.stringify({ answered, failures: failures.slice(0, 3), failed: failures.length, warmed, dropped, slowestMs, renewMs: renewMs / reloads, before, after })}\n`,
);
