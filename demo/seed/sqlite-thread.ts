import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';

/**
 * The thread that writes a SQLite file. `exec` takes statements without values, `run` one with values,
 * `all` one whose rows are answered. Each is answered once, in order; `end` is not.
 */
export type SqliteQuestion =
  | { readonly kind: 'exec' | 'all'; readonly text: string }
  | { readonly kind: 'run'; readonly text: string; readonly values: readonly (string | number)[] };

export type SqliteAnswer =
  | { readonly kind: 'done'; readonly rows: readonly unknown[] }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string };

let database: Database.Database | null = null;

parentPort?.on('message', (question: SqliteQuestion | 'end') => {
  if (question !== 'end') parentPort?.postMessage(answer(question));
  else {
    leave();
    parentPort?.close();
  }
});

function answer(question: SqliteQuestion): SqliteAnswer {
  try {
    return { kind: 'done', rows: carryOut((database ??= new Database(String(workerData))), question) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { kind: 'failure', code, message: error instanceof Error ? error.message : String(error) };
  }
}

function carryOut(db: Database.Database, question: SqliteQuestion): readonly unknown[] {
  switch (question.kind) {
    case 'exec':
      db.exec(question.text);
      return [];
    case 'run':
      db.prepare(question.text).run(...question.values);
      return [];
    case 'all':
      return db.prepare(question.text).raw().all();
  }
}

/** A closed file stays locked as long as one of its statements waits to be collected, unless it is rolled back first. */
function leave(): void {
  if (database?.inTransaction === true) database.exec('ROLLBACK');
  database?.close();
}
