import type { DatabaseTlsFiles } from './database-tls.ts';
import type { SqlValue } from '../sql/sql.ts';
import type { Catalog, Dialect, TableName } from './dialect.ts';

/** A row as the driver gives it: values in the order of the statement's columns. */
export type Row = readonly SqlValue[];

export type Question = { readonly text: string; readonly values: readonly SqlValue[] };

/**
 * One department's database. The only place where a dialect does I/O. Every failure is an
 * `OnestopError` with a `DEPARTMENT_*` code, or `FILTER_TOO_DEEP`; driver texts stay in `cause`, for the log.
 */
export interface Driver {
  readonly dialect: Dialect;
  catalog(tables: readonly TableName[]): Promise<Catalog>;
  /** @throws {OnestopError} `DEPARTMENT_UNAVAILABLE`, `_TIMEOUT`, `_BUSY` or `_ERROR` */
  query(text: string, values: readonly SqlValue[]): Promise<readonly Row[]>;
  /**
   * The same of what is settled, once, when a connection is there for it.
   * @throws {OnestopError} as `query`
   */
  queryWhenFree(settle: () => Question): Promise<readonly Row[]>;
  /** Asks the database something that costs nothing. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type DriverOptions = {
  /** Name for errors. */
  readonly department: string;
  readonly url: string;
  /** In place of what the URL says of TLS. */
  readonly tls?: DatabaseTlsFiles;
  /** Connections at once. */
  readonly pool: number;
  /** Statements waiting for a connection at once. */
  readonly queue: number;
  readonly statementTimeoutMs: number;
  /** Hears what failed and why; never sent to a client. */
  readonly onFailure: (error: unknown) => void;
  /** Hears that a table is no longer as the catalog said. */
  readonly onSchemaChange?: () => void;
};
