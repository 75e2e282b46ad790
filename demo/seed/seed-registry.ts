import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { openTally, readAccount, type DirtAccount, type TableRow } from './dirt-account.ts';
import { createMarker, judge, markerTable, seederVersion, type Marker } from './marker.ts';
import { registryIdioms } from './registry-idioms.ts';
import { openRegistryWriter } from './registry-rows.ts';
import { createRegistryTable, registryIndexes, registryTableNames, registryTables } from './registry-schema.ts';
import type { SeedOutcome, SeedTask } from './seed-request.ts';
import { unreachableDatabase } from './seeding-failure.ts';

const department = 'civil-registry';
const chunkRows = 20_000;
/** `onestop` as digits: the advisory lock that keeps two demos from seeding one database. */
const lockKey = 667_837_867;

/**
 * Fills the registry's database, all of it in one transaction, unless it holds the same already or is
 * somebody else's. Of two at once the second waits and finds it done.
 * @param url of an account that may create tables
 */
export async function seedRegistry(url: string, task: SeedTask): Promise<SeedOutcome> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the statement under way fails with it
  await client.connect().catch((cause: unknown) => {
    throw unreachableDatabase(department, cause);
  });
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
    const outcome = await seedLocked(client, task);
    await client.query('COMMIT');
    if (outcome.state === 'seeded') await client.query('ANALYZE');
    return outcome;
  } finally {
    await client.end();
  }
}

async function seedLocked(client: Client, task: SeedTask): Promise<SeedOutcome> {
  const tables = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('information_schema') AND n.nspname NOT LIKE 'pg\\_%'`,
  );
  const names = tables.rows.map(({ name }) => name);
  const marker = names.includes(markerTable)
    ? (await client.query<Marker>(`SELECT * FROM ${markerTable}`)).rows[0]
    : undefined;
  const state = judge(names, marker, task);
  if (state === 'foreign') return { state, account: null };
  const account = state === 'current' ? readAccount(String(marker?.account)) : null;
  if (account !== null) return { state: 'kept', account };
  return { state: 'seeded', account: await fill(client, task) };
}

async function fill(client: Client, task: SeedTask): Promise<DirtAccount> {
  await client.query(`DROP TABLE IF EXISTS ${[...registryTableNames, markerTable].join(', ')}`);
  for (const table of registryTableNames) await client.query(createRegistryTable(table));
  await client.query(createMarker);
  const account = await copyPopulation(client, task);
  for (const statement of registryIndexes) await client.query(statement);
  const { seed, citizens } = task;
  await client.query(`INSERT INTO ${markerTable} VALUES ($1, $2, $3, $4)`, [
    seed,
    citizens,
    seederVersion,
    JSON.stringify(account),
  ]);
  return account;
}

async function copyPopulation(client: Client, { population, seed, citizens, report }: SeedTask): Promise<DirtAccount> {
  const tally = openTally(registryIdioms);
  const writer = openRegistryWriter(seed, tally);
  let rows: TableRow[] = [...writer.dictionary()];
  let done = 0;
  for (const household of (await population()).households()) {
    rows.push(...writer.household(household));
    done += household.members.length;
    if (rows.length < chunkRows) continue;
    await copyRows(client, rows);
    rows = [];
    report.progress({ department, done, total: citizens });
  }
  await copyRows(client, rows);
  report.progress({ department, done: citizens, total: citizens });
  return tally.close({ department, seed, citizens, version: seederVersion });
}

async function copyRows(client: Client, rows: readonly TableRow[]): Promise<void> {
  for (const table of registryTableNames) {
    const columns = Object.keys(registryTables[table]);
    const lines = rows
      .filter((row) => row.table === table)
      .map(({ row }) => copyLine(columns.map((column) => row[column] ?? null)));
    if (lines.length === 0) continue;
    const copy = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    await pipeline(Readable.from([Buffer.from(lines.join(''))]), copy);
  }
}

/** COPY's text format: tabs between, \N for null, backslashes doubled. */
const copyLine = (values: readonly (string | number | null)[]): string => `${values.map(copyValue).join('\t')}\n`;

const copyValue = (value: string | number | null): string =>
  value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
