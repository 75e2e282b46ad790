import { escapeIdentifier, escapeLiteral, type Client } from 'pg';
import { secret } from '../data-folder.ts';
import { createRole, ignoreIfThere, inCatalogue, withClient } from './postgres-client.ts';

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
  /** The tables and views it may read; null for every one of the schema `public`. */
  readonly relations: readonly string[] | null;
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
      const created = await createRole(client, role);
      if (created || isOurs) await defineReader(client, { ...request, database, role, password });
    });
    await withClient(reader.href, (client) => client.query('SELECT 1'));
    return reader.href;
  } catch (error) {
    if (isOurs) throw error;
    return null;
  }
}

type Definition = Pick<ReaderRequest, 'isOurs' | 'relations'> & {
  readonly database: string;
  readonly role: string;
  readonly password: string;
};

function defineReader(client: Client, { database, role, password, isOurs, relations }: Definition): Promise<void> {
  const name = escapeIdentifier(role);
  return inCatalogue(client, async () => {
    await client.query(
      `ALTER ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 20 PASSWORD ${escapeLiteral(password)}`,
    );
    await client.query(`ALTER ROLE ${name} SET default_transaction_read_only = on`);
    if (isOurs) await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${escapeIdentifier(database)} TO ${name}`);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${name}`);
    const readable = relations === null ? 'ALL TABLES IN SCHEMA public' : relations.map(escapeIdentifier).join(', ');
    await client.query(`GRANT SELECT ON ${readable} TO ${name}`);
  });
}
