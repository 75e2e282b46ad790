import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';
import type { SqlValue } from '../../sql/sql.ts';

/**
 * The thread in which SQLite's synchronous calls run. Opens the file read-only on the first
 * question and again after a failure, so that a file that comes back is found.
 */
export type WorkerQuestion = { readonly id: number; readonly text: string; readonly values: readonly SqlValue[] };
export type WorkerAnswer =
  | { readonly id: number; readonly rows: readonly SqlValue[][] }
  | { readonly id: number; readonly failure: { readonly code: string; readonly message: string } };

type Statement = Database.Statement;

/** Prepared statements kept. */
const maxStatements = 500;
const path = String(workerData);
const statements = new Map<string, Statement>();
let database: Database.Database | null = null;

parentPort?.on('message', (question: WorkerQuestion) => {
  parentPort?.postMessage(answer(question));
});

function answer({ id, text, values }: WorkerQuestion): WorkerAnswer {
  try {
    return { id, rows: prepare(text).all(...values) as SqlValue[][] }; // raw mode: arrays, one value a column
  } catch (error) {
    forget();
    return { id, failure: { code: codeOf(error), message: error instanceof Error ? error.message : 'unknown' } };
  }
}

function prepare(text: string): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  // `readonly: true` is silently ignored by this library; the mode of the URI is not.
  database ??= new Database(`file:${encodeURI(path).replaceAll('?', '%3f').replaceAll('#', '%23')}?mode=ro`);
  if (statements.size >= maxStatements) statements.clear();
  const statement = database.prepare(text).raw(true).safeIntegers(true);
  statements.set(text, statement);
  return statement;
}

function forget(): void {
  statements.clear();
  try {
    database?.close();
  } catch {
    // It is given up in any case.
  }
  database = null;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'SQLITE_ERROR';
