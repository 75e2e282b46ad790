import type { Connection } from 'mysql2/promise';
import { secret } from '../data-folder.ts';
import { withMariadb } from './mariadb-connection.ts';
import type { ReaderRequest } from './reader-role.ts';
import { mariadbTables } from './table-definition.ts';

/** Creates the database where it is missing. */
export async function createMariadbDatabase(adminUrl: string, name: string): Promise<string> {
  await withMariadb(adminUrl, (db) =>
    db.query(`CREATE DATABASE IF NOT EXISTS ${mariadbTables.quote(name)} CHARACTER SET utf8mb4`),
  );
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * The URL of `<database>_reader`, which may read the department's tables and views and nothing else, on
 * at most twenty connections. Null when the account may not create accounts, or another data folder's
 * demo has made this one with a password we don't know.
 */
export async function createMariadbReader(request: ReaderRequest): Promise<string | null> {
  const { url, dataFolder, isOurs } = request;
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  const account = `${database}_reader`;
  const password = secret(dataFolder, `mariadb-${account}`);
  const reader = new URL(url);
  reader.username = account;
  reader.password = password;
  try {
    await withMariadb(url, (db) => defineReader(db, { ...request, database, account, password }));
    await withMariadb(reader.href, (db) => db.execute('SELECT 1'));
    return reader.href;
  } catch (error) {
    if (isOurs) throw error;
    return null;
  }
}

type Definition = Pick<ReaderRequest, 'isOurs' | 'relations'> & {
  readonly database: string;
  readonly account: string;
  readonly password: string;
};

/** Our own server is reached from this machine alone. */
async function defineReader(
  db: Connection,
  { database, account, password, isOurs, relations }: Definition,
): Promise<void> {
  const name = `${literal(account)}@${literal(isOurs ? '127.0.0.1' : '%')}`;
  const terms = `${name} IDENTIFIED BY ${literal(password)} WITH MAX_USER_CONNECTIONS 20`;
  const created = await db.query(`CREATE USER ${terms}`).then(() => true, ignoreIfThere);
  if (!created && !isOurs) return;
  if (!created) await db.query(`ALTER USER ${terms}`);
  // Before `.*` a name is a pattern.
  const { quote } = mariadbTables;
  const readable = relations?.map((relation) => `${quote(database)}.${quote(relation)}`) ?? [
    `${quote(database.replace(/[\\_%]/g, '\\$&'))}.*`,
  ];
  for (const each of readable) await db.query(`GRANT SELECT ON ${each} TO ${name}`);
}

/** These statements take no parameters; the connection knows no escapes but the doubled quote. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** 1396: the account exists. */
function ignoreIfThere(error: unknown): false {
  if (error instanceof Error && 'errno' in error && error.errno === 1396) return false;
  throw error;
}
