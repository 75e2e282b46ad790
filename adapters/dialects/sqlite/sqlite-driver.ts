import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { OnestopError, type ErrorCode } from '../../../schema/errors.ts';
import type { SqlValue } from '../../sql/sql.ts';
import type { TableName } from '../../database/dialect.ts';
import type { Driver, DriverOptions, Row } from '../../database/driver.ts';
import { loadSqliteCatalog } from './sqlite-catalog.ts';
import type { WorkerAnswer, WorkerQuestion } from './sqlite-worker.ts';
import { sqlite } from './sqlite.ts';

type Waiting = {
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: OnestopError) => void;
  readonly timer: NodeJS.Timeout;
};
type Thread = { readonly worker: Worker; readonly waiting: Map<number, Waiting> };

/** One SQLite file, read by worker threads: its calls are synchronous and would stop everything else. */
export function createSqliteDriver(options: DriverOptions): Driver {
  const path = sqlitePath(options.url);
  const threads: (Thread | null)[] = Array.from({ length: options.pool }, () => null);
  let nextId = 0;
  let closed = false;

  const fail = (code: ErrorCode, cause: unknown) =>
    new OnestopError(code, { department: options.department }, { cause });

  const retire = (index: number, cause: unknown) => {
    const thread = threads[index];
    threads[index] = null;
    for (const waiting of thread?.waiting.values() ?? [])
      settle(waiting, () => waiting.reject(fail('DEPARTMENT_UNAVAILABLE', cause)));
    thread?.waiting.clear();
  };

  const start = (index: number): Thread => {
    const thread: Thread = { worker: createWorker(path), waiting: new Map() };
    thread.worker.on('message', (answer: WorkerAnswer) => receive(thread, answer));
    thread.worker.on('error', (error) => {
      options.onFailure(error);
      retire(index, error);
    });
    thread.worker.on('exit', () => retire(index, new Error('the thread ended')));
    thread.worker.unref();
    threads[index] = thread;
    return thread;
  };

  const receive = (thread: Thread, answer: WorkerAnswer) => {
    const waiting = thread.waiting.get(answer.id);
    thread.waiting.delete(answer.id);
    if (thread.waiting.size === 0) thread.worker.unref();
    if (waiting === undefined) return; // Nobody waits any more.
    if ('rows' in answer) {
      settle(waiting, () => waiting.resolve(answer.rows));
      return;
    }
    options.onFailure(answer.failure);
    settle(waiting, () => waiting.reject(fail(failureCode(answer.failure.code), answer.failure)));
  };

  const query = async (text: string, values: readonly SqlValue[]): Promise<readonly Row[]> => {
    if (closed) throw fail('DEPARTMENT_UNAVAILABLE', new Error('closed'));
    // Opening a file that is not there would create it, were it not for the read-only mode; say so plainly.
    if (!existsSync(path)) throw fail('DEPARTMENT_UNAVAILABLE', new Error('no such file'));
    const index = leastBusy(threads);
    const thread = threads[index] ?? start(index);
    if (thread.waiting.size > options.queue) throw fail('DEPARTMENT_BUSY', undefined);
    return new Promise((resolve, reject) => {
      const id = (nextId += 1);
      const timer = setTimeout(() => {
        thread.waiting.delete(id);
        reject(fail('DEPARTMENT_TIMEOUT', new Error('no answer from the thread')));
      }, options.statementTimeoutMs);
      thread.waiting.set(id, { resolve, reject, timer });
      thread.worker.ref();
      const question: WorkerQuestion = { id, text, values };
      thread.worker.postMessage(question);
    });
  };

  return {
    dialect: sqlite,
    query,
    catalog: (tables: readonly TableName[]) => loadSqliteCatalog(query, tables),
    ping: async () => {
      await query('SELECT 1 FROM sqlite_schema LIMIT 1', []);
    },
    close: async () => {
      closed = true;
      await Promise.all(threads.flatMap((thread) => (thread === null ? [] : [thread.worker.terminate()])));
    },
  };
}

/** The file a `sqlite:PATH` URL names. */
export const sqlitePath = (url: string): string => decodeURIComponent(url.replace(/^sqlite:(\/\/)?/, ''));

function settle(waiting: Waiting, action: () => void): void {
  clearTimeout(waiting.timer);
  action();
}

function leastBusy(threads: readonly (Thread | null)[]): number {
  const load = threads.map((thread) => thread?.waiting.size ?? -1);
  // An idle running thread before a new one, a new one before a busy one.
  const idle = load.indexOf(0);
  return idle >= 0 ? idle : load.indexOf(Math.min(...load));
}

/** The worker stands beside this file, compiled or as TypeScript, which a new thread can't load by itself. */
function createWorker(path: string): Worker {
  if (import.meta.url.endsWith('.js'))
    return new Worker(new URL('./sqlite-worker.js', import.meta.url), { workerData: path });
  // `require` finds the CommonJS twin; the thread wants the module.
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href;
  const file = new URL('./sqlite-worker.ts', import.meta.url).href;
  const start = `import(${JSON.stringify(loader)}).then(({ tsImport }) => tsImport(${JSON.stringify(file)}, ${JSON.stringify(import.meta.url)}))`;
  return new Worker(start, { eval: true, workerData: path });
}

/** SQLite's result codes: https://sqlite.org/rescode.html */
function failureCode(code: string): ErrorCode {
  if (/^SQLITE_(CANTOPEN|NOTADB|CORRUPT|IOERR|PERM|AUTH)/.test(code)) return 'DEPARTMENT_UNAVAILABLE';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'DEPARTMENT_BUSY';
  return 'DEPARTMENT_ERROR';
}
