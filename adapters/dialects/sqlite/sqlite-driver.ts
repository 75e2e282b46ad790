import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OnestopError, type ErrorCode } from '../../../schema/errors.ts';
import type { SqlValue } from '../../sql/sql.ts';
import type { TableName } from '../../database/dialect.ts';
import type { Driver, DriverOptions, Question, Row } from '../../database/driver.ts';
import { loadSqliteCatalog } from './sqlite-catalog.ts';
import type { WorkerAnswer } from './sqlite-protocol.ts';
import { sqlite } from './sqlite.ts';

/** One statement that somebody waits for. */
type Waiting = {
  readonly settle: () => Question;
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
};

type Thread = { readonly worker: Worker; readonly startedAt: number; isReady: boolean; current: Waiting | null };

/** Milliseconds a new thread may take before statements' own time counts. */
const startTimeoutMs = 5000;

/**
 * One SQLite file, read by worker threads: its calls are synchronous and would stop everything else.
 * A thread has one statement at a time; the others wait here. A statement that takes too long can't
 * be stopped: its thread is left to end with it, and another takes its place.
 */
export function createSqliteDriver(options: DriverOptions): Driver {
  const path = sqlitePath(options.url);
  // One file on one machine: more threads than processors only take turns.
  const pool = Math.min(options.pool, availableParallelism());
  const threads = new Set<Thread>();
  /** Threads that were given up; at most twice the pool, so that they can't pile up. */
  const leaving = new Set<Thread>();
  const queue: Waiting[] = [];
  let closed = false;

  const fail = (code: ErrorCode, cause: unknown) =>
    new OnestopError(code, { department: options.department }, { cause });

  const start = (): Thread => {
    const thread: Thread = { worker: createWorker(path), startedAt: performance.now(), isReady: false, current: null };
    thread.worker.on('message', (answer: WorkerAnswer) => receive(thread, answer));
    thread.worker.on('error', (error) => {
      options.onFailure(error);
      lose(thread, error);
    });
    thread.worker.on('exit', () => lose(thread, new Error('the thread ended')));
    thread.worker.unref();
    threads.add(thread);
    return thread;
  };

  /** Asks it to end when its statement has: to terminate a thread inside the library aborts the process. */
  const end = (thread: Thread): void => {
    thread.worker.unref();
    thread.worker.postMessage('end');
  };

  const freeThread = (): Thread | null => {
    for (const thread of threads) if (thread.current === null) return thread;
    return threads.size < pool && leaving.size < 2 * pool ? start() : null;
  };

  const pump = (): void => {
    while (queue.length > 0) {
      const thread = freeThread();
      if (thread === null) return;
      const next = queue.shift();
      if (next === undefined) return;
      try {
        thread.worker.postMessage(next.settle());
      } catch (error) {
        clearTimeout(next.timer);
        next.reject(error);
        continue;
      }
      thread.current = next;
      thread.worker.ref();
    }
  };

  const receive = (thread: Thread, answer: WorkerAnswer): void => {
    const waiting = thread.current;
    if (answer.kind === 'ready') {
      thread.isReady = true;
      waiting?.timer.refresh();
      return;
    }
    if (waiting === null) return; // Nobody waits any more.
    thread.current = null;
    thread.worker.unref();
    clearTimeout(waiting.timer);
    if (answer.kind === 'rows') waiting.resolve(rowsOf(answer));
    else {
      options.onFailure(answer);
      if (/^no such (table|column)/.test(answer.message)) options.onSchemaChange?.();
      waiting.reject(fail(failureCode(answer), answer));
    }
    pump();
  };

  const lose = (thread: Thread, cause: unknown): void => {
    threads.delete(thread);
    leaving.delete(thread);
    const waiting = thread.current;
    thread.current = null;
    if (waiting !== null) {
      clearTimeout(waiting.timer);
      waiting.reject(fail('DEPARTMENT_UNAVAILABLE', cause));
    }
    if (!closed) pump();
  };

  const giveUp = (waiting: Waiting): void => {
    const thread = [...threads].find((each) => each.current === waiting);
    if (thread?.isReady === false && performance.now() - thread.startedAt < startTimeoutMs) {
      waiting.timer.refresh();
      return;
    }
    if (thread === undefined) queue.splice(queue.indexOf(waiting), 1);
    else {
      thread.current = null;
      threads.delete(thread);
      leaving.add(thread);
      end(thread);
    }
    waiting.reject(fail('DEPARTMENT_TIMEOUT', new Error('no answer from the thread')));
    pump();
  };

  const queryWhenFree = async (settle: () => Question): Promise<readonly Row[]> => {
    if (closed) throw fail('DEPARTMENT_UNAVAILABLE', new Error('closed'));
    // Opening a file that is not there would create it, were it not for the read-only mode; say so plainly.
    if (!existsSync(path)) throw fail('DEPARTMENT_UNAVAILABLE', new Error('no such file'));
    if (queue.length >= options.queue && freeThread() === null) throw fail('DEPARTMENT_BUSY', undefined);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => giveUp(waiting), options.statementTimeoutMs);
      const waiting: Waiting = { settle, resolve, reject, timer };
      queue.push(waiting);
      pump();
    });
  };

  const close = async (): Promise<void> => {
    closed = true;
    for (const waiting of queue.splice(0)) {
      clearTimeout(waiting.timer);
      waiting.reject(fail('DEPARTMENT_UNAVAILABLE', new Error('closed')));
    }
    // A thread inside a statement is not waited for.
    const idle = [...threads].filter(({ current }) => current === null);
    const ended = idle.map((thread) => once(thread.worker, 'exit'));
    for (const thread of threads) end(thread);
    for (const thread of idle) thread.worker.ref();
    await Promise.all(ended);
  };

  const query = (text: string, values: readonly SqlValue[]) => queryWhenFree(() => ({ text, values }));
  return {
    dialect: sqlite,
    query,
    queryWhenFree,
    catalog: (tables: readonly TableName[]) => loadSqliteCatalog(query, tables),
    ping: async () => {
      await query('SELECT 1 FROM sqlite_schema LIMIT 1', []);
    },
    close,
  };
}

/** Loops: a scan comes here for every value. */
function rowsOf({ count, columns }: Extract<WorkerAnswer, { kind: 'rows' }>): readonly Row[] {
  const rows: Row[] = [];
  for (let index = 0; index < count; index += 1) {
    const row = new Array<SqlValue>(columns.length);
    for (let at = 0; at < columns.length; at += 1) row[at] = columns[at]?.[index] ?? null;
    rows.push(row);
  }
  return rows;
}

/** The file a `sqlite:PATH` URL names. */
const sqlitePath = (url: string): string => decodeURIComponent(url.replace(/^sqlite:(\/\/)?/, ''));

/** Without this process's own arguments: the thread needs no loader. */
const createWorker = (path: string): Worker =>
  new Worker(new URL('./sqlite-worker.mjs', import.meta.url), { workerData: path, execArgv: [] });

/** SQLite's result codes, https://sqlite.org/rescode.html, and those of the file system. */
function failureCode({ code, message }: Pick<Failure, 'code' | 'message'>): ErrorCode {
  if (/^SQLITE_(CANTOPEN|NOTADB|CORRUPT|IOERR|PERM|AUTH)|^E[A-Z]+$/.test(code)) return 'DEPARTMENT_UNAVAILABLE';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'DEPARTMENT_BUSY';
  // https://sqlite.org/limits.html: a statement may have so many levels, which only filters come near.
  return /^(parser stack overflow|Expression tree is too large)/.test(message) ? 'FILTER_TOO_DEEP' : 'DEPARTMENT_ERROR';
}

type Failure = Extract<WorkerAnswer, { kind: 'failure' }>;
