import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, request } from 'undici';
import { createHub } from '../subgraphs/feedback/fixtures/hub.ts';

export type Reply = { readonly status: number; readonly body: ReturnType<typeof JSON.parse> };

/** A department with a slow PostgreSQL of its own, and a folder for configurations that serve it. */
export type SlowDepartment = {
  readonly folder: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Writes `onestop.yaml` with these lines more. @returns its path */
  readonly configure: (...lines: readonly string[]) => string;
  /** Writes the mapped file with this pool. */
  readonly map: (pool: number) => void;
  /** From now on each answer takes this long, in milliseconds; 100 before. */
  readonly pace: (ms: number) => Promise<void>;
  /** Connections to its database just now, and how many of them are at work. */
  readonly connections: () => Promise<{ readonly all: number; readonly busy: number }>;
  readonly remove: () => Promise<void>;
};

export async function createSlowDepartment(): Promise<SlowDepartment> {
  const database = await createHub();
  await database.query('CREATE TABLE office (id text PRIMARY KEY, name text NOT NULL)');
  await database.query(`INSERT INTO office SELECT n::text, 'office ' || n FROM generate_series(1, 3) n`);
  await database.query('CREATE TABLE pace (ms int NOT NULL)');
  await database.query('INSERT INTO pace VALUES (100)');
  await database.query('CREATE VIEW slow_office AS SELECT office.* FROM office, LATERAL (SELECT pg_sleep((SELECT ms FROM pace) / 3000.0), office.id) s'); // prettier-ignore
  const folder = mkdtempSync(path.join(tmpdir(), 'onestop workers '));
  const file = path.join(folder, 'offices.graphql');
  const map = (pool: number): void =>
    writeFileSync(
      file,
      `extend schema @source(name: "offices", url: "env:OFFICES_URL", timezone: "UTC", pool: ${pool}, queue: 100)
       type Query { offices: OfficeConnection @list(orderBy: ["id"], unindexed: true) }
       type Office @key(fields: "id") @table(name: "slow_office") { id: ID! @column(name: "id")  name: String @column(name: "name") }`,
    );
  map(5);
  return {
    folder,
    file,
    environment: { OFFICES_URL: database.url, ONESTOP_SECRET: 'a secret of the tests, long enough' },
    configure: (...lines) => {
      const config = path.join(folder, 'onestop.yaml');
      writeFileSync(config, ['secret: env:ONESTOP_SECRET', 'trustedDocuments: any', 'departments: [{ file: offices.graphql }]', ...lines].join('\n')); // prettier-ignore
      return config;
    },
    map,
    pace: async (ms) => {
      await database.query('UPDATE pace SET ms = $1', [ms]);
    },
    connections: async () => {
      const [row] = await database.query(
        `SELECT count(*)::int AS all, (count(*) FILTER (WHERE state = 'active'))::int AS busy FROM pg_stat_activity WHERE datname = $1 AND application_name = 'onestop'`,
        [database.database],
      );
      return { all: Number(row?.['all']), busy: Number(row?.['busy']) };
    },
    remove: async () => {
      await database.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks over a connection of its own, so that any worker may get it. */
export async function askAnew(
  url: string,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const dispatcher = new Agent({ pipelining: 0 });
  try {
    const { statusCode, body } = await request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
      dispatcher,
    });
    return { status: statusCode, body: await body.json() };
  } finally {
    await dispatcher.close();
  }
}

/** Processes that this one has started and that run: Linux tells. */
export const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** Until it is so; a test that waits in vain is ended by its own time. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
