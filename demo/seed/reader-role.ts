import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { secret } from '../data-folder.ts';
import { registryTableNames } from './registry-schema.ts';

/** Creates the database where it is missing. */
export async function createDatabase(adminUrl: string, name: string): Promise<string> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount !== 0) return;
    await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`).catch(ignoreIfThere);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export type ReaderRequest = {
  /** Of the department's database, for an account that may create roles. */
  readonly url: string;
  readonly dataFolder: string;
  /** Our own engine: a role of that name is ours, its password is set anew, and others are shut out of the database. */
  readonly isOurs: boolean;
  /** Whether the tables are the demo's; else every table of the schema `public` may be read. */
  readonly isSeeded: boolean;
};

/**
 * The URL of `<database>_reader`, which may read the department's tables and nothing else, on at most
 * twenty connections. Null when the account may not create roles, or another data folder's demo has
 * made the role with a password we don't know.
 */
export async function createReader(request: ReaderRequest): Promise<string | null> {
  const { url, dataFolder, isOurs } = request;
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  const role = `${database}_reader`;
  const password = secret(dataFolder, role);
  const reader = new URL(url);
  reader.username = role;
  reader.password = password;
  try {
    await withClient(url, async (client) => {
      const created = await client.query(`CREATE ROLE ${escapeIdentifier(role)}`).then(() => true, ignoreIfThere);
      if (created || isOurs) await defineReader(client, { ...request, database, role, password });
    });
    await withClient(reader.href, (client) => client.query('SELECT 1'));
    return reader.href;
  } catch (error) {
    if (isOurs) throw error;
    return null;
  }
}

type Definition = Pick<ReaderRequest, 'isOurs' | 'isSeeded'> & {
  readonly database: string;
  readonly role: string;
  readonly password: string;
};

async function defineReader(client: Client, { database, role, password, isOurs, isSeeded }: Definition): Promise<void> {
  const name = escapeIdentifier(role);
  await client.query('BEGIN');
  await client.query(`SELECT pg_advisory_xact_lock(667837868)`); // two at once would change one row of the catalogue
  await client.query(
    `ALTER ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 20 PASSWORD ${escapeLiteral(password)}`,
  );
  await client.query(`ALTER ROLE ${name} SET default_transaction_read_only = on`);
  if (isOurs) await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${escapeIdentifier(database)} TO ${name}`);
  await client.query(`GRANT USAGE ON SCHEMA public TO ${name}`);
  await client.query(
    `GRANT SELECT ON ${isSeeded ? registryTableNames.join(', ') : 'ALL TABLES IN SCHEMA public'} TO ${name}`,
  );
  await client.query('COMMIT');
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the statement under way fails with it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** 42P04 and 42710: it exists; 23505: somebody creates it at this moment. */
function ignoreIfThere(error: unknown): false {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === '42P04' || code === '42710' || code === '23505') return false;
  throw error;
}
