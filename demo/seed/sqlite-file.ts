import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SqliteAnswer, SqliteQuestion } from './sqlite-thread.ts';

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

/** The thread's file stands beside this one, compiled or as TypeScript, which a new thread can't load by itself. */
function startThread(file: string): Worker {
  if (import.meta.url.endsWith('.js'))
    return new Worker(new URL('./sqlite-thread.js', import.meta.url), { workerData: file });
  // `require` finds the CommonJS twin; the thread wants the module.
  const twin = createRequire(import.meta.url).resolve('tsx/esm/api');
  const loader = pathToFileURL(twin.replace(/\.cjs$/, '.mjs')).href;
  const source = new URL('./sqlite-thread.ts', import.meta.url).href;
  const start = `import(${JSON.stringify(loader)}).then(({ tsImport }) => tsImport(${JSON.stringify(source)}, ${JSON.stringify(import.meta.url)}))`;
  return new Worker(start, { eval: true, workerData: file });
}
