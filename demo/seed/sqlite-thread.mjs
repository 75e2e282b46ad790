import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';

/**
 * The thread that writes a SQLite file; sqlite-file.ts has its questions and answers. Each question is answered
 * once, in order; `end` is not. Plain JavaScript, which a thread loads as it stands.
 */
let database = null;

parentPort.on('message', (question) => {
  if (question !== 'end') parentPort.postMessage(answer(question));
  else {
    leave();
    parentPort.close();
  }
});

function answer(question) {
  try {
    return { kind: 'done', rows: carryOut((database ??= new Database(String(workerData))), question) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { kind: 'failure', code, message: error instanceof Error ? error.message : String(error) };
  }
}

function carryOut(db, { kind, text, values }) {
  if (kind === 'all') return db.prepare(text).raw().all();
  if (kind === 'run') db.prepare(text).run(...values);
  else db.exec(text);
  return [];
}

/** A closed file stays locked as long as one of its statements waits to be collected, unless it is rolled back first. */
function leave() {
  if (database?.inTransaction === true) database.exec('ROLLBACK');
  database?.close();
}
