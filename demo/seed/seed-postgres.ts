import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DepartmentSeed } from './department-seed.ts';
import { markerTable, type Marker } from './marker.ts';
import { seedDepartment, type Relation, type SeedTarget, type Value } from './seed-department.ts';
import type { SeedOutcome, SeedTask } from './seed-request.ts';
import { unreachableDatabase } from './seeding-failure.ts';
import { postgresTables } from './table-definition.ts';

/** `onestop` as digits: the advisory lock that keeps two demos from seeding one database. */
const lockKey = 667_837_867;

/**
 * Fills a PostgreSQL database, all of it in one transaction, unless it holds the same already or is
 * somebody else's. Of two at once the second waits and finds it done.
 * @param url of an account that may create tables
 */
export async function seedPostgres(url: string, seed: DepartmentSeed, task: SeedTask): Promise<SeedOutcome> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the statement under way fails with it
  await client.connect().catch((cause: unknown) => {
    throw unreachableDatabase(seed.department, cause);
  });
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
    const outcome = await seedDepartment(postgresTarget(client), seed, task);
    await client.query('COMMIT');
    if (outcome.state === 'seeded') await client.query('ANALYZE');
    return outcome;
  } finally {
    await client.end();
  }
}

const postgresTarget = (client: Client): SeedTarget => ({
  dialect: postgresTables,
  chunkRows: 20_000,
  relations: async () => {
    const { rows } = await client.query<Relation>(
      `SELECT c.relname AS name, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS kind
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('information_schema') AND n.nspname NOT LIKE 'pg\\_%'`,
    );
    return rows;
  },
  readMarker: async () => (await client.query<Marker>(`SELECT * FROM ${markerTable}`)).rows[0],
  run: async (statement) => {
    await client.query(statement);
  },
  load: (table, columns, rows) => copyRows(client, { table, columns, rows }),
  writeMarker: async (...values) => {
    await client.query(`INSERT INTO ${markerTable} VALUES ($1, $2, $3, $4)`, values);
  },
});

type Load = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
};

async function copyRows(client: Client, { table, columns, rows }: Load): Promise<void> {
  const { quote } = postgresTables;
  const copy = client.query(copyFrom(`COPY ${quote(table)} (${columns.map(quote).join(', ')}) FROM STDIN`));
  await pipeline(Readable.from([Buffer.from(rows.map(copyLine).join(''))]), copy);
}

/** COPY's text format: tabs between, \N for null, backslashes doubled. */
const copyLine = (values: readonly Value[]): string => `${values.map(copyValue).join('\t')}\n`;

const copyValue = (value: Value): string =>
  value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
