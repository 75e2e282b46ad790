import { createConnection, type Connection } from 'mysql2/promise';
import { readMysqlUrl } from '../../adapters/dialects/mysql/mysql-address.ts';

/** Lends a connection, which is closed afterwards; `unreachable` makes the error of one that can't be had. */
export async function withMariadb<T>(
  url: string,
  work: (db: Connection) => Promise<T>,
  unreachable = (cause: unknown): unknown => cause,
): Promise<T> {
  const db = await connectMariadb(url).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  try {
    const result = await work(db);
    await db.end();
    return result;
  } finally {
    db.destroy(); // with it go the locks
  }
}

/**
 * A connection that writes text as the standard does, dates of no calendar as they are given, and
 * refuses what doesn't fit a column.
 */
async function connectMariadb(url: string): Promise<Connection> {
  const { tls, ...address } = readMysqlUrl(url, { where: 'the demo', files: undefined, onFailure: () => {} });
  const shown = tls();
  const db = await createConnection({
    ...address,
    ...(shown !== null && { ssl: shown.ssl }),
    charset: 'utf8mb4_general_ci',
    flags: ['-LOCAL_FILES'],
  });
  db.on('error', () => {}); // the statement under way fails with it
  try {
    await db.execute(`SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,ALLOW_INVALID_DATES'`);
    return db;
  } catch (error) {
    db.destroy();
    throw error;
  }
}
