import { connect, type Socket } from 'node:net';
import mysql2, { type Connection, type FieldPacket } from 'mysql2';
import type { Question, Row } from '../../database/driver.ts';
import type { MysqlAddress } from './mysql-address.ts';
import { givenUp, isNetworkFailure, ownFailure } from './mysql-failures.ts';
import { readMysqlRows } from './mysql-rows.ts';

/** Prepared statements kept on a connection: the server counts those of all its clients together. */
const maxStatements = 200;

/** Milliseconds for a server to close a connection that has said goodbye. */
const goodbyeMs = 500;

export type SessionOptions = {
  readonly address: MysqlAddress;
  /** Milliseconds until a new session must be ready. */
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Hears that the connection is gone. */
  readonly onLost: (session: MysqlSession, error: unknown) => void;
};

/**
 * One connection, read-only, in UTC and UTF-8, with a limit on each statement. One statement at a time.
 * Everything goes through `execute`: values that the client writes into a text could leave it.
 */
export class MysqlSession {
  readonly bornAt = performance.now();
  isLost = false;
  readonly #connection: Connection;
  readonly #socket: Socket;
  readonly #statementTimeoutMs: number;

  private constructor(options: SessionOptions) {
    const { host, port, user, password, database } = options.address;
    const tls = options.address.tls();
    this.#statementTimeoutMs = options.statementTimeoutMs;
    // Our own socket, so that a connection that hangs can be ended: the library only asks it to close.
    this.#socket = connect({ host, port, noDelay: true, keepAlive: true });
    this.#connection = mysql2.createConnection({
      stream: () => this.#socket,
      ...{ host, port, user, password, database },
      // The socket is connected: the host is nothing but the name that its certificate must have.
      ...(tls !== null && { host: tls.name, ssl: tls.ssl }),
      connectTimeout: options.connectTimeoutMs,
      charset: 'utf8mb4_general_ci',
      rowsAsArray: true,
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      jsonStrings: true,
      maxPreparedStatements: maxStatements,
      connectAttributes: { program_name: 'onestop' },
      // The client offers to read files for the server by default.
      flags: ['-LOCAL_FILES'],
    });
    const lose = (error: unknown) => {
      if (this.isLost) return;
      this.isLost = true;
      this.#socket.destroy();
      options.onLost(this, error);
    };
    // Without a listener, what a server says to a connection that nobody uses would end the process.
    this.#connection.on('error', lose);
    this.#socket.once('close', () => lose(null));
  }

  /** @throws what the library or the server says, or an error of `givenUp` */
  static async open(options: SessionOptions): Promise<MysqlSession> {
    const session = new MysqlSession(options);
    try {
      await session.#limit(options.connectTimeoutMs, (settle) => session.#connection.connect(settle));
      await session.#prepare(options.statementTimeoutMs);
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  /** Rows of text. A connection that hangs without an answer is given up a little after the server should have. */
  read({ text, values }: Question): Promise<readonly Row[]> {
    return this.#limit(this.#statementTimeoutMs + 1000, (settle) => {
      const bound = [...values] as (string | number | null)[]; // as the dialect binds them
      this.#connection.execute<never>(text, bound, (error, rows: unknown, fields: FieldPacket[] | undefined) => {
        // A statement without rows is answered with an object.
        settle(error, Array.isArray(rows) ? readMysqlRows(rows as unknown[][], fields ?? []) : []);
      });
    });
  }

  /** Makes the server prepare the statement anew. */
  forget(text: string): void {
    this.#connection.unprepare(text);
  }

  destroy(): void {
    this.isLost = true;
    this.#connection.destroy();
    this.#socket.destroy();
  }

  /** Says goodbye, so that the server does not count an aborted connection. */
  end(): void {
    this.isLost = true;
    const timer = setTimeout(() => this.#socket.destroy(), goodbyeMs);
    this.#socket.once('close', () => clearTimeout(timer));
    this.#connection.end();
  }

  /**
   * The two servers name their limit differently. MariaDB alone keeps what a subquery answered, by the collation of what
   * it was asked with: the answer for `x` would be given for `X`, too.
   */
  async #prepare(statementTimeoutMs: number): Promise<void> {
    const [[version] = []] = await this.read({ text: 'SELECT version()', values: [] });
    const isMariadb = /mariadb/i.test(String(version));
    const limit = isMariadb
      ? { setting: 'max_statement_time = CAST(? AS DECIMAL(12,3))', value: String(statementTimeoutMs / 1000) }
      : { setting: 'max_execution_time = CAST(? AS UNSIGNED)', value: String(statementTimeoutMs) };
    const waitSeconds = String(Math.max(1, Math.ceil(statementTimeoutMs / 1000)));
    const cache = isMariadb ? [`optimizer_switch = 'subquery_cache=off'`] : [];
    const all = [...settings, ...cache, limit.setting, 'lock_wait_timeout = CAST(? AS UNSIGNED)'];
    await this.read({ text: `SET SESSION ${all.join()}`, values: [limit.value, waitSeconds] });
    await this.read({ text: 'SET SESSION TRANSACTION READ ONLY', values: [] });
  }

  #limit<T>(ms: number, start: (settle: (error: Error | null, value?: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.destroy();
        reject(ownFailure(givenUp.late, 'no answer from the server'));
      }, ms);
      start((error, value) => {
        clearTimeout(timer);
        if (error === null) return resolve(value as T);
        // The library may tell the statement before it tells the connection.
        if (isNetworkFailure(error)) this.destroy();
        reject(error);
      });
    });
  }
}

/**
 * Set after the server’s own `init_connect`. Dates of no calendar are to be compared as they are stored,
 * and each statement is to see what is stored when it is asked.
 */
const settings = [
  `sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,ALLOW_INVALID_DATES'`,
  `time_zone = '+00:00'`,
  'character_set_client = utf8mb4',
  'character_set_results = utf8mb4',
  'collation_connection = utf8mb4_general_ci',
  'autocommit = 1',
] as const;
