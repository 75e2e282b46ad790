import type { Slot, Sql, SqlSyntax, SqlValue } from '../sql/sql.ts';

/** What kind of value a column holds, whatever its engine calls the type. */
export type ColumnFamily =
  'text' | 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'timestamp' | 'bytes' | 'other';

export type ColumnInfo = {
  readonly name: string;
  /** The engine's name for the type, as its owner would write it. */
  readonly type: string;
  /** The type's name for a cast; null where the dialect needs none. */
  readonly cast: string | null;
  readonly family: ColumnFamily;
  /** Can it be null? False only where the engine guarantees it. */
  readonly nullable: boolean;
};

export type TableInfo = {
  readonly name: string;
  /** By folded name. */
  readonly columns: ReadonlyMap<string, ColumnInfo>;
  /** Column sets that are unique and never null, folded; the primary key first. */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** Where the engine keeps a row: tells apart the rows of a table that has no key. Null for a view. */
  readonly address: ColumnInfo | null;
};

/** What a database says of the tables a mapping names. */
export type Catalog = {
  /** By `tableKey`. */
  readonly tables: ReadonlyMap<string, TableInfo>;
  /** Every table and view the account can see, for suggestions. */
  readonly names: readonly string[];
};

export type TableName = { readonly schema: string | null; readonly name: string };

/** The differences between engines, and nothing else. */
export type Dialect = SqlSyntax & {
  readonly name: 'postgres' | 'sqlite';
  /** How a page for each of many parents is cut off in SQL. */
  readonly perParent: 'lateral' | 'window';
  /** Names the engine holds equal have one folded form. */
  readonly fold: (name: string) => string;
  /** A FROM item `k` with one row a key: columns k0, k1, … in the columns' types, and n, the ordinal. */
  readonly keyTable: (casts: readonly (string | null)[]) => Sql;
  /** Is the column one of the values bound to this slot? The column stays bare, so that its index works. */
  readonly anyOf: (column: Sql, values: Slot, cast: string | null) => Sql;
  /** Can this text be a value of the column? What can't is nobody's key. */
  readonly fits: (column: ColumnInfo, text: string) => boolean;
  readonly bind: (slot: Slot, input: BindInput) => SqlValue;
};

/** What a run binds to a statement's slots. */
export type BindInput = {
  /** One entry a stored form of a key: its parts, and the ordinal of the key it belongs to. */
  readonly keys: readonly KeyRow[];
  readonly cursor: readonly SqlValue[];
  /** Rows wanted, at most. */
  readonly limit: number;
  /** Stored forms of the id of the citizen who asks about themselves. */
  readonly own: readonly string[];
};

export type KeyRow = { readonly parts: readonly string[]; readonly ordinal: number };

export const tableKey = (dialect: Pick<Dialect, 'fold'>, table: TableName): string =>
  table.schema === null ? dialect.fold(table.name) : `${dialect.fold(table.schema)}.${dialect.fold(table.name)}`;
