import type { Connection, Submittable } from 'pg';
import type { Question, Row } from '../../database/driver.ts';
import type { SqlValue } from '../../sql/sql.ts';
import { arrayText } from './array-text.ts';

/** What the library keeps of a connection's prepared statements, by name, and its types leave out. */
type Prepared = Connection & {
  readonly parsedStatements: Readonly<Record<string, string>>;
  /** Sent, and not yet acknowledged. */
  readonly submittedNamedStatements: Record<string, string>;
  sendCopyFail(reason: string): void;
};

type Settle = (error: Error | null, rows: readonly Row[]) => void;

/**
 * One prepared statement whose values all come as text, for `client.query`. The library's own has the columns described
 * for each answer and looks up how each is read: a third of what a small answer costs on our side, and some of what it
 * costs the server.
 */
export class TextStatement implements Submittable {
  readonly name: string;
  readonly text: string;
  /** The library's name for it. */
  readonly callback: Settle;
  readonly #values: readonly SqlValue[];
  readonly #rows: Row[] = [];

  constructor(name: string, { text, values }: Question, settle: Settle) {
    this.name = name;
    this.text = text;
    this.#values = values;
    this.callback = settle;
  }

  submit(to: Connection): null {
    const connection = to as Prepared;
    const { name, text } = this;
    // All of it leaves at once.
    connection.stream.cork();
    try {
      if (connection.parsedStatements[name] === undefined && connection.submittedNamedStatements[name] === undefined) {
        connection.parse({ name, text, types: [] }, true);
        connection.submittedNamedStatements[name] = text;
      }
      connection.bind({ statement: name, values: this.#values.map(written) }, true);
      connection.execute(null, true);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    return null;
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.#rows.push(fields);
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#rows);
  }

  handleError(error: Error): void {
    this.callback(error, []);
  }

  /** Nothing that is read copies from us. */
  handleCopyInResponse(connection: Connection): void {
    (connection as Prepared).sendCopyFail('no source');
  }

  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}

/** As the server reads it; bytes go as they are. */
function written(value: SqlValue): string | Buffer | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return arrayText(value);
}
