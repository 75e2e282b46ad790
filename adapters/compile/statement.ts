import type { Dialect, InfoSql } from '../database/dialect.ts';
import { and, comma, join, label, no, renderSql, slot, sql, type Sql, type Statement } from '../sql/sql.ts';
import { beyondCursor, type CursorNulls } from './keyset.ts';
import { orderSql, type OrderColumn } from './order.ts';
import { ownCondition, type OwnRule } from './own-rule.ts';
import { columnInfo, columnSql, tableConditions, type TableRead } from './table-read.ts';

/** Which rows of a table a page is cut from. */
export type PageSource = {
  readonly read: TableRead;
  readonly dialect: Dialect;
  /** Columns found by the key table; null for a list at the root. */
  readonly match: readonly string[] | null;
  /** Which rows are the citizen's who asks; null where all rows may be seen. */
  readonly own: OwnRule | null;
  /** What a client's filter asks; null where it asks for all. */
  readonly filter: Sql | null;
  readonly order: readonly OrderColumn[];
};

/** Where a page is cut out of its list: which values of its cursors are null, and from which end it is counted. */
export type PageCut = {
  readonly after: CursorNulls;
  readonly before: CursorNulls;
  readonly isBackwards: boolean;
};

/**
 * Reads a page for each key: rows of the read's columns and, last, `n`, the key's ordinal; by ordinal
 * and order, backwards where the page is counted from the end. A key with several stored forms gets a page for each;
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
  if (match === null) return renderSql(sql`SELECT 0 AS n, count(*) AS total FROM ${read.table()}${where}`, dialect);
  const matched = whereSql([...matchConditions(source, match), ...rowConditions(source)]);
  return renderSql(
    sql`SELECT k.n, count(*) AS total FROM ${keyTable(source, match)} ${dialect.keyJoin} ${read.table()}${matched} GROUP BY k.n`,
    dialect,
  );
}

/** Rows that stand together in the order, because the first column is null in all of them or in none. */
type Branch = { readonly conditions: readonly Sql[]; readonly order: readonly OrderColumn[] };

const limit = () => slot({ kind: 'limit' });

function rootPage(source: PageSource, cut: PageCut): Sql {
  const { read } = source;
  const pages = branchesOf(source, cut).map(({ conditions, order }) => {
    const where = whereSql([...rowConditions(source), ...conditions]);
    return sql`SELECT ${read.columnList()}, 0 AS n FROM ${read.table()}${read.joins()}${where}${orderBy(source, order, cut)} LIMIT ${limit()}`;
  });
  const [first, second] = pages;
  if (first === undefined)
    return sql`SELECT ${read.columnList()}, 0 AS n FROM ${read.table()}${read.joins()} WHERE ${no}`;
  if (second === undefined) return first;
  const both = sql`SELECT * FROM (${first}) AS a UNION ALL SELECT * FROM (${second}) AS b`;
  return sql`SELECT * FROM (${both}) AS r ORDER BY ${join(pageOrder(source, cut), comma)} LIMIT ${limit()}`;
}

/**
 * Nulls stand last, and no index is read in such an order from a cursor on: where the first column may be null, rows that
 * hold something and rows that hold nothing are read apart, each by an index, and at most a page of each.
 */
function branchesOf(source: PageSource, cut: PageCut): readonly Branch[] {
  const [first, ...rest] = source.order;
  // Of one person there are few rows.
  if (first === undefined || !first.nullable || source.own !== null)
    return [{ conditions: cursorConditions(source, source.order, cut), order: source.order }];
  const { sql: column } = baseColumn(source, first.column);
  const branches: Branch[] = [];
  // A cursor that stands among the nulls leaves none of the others after it; one among the others, no null before it.
  if (cut.after?.[0] !== true) {
    const order = [{ ...first, nullable: false }, ...rest];
    const before = cut.before?.[0] === true ? null : cut.before;
    branches.push({ conditions: [sql`${column} IS NOT NULL`, ...cursorConditions(source, order, { ...cut, before })], order }); // prettier-ignore
  }
  if (cut.before === null || cut.before[0] === true) {
    const after = cut.after?.[0] === true ? cut.after : null;
    branches.push({ conditions: [sql`${column} IS NULL`, ...cursorConditions(source, source.order, { ...cut, after })], order: rest }); // prettier-ignore
  }
  return branches;
}

function keyedPage(source: PageSource, match: readonly string[], cut: PageCut): Sql {
  const { read, dialect, order } = source;
  const where = whereSql([
    ...matchConditions(source, match),
    ...rowConditions(source),
    ...cursorConditions(source, order, cut),
  ]);
  const keys = keyTable(source, match);
  if (dialect.perParent === 'lateral') {
    const page = sql`SELECT ${read.columnList()} FROM ${read.table()}${read.joins()}${where}${orderBy(source, order, cut)} LIMIT ${limit()}`;
    return sql`SELECT r.*, k.n FROM ${keys} CROSS JOIN LATERAL (${page}) AS r ORDER BY ${join([sql`k.n`, ...pageOrder(source, cut)], comma)}`;
  }
  const rank = sql`row_number() OVER (PARTITION BY k.n${orderBy(source, order, cut)})`;
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

const keyTable = ({ read, dialect }: PageSource, match: readonly string[]): Sql =>
  dialect.keyTable(match.map((column) => columnInfo(read.base.info, column, dialect)));

function baseColumn({ read, dialect }: PageSource, column: string): InfoSql {
  const info = columnInfo(read.base.info, column, dialect);
  return { sql: columnSql(read.base.alias, info.name), info };
}

const matchConditions = (source: PageSource, match: readonly string[]): readonly Sql[] =>
  match.map((column, index) => source.dialect.matches(baseColumn(source, column), index));

function rowConditions({ read, dialect, own, filter }: PageSource): readonly Sql[] {
  return [
    ...tableConditions(read.base, dialect),
    ...(own === null ? [] : [ownCondition(own, read.base, dialect)]),
    ...(filter === null ? [] : [filter]),
  ];
}

/** A value type without a key may have no order at all. */
const orderBy = (source: PageSource, order: readonly OrderColumn[], { isBackwards }: PageCut): Sql =>
  order.length === 0
    ? sql``
    : sql` ORDER BY ${join(
        order.map((each) => orderSql(each, baseColumn(source, each.column), { ...source, isBackwards })),
        comma,
      )}`;

/** The order of whole pages, by the columns of `r`. */
const pageOrder = (source: PageSource, { isBackwards }: PageCut): readonly Sql[] =>
  source.order.map((each) => {
    const { info } = baseColumn(source, each.column);
    return orderSql(each, { sql: sql`r.${label('c', each.at)}`, info }, { ...source, isBackwards });
  });

/** @param order columns that are null in all rows, or in none, are as the branch has them */
function cursorConditions(source: PageSource, order: readonly OrderColumn[], cut: PageCut): readonly Sql[] {
  const columns = order.map((each) => ({ ...each, column: baseColumn(source, each.column) }));
  return [
    ...(cut.after === null ? [] : [beyondCursor(columns, { end: 'after', nulls: cut.after, dialect: source.dialect })]),
    ...(cut.before === null
      ? []
      : [beyondCursor(columns, { end: 'before', nulls: cut.before, dialect: source.dialect })]),
  ];
}
