import type { Dialect, InfoSql } from '../database/dialect.ts';
import { and, comma, join, label, no, number, renderSql, slot, sql, type Sql, type Statement } from '../sql/sql.ts';
import type { KeyMatch } from './held-match.ts';
import { branchesOf, type Branch } from './branches.ts';
import { beyondCursor, type KeysetColumn, type PageCut } from './keyset.ts';
import { orderSql, type OrderColumn } from './order.ts';
import { ownCondition, type OwnRule } from './own-rule.ts';
import { columnInfo, columnSql, tableConditions, tableSql, type TableRead } from './table-read.ts';

/** Which rows of a table a page is cut from. */
export type PageSource = {
  readonly read: TableRead;
  readonly dialect: Dialect;
  /** How the keys find rows; null for a list at the root. */
  readonly match: KeyMatch | null;
  /** Which rows are the citizen's who asks; null where all rows may be seen. */
  readonly own: OwnRule | null;
  /** What a client's filter asks, and what the caller is there for; null where it is all. */
  readonly filter: Sql | null;
  readonly order: readonly OrderColumn[];
};

/**
 * Reads a page for each key: rows of the read's columns and, last, `n`, the key's ordinal, which a list at the root has
 * not; by ordinal and order, backwards where the page is counted from the end. A key with several stored forms gets a page for each;
 * the reader cuts them to one.
 */
export function pageStatement(source: PageSource, cut: PageCut): Statement {
  const tree = source.match === null ? rootPage(source, cut) : keyedPage(source, source.match, cut);
  return renderSql(tree, source.dialect);
}

/** Counts the rows for each key: rows of `n` and the number; at the root a 0 stands for `n`. */
export function countStatement(source: PageSource): Statement {
  const { read, dialect, match } = source;
  const where = whereSql(rowConditions(source));
  if (match === null)
    return renderSql(sql`SELECT 0 AS n, count(*) AS total FROM ${tableSql(read.base)}${where}`, dialect);
  const matched = whereSql([...match.conditions, ...rowConditions(source)]);
  return renderSql(
    sql`SELECT k.n, count(*) AS total FROM ${match.keys} ${dialect.keyJoin} ${tableSql(read.base)}${matched} GROUP BY k.n`,
    dialect,
  );
}

/** What is worked out over the rows, and what they are grouped by. */
export type Aggregation = { readonly columns: readonly Sql[]; readonly groups: readonly Sql[] };

/** Aggregates for each key: rows of the aggregation's columns, its groups and, last, `n`, as `pageStatement` has it. */
export function aggregateStatement(source: PageSource, { columns, groups }: Aggregation): Statement {
  const { read, dialect, match } = source;
  const selected = [...columns, ...groups].map((column, index) => sql`${column} AS ${label('c', index)}`);
  const positions = groups.map((_, index) => number(String(columns.length + index + 1)));
  if (match === null) {
    const grouped = groups.length === 0 ? sql`` : sql` GROUP BY ${join(positions, comma)}`;
    const tree = sql`SELECT ${join([...selected, sql`0 AS n`], comma)} FROM ${tableSql(read.base)}${whereSql(rowConditions(source))}${grouped} LIMIT ${limit()}`;
    return renderSql(tree, dialect);
  }
  const where = whereSql([...match.conditions, ...rowConditions(source)]);
  return renderSql(
    sql`SELECT ${join([...selected, sql`k.n AS n`], comma)} FROM ${match.keys} ${dialect.keyJoin} ${tableSql(read.base)}${where} GROUP BY ${join([sql`k.n`, ...positions], comma)} ORDER BY n LIMIT ${limit()}`,
    dialect,
  );
}

const limit = () => slot({ kind: 'limit' });

function rootPage(source: PageSource, cut: PageCut): Sql {
  const { read } = source;
  const pages = rootBranches(source, cut).map(({ conditions, order }) => {
    const where = whereSql([...rowConditions(source), ...conditions]);
    return sql`SELECT ${read.columnList()} FROM ${read.table()}${read.joins()}${where}${orderBySql(order)} LIMIT ${limit()}`;
  });
  const [first] = pages;
  if (first === undefined) return sql`SELECT ${read.columnList()} FROM ${read.table()}${read.joins()} WHERE ${no}`;
  if (pages.length === 1) return first;
  const all = join(
    pages.map((page, index) => sql`SELECT * FROM (${page}) AS ${label('b', index)}`),
    sql` UNION ALL `,
  );
  return sql`SELECT * FROM (${all}) AS r${orderBySql(pageOrder(source, cut))} LIMIT ${limit()}`;
}

function rootBranches(source: PageSource, cut: PageCut): readonly Branch[] {
  // Of one person there are few rows.
  if (source.own === null) return branchesOf(keysetColumns(source), cut, source.dialect);
  return [{ conditions: cursorConditions(source, cut), order: orderTerms(source, cut) }];
}

function keyedPage(source: PageSource, { keys, conditions, isSpread }: KeyMatch, cut: PageCut): Sql {
  const { read, dialect } = source;
  const where = whereSql([...conditions, ...rowConditions(source), ...cursorConditions(source, cut)]);
  if (dialect.perParent === 'lateral' && !isSpread) {
    const page = sql`SELECT ${read.columnList()} FROM ${read.table()}${read.joins()}${where}${orderBySql(orderTerms(source, cut))} LIMIT ${limit()}`;
    return sql`SELECT r.*, k.n FROM ${keys} CROSS JOIN LATERAL (${page}) AS r ORDER BY ${join([sql`k.n`, ...pageOrder(source, cut)], comma)}`;
  }
  const rank = sql`row_number() OVER (PARTITION BY k.n${orderBySql(orderTerms(source, cut))})`;
  const ranked = sql`SELECT ${read.columnList()}, k.n AS n, ${rank} AS place FROM ${keys} ${dialect.keyJoin} ${read.table()}${read.joins()}${where}`;
  return sql`SELECT ${rowColumns(read)}, n FROM (${ranked}) AS r WHERE place <= ${limit()} ORDER BY n, place`;
}

const rowColumns = (read: TableRead): Sql =>
  join(
    Array.from({ length: Math.max(1, read.width) }, (_, index) => label('c', index)),
    comma,
  );

const whereSql = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`` : sql` WHERE ${join(conditions, and)}`;

function baseColumn({ read, dialect }: PageSource, column: string): InfoSql {
  const info = columnInfo(read.base.info, column, dialect);
  return { sql: columnSql(read.base.alias, info.name), info };
}

function rowConditions({ read, dialect, own, filter }: PageSource): readonly Sql[] {
  return [
    ...tableConditions(read.base, dialect),
    ...(own === null ? [] : [ownCondition(own, read.base, { dialect })]),
    ...(filter === null ? [] : [filter]),
  ];
}

/** A value type without a key may have no order at all. */
const orderBySql = (terms: readonly Sql[]): Sql => (terms.length === 0 ? sql`` : sql` ORDER BY ${join(terms, comma)}`);

const keysetColumns = (source: PageSource): readonly KeysetColumn[] =>
  source.order.map((each, place) => ({ ...each, place, column: orderColumn(source, each) }));

function orderColumn(source: PageSource, { column, isExact }: OrderColumn): InfoSql {
  const { sql: found, info } = baseColumn(source, column);
  return { sql: found, info: isExact ? info : { ...info, isCollated: false } };
}

const orderTerms = (source: PageSource, { isBackwards }: PageCut): readonly Sql[] =>
  keysetColumns(source).map((each) => orderSql(each, each.column, { ...source, isBackwards }));

/** The order of whole pages, by the columns of `r`. */
const pageOrder = (source: PageSource, { isBackwards }: PageCut): readonly Sql[] =>
  source.order.map((each) => {
    const { info } = orderColumn(source, each);
    return orderSql(each, { sql: sql`r.${label('c', each.at)}`, info }, { ...source, isBackwards });
  });

function cursorConditions(source: PageSource, cut: PageCut): readonly Sql[] {
  const { dialect } = source;
  return (['after', 'before'] as const).flatMap((end) => {
    const nulls = cut[end];
    return nulls === null ? [] : [beyondCursor(keysetColumns(source), { end, nulls, dialect })];
  });
}
