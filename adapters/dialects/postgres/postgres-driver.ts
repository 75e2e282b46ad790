import { createHash } from 'node:crypto';
import pg, { type ClientBase } from 'pg';
import { OnestopError, type ErrorCode } from '../../../schema/errors.ts';
import { once } from '../../../schema/once.ts';
import type { SqlValue } from '../../sql/sql.ts';
import type { TableName } from '../../database/dialect.ts';
import { isTlsFailure } from '../../database/database-tls.ts';
import type { Driver, DriverOptions, Question, Row } from '../../database/driver.ts';
import { loadPostgresCatalog } from './postgres-catalog.ts';
import { postgresConnection } from './postgres-connection.ts';
import { postgres } from './postgres.ts';
import { TextStatement } from './text-statement.ts';

/** Milliseconds to wait for a new connection. */
const connectTimeoutMs = 2000;

/**
 * A pool of read-only sessions on one PostgreSQL database.
 * @throws {OnestopError} `CONFIG_INVALID` for a URL or files that can't be read
 */
export function createPostgresDriver(options: DriverOptions): Driver {
  const pool = new pg.Pool({
    ...postgresConnection({ where: options.department, url: options.url, files: options.tls, onFailure: options.onFailure, settings }), // prettier-ignore
    max: options.pool,
    // Prepared statements stay on the server for as long as their connection.
    maxLifetimeSeconds: 600,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs,
    application_name: 'onestop',
  });
  // Without a listener a server's shutdown (57P01) on an idle connection would end the process.
  pool.on('error', options.onFailure);
  // What a connection fails with is told to the statement that it has, and by the pool where it has none.
  pool.on('connect', (client) => client.on('error', () => {}));
  const ask = async (settle: () => Question, retries = options.pool): Promise<readonly Row[]> => {
    const client = await pool.connect();
    const question = once(settle);
    try {
      const rows = await run(client, question(), options.statementTimeoutMs + 1000);
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
      // “cached plan must not change result type”: this connection knew the table as it was. The pool
      // drops it, and the next may know no better: each of them is met at most once.
      if (textOf(error, 'code') !== '0A000' || retries === 0) throw error;
      return ask(question, retries - 1);
    }
  };
  let asked = 0;
  let closing: Promise<void> | null = null;
  const queryWhenFree = async (settle: () => Question): Promise<readonly Row[]> => {
    if (asked >= options.pool + options.queue)
      throw new OnestopError('DEPARTMENT_BUSY', { department: options.department });
    asked += 1;
    try {
      return await ask(settle);
    } catch (error) {
      options.onFailure(error);
      if (schemaChanges.includes(textOf(error, 'code'))) options.onSchemaChange?.();
      throw new OnestopError(failureCode(error), { department: options.department }, { cause: error });
    } finally {
      asked -= 1;
    }
  };
  const query = (text: string, values: readonly SqlValue[]) => queryWhenFree(() => ({ text, values }));
  return {
    dialect: postgres,
    query,
    queryWhenFree,
    catalog: (tables: readonly TableName[]) => loadPostgresCatalog(query, tables),
    ping: async () => {
      await query('SELECT 1', []);
    },
    close: () => (closing ??= pool.end()),
  };
}

/**
 * A connection that hangs without an answer is given up a little after the server should have. Not by the library's own
 * time limit: what that assigns to a property V8 makes in the old space, and all that it sees, the rows, with it.
 */
const run = (client: ClientBase, question: Question, limitMs: number): Promise<readonly Row[]> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(lateAnswer)), limitMs);
    const settle = (error: Error | null, rows: readonly Row[]) => {
      clearTimeout(timer);
      if (error === null) resolve(rows);
      else reject(error);
    };
    client.query(new TextStatement(statementName(question.text), question, settle));
  });

const lateAnswer = 'no answer from the server';

/** What a table or column that is no longer as the catalog said is answered with. */
const schemaChanges: readonly string[] = ['42703', '42P01', '42804', '42883', '0A000'];

/** Read-only, and values written as we read them, which a database may have its own ways of. */
const settings = [
  'default_transaction_read_only=on',
  ...['DateStyle=ISO', 'TimeZone=UTC', 'IntervalStyle=postgres', 'bytea_output=hex', 'extra_float_digits=1'],
];

/** Prepared statements are kept by name on each connection; the name is the text's hash. */
const names = new Map<string, string>();
function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size > 10_000) names.clear();
  const made = `onestop_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  names.set(text, made);
  return made;
}

/** PostgreSQL's error classes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function failureCode(error: unknown): ErrorCode {
  const [code, message] = [textOf(error, 'code'), textOf(error, 'message')];
  if (code === '57014' || message === lateAnswer) return 'DEPARTMENT_TIMEOUT';
  if (code.startsWith('08') || code.startsWith('57P') || code.startsWith('28') || code === '3D000')
    return 'DEPARTMENT_UNAVAILABLE';
  // The pool's own words when all its connections are at work for that long.
  if (code === '53300' || message === 'timeout exceeded when trying to connect') return 'DEPARTMENT_BUSY';
  if (
    /^E[A-Z]+$/.test(code) ||
    isTlsFailure(code) ||
    /support SSL|terminated|Connection ended|not queryable|Cannot use a pool/i.test(message)
  )
    return 'DEPARTMENT_UNAVAILABLE';
  return 'DEPARTMENT_ERROR';
}

/** Told by shape: an error of the runtime may come from another realm. */
function textOf(error: unknown, name: 'code' | 'message'): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}
