import { once } from '../../../schema/once.ts';
import type { Question, Row } from '../../database/driver.ts';
import type { MysqlAddress } from './mysql-address.ts';
import { givenUp, isNetworkFailure, isStaleStatement, ownFailure } from './mysql-failures.ts';
import { MysqlSession } from './mysql-session.ts';

export type MysqlPoolOptions = {
  readonly address: MysqlAddress;
  /** Sessions at once. */
  readonly size: number;
  readonly statementTimeoutMs: number;
  /** Hears of sessions that were lost while nobody used them. */
  readonly onFailure: (error: unknown) => void;
};

/** Milliseconds to wait for a new connection, or for one that becomes free. */
const connectTimeoutMs = 2000;
/** Prepared statements stay on the server for as long as their connection. */
const longestLifeMs = 600_000;
const idleTimeoutMs = 30_000;
/** Within this time a lost connection had been lost before it was asked; after it, somebody may have meant the statement. */
const stillbornMs = 250;

type Waiting = {
  /** Has it been told that nothing became free? Its session may still be on the way. */
  isOver: boolean;
  readonly resolve: (session: MysqlSession) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
};

type Idle = { readonly session: MysqlSession; readonly timer: NodeJS.Timeout };

/** Sessions on one database, opened when they are wanted and kept for the next statement. */
export class MysqlPool {
  readonly #options: MysqlPoolOptions;
  readonly #idle: Idle[] = [];
  readonly #waiting: Waiting[] = [];
  /** Sessions that are open or being opened, idle ones included. */
  #count = 0;
  #closing: (() => void) | null = null;
  #closed: Promise<void> | null = null;

  constructor(options: MysqlPoolOptions) {
    this.#options = options;
  }

  /**
   * Runs one statement, settled when a session is there for it. It is sent again, once, where the server had closed
   * the connection before it was asked or had forgotten the prepared statement: neither has run it, and it only reads.
   */
  async read(settle: () => Question): Promise<readonly Row[]> {
    const { session, isReused } = await this.#acquire();
    const [sentAt, question] = [performance.now(), once(settle)];
    try {
      return await session.read(question());
    } catch (error) {
      if (isStaleStatement(error)) session.forget(question().text);
      const isStillborn = isReused && isNetworkFailure(error) && performance.now() - sentAt < stillbornMs;
      if (!isStillborn && !isStaleStatement(error)) throw error;
      // What was closed once was closed for the others as well.
      if (isStillborn) this.#dropIdle();
    } finally {
      this.#release(session);
    }
    const again = (await this.#acquire()).session;
    try {
      return await again.read(question());
    } finally {
      this.#release(again);
    }
  }

  /** Ends the idle sessions, and the others when their statements are answered. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#closing = resolve;
      for (const waiting of this.#waiting.splice(0)) {
        clearTimeout(waiting.timer);
        waiting.reject(closed());
      }
      this.#dropIdle();
      this.#settleClosing();
    });
    return this.#closed;
  }

  async #acquire(): Promise<{ readonly session: MysqlSession; readonly isReused: boolean }> {
    if (this.#closing !== null) throw closed();
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.session.isLost) return { session: idle.session, isReused: true };
      this.#forget();
    }
    if (this.#count < this.#options.size) return { session: await this.#open(), isReused: false };
    return { session: await this.#wait(), isReused: true };
  }

  async #open(): Promise<MysqlSession> {
    this.#count += 1;
    try {
      const { address, statementTimeoutMs } = this.#options;
      const onLost = (session: MysqlSession, error: unknown) => this.#lose(session, error);
      return await MysqlSession.open({ address, connectTimeoutMs, statementTimeoutMs, onLost });
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #wait(): Promise<MysqlSession> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
        waiting.isOver = true;
        reject(ownFailure(givenUp.busy, 'no connection became free in time'));
      }, connectTimeoutMs);
      const waiting: Waiting = { isOver: false, resolve, reject, timer };
      this.#waiting.push(waiting);
    });
  }

  #release(session: MysqlSession): void {
    if (session.isLost) return this.#forget();
    if (this.#closing !== null || performance.now() - session.bornAt > longestLifeMs) {
      session.end();
      return this.#forget();
    }
    const next = this.#waiting.shift();
    if (next !== undefined) return give(next, session);
    const timer = setTimeout(() => this.#drop(session), idleTimeoutMs);
    this.#idle.push({ session, timer });
  }

  /** A place became free: whoever waits may open a session in it. */
  #forget(): void {
    this.#count -= 1;
    this.#settleClosing();
    const next = this.#closing === null ? this.#waiting.shift() : undefined;
    if (next === undefined) return;
    this.#open().then(
      (session) => (next.isOver ? this.#release(session) : give(next, session)),
      (error: unknown) => {
        clearTimeout(next.timer);
        next.reject(error);
      },
    );
  }

  #lose(session: MysqlSession, error: unknown): void {
    if (!this.#idle.some((idle) => idle.session === session)) return; // whoever uses it is told
    this.#drop(session);
    if (error !== null) this.#options.onFailure(error);
  }

  #drop(session: MysqlSession): void {
    const at = this.#idle.findIndex((idle) => idle.session === session);
    if (at < 0) return;
    clearTimeout(this.#idle[at]?.timer);
    this.#idle.splice(at, 1);
    if (!session.isLost) session.end();
    this.#forget();
  }

  #dropIdle(): void {
    for (const { session } of [...this.#idle]) this.#drop(session);
  }

  #settleClosing(): void {
    if (this.#count === 0) this.#closing?.();
  }
}

function give({ timer, resolve }: Waiting, session: MysqlSession): void {
  clearTimeout(timer);
  resolve(session);
}

const closed = () => ownFailure(givenUp.closed, 'closed');
