import { isOneKind, type InfoSql } from '../database/dialect.ts';
import type { LinkMapping } from '../mapping/model.ts';
import { and, comma, join, label, sql } from '../sql/sql.ts';
import { heldMatch, tableColumn, type KeyMatch } from './held-match.ts';
import {
  MissingInDatabase,
  tableConditions,
  tableInfo,
  tableSql,
  type AliasedTable,
  type Database,
} from './table-read.ts';

/**
 * The link is read by its index on `from`, and what it leads to is told apart before the table is read: a row that a
 * key is paired with twice, or under two of its stored forms, comes once.
 */
export function linkedMatch(
  columns: readonly string[],
  link: LinkMapping,
  { table, database }: { readonly table: AliasedTable; readonly database: Database },
): KeyMatch {
  const { dialect } = database;
  // A subquery has aliases of its own.
  const linkTable: AliasedTable = { table: link.table, info: tableInfo(link.table, database), alias: 1 };
  const from = heldMatch(link.from, linkTable, database);
  const pairs = linkedPairs(link, columns, { link: linkTable, table, database });
  const told = pairs.flatMap(([column, { info: lookedUp }], index) => {
    const apart = dialect.toldApartBy(column);
    return [
      sql`${dialect.asKeyOf(column, lookedUp)} AS ${label('k', index)}`,
      ...(apart === null ? [] : [sql`${apart} AS ${label('b', index)}`]),
    ];
  });
  const where = join([...from.conditions, ...tableConditions(linkTable, dialect)], and);
  return {
    keys: sql`(SELECT DISTINCT ${join([sql`k.n AS n`, ...told], comma)} FROM ${from.keys} ${dialect.keyJoin} ${tableSql(linkTable)} WHERE ${where}) AS k`,
    conditions: pairs.map(([{ info }, column], index) =>
      dialect.equal({ sql: sql`k.${label('k', index)}`, info }, column),
    ),
    sole: null,
    scan: null,
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
