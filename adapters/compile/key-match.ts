import { isOneKind, type ColumnInfo, type InfoSql } from '../database/dialect.ts';
import type { LinkMapping } from '../mapping/model.ts';
import { and, comma, join, label, sql, type Sql } from '../sql/sql.ts';
import {
  columnInfo,
  columnSql,
  MissingInDatabase,
  tableConditions,
  tableInfo,
  tableSql,
  type AliasedTable,
  type Database,
} from './table-read.ts';

/** How the keys of a statement find rows of its table. */
export type KeyMatch = {
  /** A FROM item `k`: a row a key, with `n`, the ordinal. */
  readonly keys: Sql;
  /** Which rows of the table belong to a row of `k`. */
  readonly conditions: readonly Sql[];
  /** May the rows of one ordinal hang on many rows of `k`? Then no row of `k` has a page of its own. */
  readonly isSpread: boolean;
  /** The columns that the keys themselves are held against. */
  readonly columns: readonly ColumnInfo[];
};

export type MatchRequest = {
  readonly columns: readonly string[];
  /** The table that pairs the keys with these columns; null where the columns hold the keys. */
  readonly link: LinkMapping | null;
};

/** The keys are looked up in the table's own columns, or in those of a link that leads to them. */
export function keyMatch({ columns, link }: MatchRequest, table: AliasedTable, database: Database): KeyMatch {
  const { dialect } = database;
  if (link !== null) return linkedMatch(columns, link, { table, database });
  const matched = columns.map((column) => tableColumn(table, column, database));
  return {
    keys: dialect.keyTable(matched.map(({ info }) => info)),
    conditions: matched.map((column, index) => dialect.matches(column, index)),
    isSpread: false,
    columns: matched.map(({ info }) => info),
  };
}

/**
 * The link is read by its index on `from`, and what it leads to is told apart before the table is read: a row that a
 * key is paired with twice, or under two of its stored forms, comes once.
 */
function linkedMatch(
  columns: readonly string[],
  link: LinkMapping,
  { table, database }: { readonly table: AliasedTable; readonly database: Database },
): KeyMatch {
  const { dialect } = database;
  // A subquery has aliases of its own.
  const linkTable: AliasedTable = { table: link.table, info: tableInfo(link.table, database), alias: 1 };
  const from = keyMatch({ columns: link.from, link: null }, linkTable, database);
  const pairs = linkedPairs(link, columns, { link: linkTable, table, database });
  const told = pairs.flatMap(([{ sql: column, info }], index) => {
    const apart = dialect.toldApartBy({ sql: column, info });
    return [sql`${column} AS ${label('k', index)}`, ...(apart === null ? [] : [sql`${apart} AS ${label('b', index)}`])];
  });
  const where = join([...from.conditions, ...tableConditions(linkTable, dialect)], and);
  return {
    keys: sql`(SELECT DISTINCT ${join([sql`k.n AS n`, ...told], comma)} FROM ${from.keys} ${dialect.keyJoin} ${tableSql(linkTable)} WHERE ${where}) AS k`,
    conditions: pairs.map(([{ info }, column], index) =>
      dialect.equal({ sql: sql`k.${label('k', index)}`, info }, column),
    ),
    isSpread: true,
    columns: from.columns,
  };
}

type LinkedTables = { readonly link: AliasedTable; readonly table: AliasedTable; readonly database: Database };

/**
 * Columns of the link, each with the one it is held against.
 * @throws {MissingInDatabase} where they are of two kinds, which engines compare each in a way of its own
 */
export function linkedPairs(
  { to }: LinkMapping,
  references: readonly string[],
  { link, table, database }: LinkedTables,
): readonly (readonly [InfoSql, InfoSql])[] {
  return to.map((column, index) => {
    const pair = [tableColumn(link, column, database), tableColumn(table, references[index] ?? '', database)] as const;
    if (!isOneKind(pair[0].info, pair[1].info))
      throw new MissingInDatabase(`“${link.info.name}”.“${column}” is of another kind than what it leads to`);
    return pair;
  });
}

function tableColumn({ info, alias }: AliasedTable, column: string, { dialect }: Database): InfoSql {
  const found = columnInfo(info, column, dialect);
  return { sql: columnSql(alias, found.name), info: found };
}
