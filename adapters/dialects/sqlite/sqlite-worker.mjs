import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';

/**
 * The thread in which SQLite's synchronous calls run; sqlite-protocol.ts has its questions and answers. Opens the
 * file read-only on the first question and again after a failure, so that a file that comes back is found.
 * Plain JavaScript: a thread loads it as it stands, from the sources and from the package, in a tenth of the time.
 */

/** Prepared statements kept. */
const maxStatements = 500;
/** Milliseconds to wait for a writer: each of its commits locks the file for a moment. */
const lockMs = 500;
const path = String(workerData);
const statements = new Map();
let database = null;
let opened = '';

parentPort.on('message', (question) => {
  if (question !== 'end') parentPort.postMessage(answer(question));
  else {
    forget();
    parentPort.close();
  }
});
parentPort.postMessage({ kind: 'ready' });

function answer({ text, values }) {
  try {
    if (opened !== fileIdentity()) forget();
    // One list: a null, or bytes, alone would be taken for an object of names.
    return inColumns(prepare(text).all([...values]));
  } catch (error) {
    forget();
    return { kind: 'failure', code: codeOf(error), message: error instanceof Error ? error.message : 'unknown' };
  }
}

function inColumns(rows) {
  const columns = (rows[0] ?? []).map((_, index) => rows.map((row) => row[index]));
  return { kind: 'rows', count: rows.length, columns };
}

/** Another file under the same name, as a nightly export leaves it, must not be taken for the one that is open. */
function fileIdentity() {
  const { dev, ino, birthtimeNs } = statSync(path, { bigint: true });
  return `${dev} ${ino} ${birthtimeNs}`;
}

function prepare(text) {
  const known = statements.get(text);
  if (known !== undefined) return known;
  database ??= open();
  if (statements.size >= maxStatements) statements.clear();
  // Raw mode: rows are arrays, one value a column.
  const statement = database.prepare(text).raw(true).safeIntegers(true);
  statements.set(text, statement);
  return statement;
}

function open() {
  opened = fileIdentity();
  // `readonly: true` is silently ignored by this library; the mode of the URI is not.
  return new Database(`file:${encodeURI(path).replaceAll('?', '%3f').replaceAll('#', '%23')}?mode=ro`, {
    timeout: lockMs,
  });
}

function forget() {
  statements.clear();
  try {
    database?.close();
  } catch {
    // It is given up in any case.
  }
  database = null;
}

const codeOf = (error) => (error instanceof Error && typeof error.code === 'string' ? error.code : 'SQLITE_ERROR');
