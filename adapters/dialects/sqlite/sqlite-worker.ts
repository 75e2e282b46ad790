import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';
import type { SqlValue } from '../../sql/sql.ts';

/**
 * The thread in which SQLite's synchronous calls run. Opens the file read-only on the first
 * question and again after a failure, so that a file that comes back is found.
 */
export type WorkerQuestion = { readonly text: string; readonly values: readonly SqlValue[] };
export type WorkerAnswer =
  /** Once, before the first question is looked at. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'rows'; readonly rows: readonly SqlValue[][] }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string };

type Statement = Database.Statement;

/** Prepared statements kept. */
const maxStatements = 500;
const path = String(workerData);
const statements = new Map<string, Statement>();
let database: Database.Database | null = null;
let opened = '';

parentPort?.on('message', (question: WorkerQuestion | 'end') => {
  if (question !== 'end') post(answer(question));
  else {
    forget();
    parentPort?.close();
  }
});
post({ kind: 'ready' });

function post(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}

function answer({ text, values }: WorkerQuestion): WorkerAnswer {
  try {
    if (opened !== fileIdentity()) forget();
    return { kind: 'rows', rows: prepare(text).all(...values) as SqlValue[][] }; // raw mode: arrays, one value a column
  } catch (error) {
    forget();
    return { kind: 'failure', code: codeOf(error), message: error instanceof Error ? error.message : 'unknown' };
  }
}

/** Another file under the same name, as a nightly export leaves it, must not be taken for the one that is open. */
function fileIdentity(): string {
  const { dev, ino, birthtimeNs } = statSync(path, { bigint: true });
  return `${dev} ${ino} ${birthtimeNs}`;
}

function prepare(text: string): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  database ??= open();
  if (statements.size >= maxStatements) statements.clear();
  const statement = database.prepare(text).raw(true).safeIntegers(true);
  statements.set(text, statement);
  return statement;
}

function open(): Database.Database {
  opened = fileIdentity();
  // `readonly: true` is silently ignored by this library; the mode of the URI is not.
  return new Database(`file:${encodeURI(path).replaceAll('?', '%3f').replaceAll('#', '%23')}?mode=ro`);
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
