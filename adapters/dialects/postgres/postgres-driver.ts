import { createHash } from 'node:crypto';
import pg from 'pg';
import { OnestopError, type ErrorCode } from '../../../schema/errors.ts';
import type { SqlValue } from '../../sql/sql.ts';
import type { TableName } from '../../database/dialect.ts';
import type { Driver, DriverOptions, Row } from '../../database/driver.ts';
import { loadPostgresCatalog } from './postgres-catalog.ts';
import { postgres } from './postgres.ts';

/** Milliseconds to wait for a new connection. */
const connectTimeoutMs = 2000;

/** Every value as text: drivers disagree on 64-bit integers, decimals and dates, we read them ourselves. */
const asText = { getTypeParser: () => (value: string) => value };

/** A pool of read-only sessions on one PostgreSQL database. */
export function createPostgresDriver(options: DriverOptions): Driver {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.pool,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs,
    // A connection that hangs without an answer is given up a little after the server should have.
    query_timeout: options.statementTimeoutMs + 1000,
    application_name: 'onestop',
    options: '-c default_transaction_read_only=on -c DateStyle=ISO -c TimeZone=UTC',
    types: asText,
  });
  // Without a listener a server's shutdown (57P01) on an idle connection would end the process.
  pool.on('error', options.onFailure);
  const query = async (text: string, values: readonly SqlValue[]): Promise<readonly Row[]> => {
    if (pool.waitingCount > options.queue)
      throw new OnestopError('DEPARTMENT_BUSY', { department: options.department });
    try {
      const result = await pool.query<SqlValue[]>({
        name: statementName(text),
        text,
        values: [...values],
        rowMode: 'array',
      });
      return result.rows;
    } catch (error) {
      options.onFailure(error);
      throw new OnestopError(failureCode(error), { department: options.department }, { cause: error });
    }
  };
  return {
    dialect: postgres,
    query,
    catalog: (tables: readonly TableName[]) => loadPostgresCatalog(query, tables),
    ping: async () => {
      await query('SELECT 1', []);
    },
    close: () => pool.end(),
  };
}

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
  const { code = '', message = '' } = error instanceof Error ? { code: codeOf(error), message: error.message } : {};
  if (code === '57014' || message === 'Query read timeout') return 'DEPARTMENT_TIMEOUT';
  if (code.startsWith('08') || code.startsWith('57P') || code.startsWith('28') || code === '3D000')
    return 'DEPARTMENT_UNAVAILABLE';
  if (code === '53300') return 'DEPARTMENT_BUSY';
  if (
    /^E[A-Z]+$/.test(code) ||
    /terminated|timeout exceeded|Connection ended|not queryable|Cannot use a pool/i.test(message)
  )
    return 'DEPARTMENT_UNAVAILABLE';
  return 'DEPARTMENT_ERROR';
}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');
