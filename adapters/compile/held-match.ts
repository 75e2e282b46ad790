import type { ColumnInfo, InfoSql, KeyScan } from '../database/dialect.ts';
import type { Sql } from '../sql/sql.ts';
import { columnInfo, columnSql, type AliasedTable, type Database } from './table-read.ts';

/** How the keys of a statement find rows of its table. */
export type KeyMatch = {
  /** A FROM item `k`: a row a key, with `n`, the ordinal. */
  readonly keys: Sql;
  /** Which rows of the table belong to a row of `k`. */
  readonly conditions: readonly Sql[];
  /** Which rows belong to the only form of the only key there is, without `k`; null where `k` is more than the keys. */
  readonly sole: readonly Sql[] | null;
  /** How the rows of many keys are read without a page for each; null where `k` is more than keys. */
  readonly scan: KeyScan | null;
  /** May the rows of one ordinal hang on many rows of `k`? Then no row of `k` has a page of its own. */
  readonly isSpread: boolean;
  /** The columns that the keys themselves are held against. */
  readonly columns: readonly ColumnInfo[];
};

/** The keys are what columns of the table hold. */
export function heldMatch(columns: readonly string[], table: AliasedTable, database: Database): KeyMatch {
  const { dialect } = database;
  const matched = columns.map((column) => tableColumn(table, column, database));
  return {
    keys: dialect.keyTable(
      matched.map(({ info }) => info),
      'keys',
    ),
    conditions: matched.map((column, index) => dialect.matches(column, index)),
    sole: matched.map((column, index) => dialect.matchesSole(column, index)),
    scan: dialect.keyScan(matched),
    isSpread: false,
    columns: matched.map(({ info }) => info),
  };
}

export function tableColumn({ info, alias }: AliasedTable, column: string, { dialect }: Database): InfoSql {
  const found = columnInfo(info, column, dialect);
  return { sql: columnSql(alias, found.name), info: found };
}
