import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * What the thread (sqlite-thread.mjs) is asked: `exec` takes statements without values, `run` one with values, `all`
 * one whose rows are answered.
 */
type SqliteQuestion =
  | { readonly kind: 'exec' | 'all'; readonly text: string }
  | { readonly kind: 'run'; readonly text: string; readonly values: readonly (string | number)[] };

type SqliteAnswer =
  | { readonly kind: 'done'; readonly rows: readonly unknown[] }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string };

/** A SQLite file in a thread of its own: its calls would stop everything else, the engines' handshakes too. */
export type SqliteFile = {
  /** Statements without values. */
  exec(text: string): Promise<void>;
  run(text: string, values: readonly (string | number)[]): Promise<void>;
  /** Rows as arrays, one value a column. */
  all(text: string): Promise<readonly (readonly unknown[])[]>;
  /** Rolls back what was not committed. */
  close(): Promise<void>;
};

type Waiting = { readonly resolve: (rows: readonly unknown[]) => void; readonly reject: (error: Error) => void };

/** @param file absolute path; created by the first statement where it is missing */
export function openSqliteFile(file: string): SqliteFile {
  const worker = startThread(file);
  const waiting: Waiting[] = [];
  const lose = (error: Error): void => {
    for (const each of waiting.splice(0)) each.reject(error);
  };
  worker.on('message', (answer: SqliteAnswer) => {
    const next = waiting.shift();
    if (answer.kind === 'done') next?.resolve(answer.rows);
    else next?.reject(Object.assign(new Error(answer.message), { code: answer.code }));
  });
  worker.on('error', lose);
  worker.on('exit', () => lose(new Error('the thread ended')));
  const ask = (question: SqliteQuestion): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(question);
    });
  return {
    exec: async (text) => {
      await ask({ kind: 'exec', text });
    },
    run: async (text, values) => {
      await ask({ kind: 'run', text, values });
    },
    all: async (text) => (await ask({ kind: 'all', text })) as readonly (readonly unknown[])[], // the thread reads in raw mode
    close: async () => {
      const ended = once(worker, 'exit');
      worker.postMessage('end');
      await ended;
    },
  };
}

const startThread = (file: string): Worker =>
  new Worker(new URL('./sqlite-thread.mjs', import.meta.url), { workerData: file, execArgv: [] });
