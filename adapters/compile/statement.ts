import type { Dialect, InfoSql, ScanByText } from '../database/dialect.ts';
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

/**
 * The page of the only form of the only key there is, without `n`: a join to keys costs the engine as much again. Null
 * where the key leads to its rows by others.
 */
export function solePageStatement(source: PageSource, cut: PageCut): Statement | null {
  const sole = source.match?.sole ?? null;
  return sole === null ? null : renderSql(rowsPage(source, { conditions: sole, cut }), source.dialect);
}

/**
 * Up to so many rows of all the keys, in the page's order, and last in each its key's ordinal, or its key as a text: where
 * keys have few rows, less than a page for each costs the engine. Null where it can't tell so whose a row is.
 */
export function scanStatement(source: PageSource, cut: PageCut): Statement | null {
  const { read, match } = source;
  if (match === null || match.scan === null) return null;
  const { scan } = match;
  const { conditions, from, n } = scan.kind === 'joined' ? joinedScan(source, match) : scanByText(source, scan);
  const where = whereSql([...conditions, ...rowConditions(source), ...cursorConditions(source, cut)]);
  // Cut before they are ordered: of a key with many rows no more are read.
  const rows = sql`SELECT ${read.columnList()}, ${n} AS n FROM ${from}${read.joins()}${where} LIMIT ${limit()}`;
  return renderSql(sql`SELECT r.* FROM (${rows}) AS r${orderBySql(pageOrder(source, cut))}`, source.dialect);
}

type ScanParts = { readonly conditions: readonly Sql[]; readonly from: Sql; readonly n: Sql };

const joinedScan = ({ read, dialect }: PageSource, { keys, conditions }: KeyMatch): ScanParts => ({
  conditions,
  from: sql`${keys} ${dialect.keyJoin} ${read.table()}`,
  n: sql`k.n`,
});

const scanByText = ({ read }: PageSource, { condition, value }: ScanByText): ScanParts => ({
  conditions: [condition],
  from: read.table(),
  n: value,
});

/** Counts the rows for each key: rows of `n` and the number; at the root a 0 stands for `n`. */
export function countStatement(source: PageSource): Statement {
  const [n, by] = source.match === null ? [number('0'), sql``] : [sql`k.n`, sql` GROUP BY k.n`];
  return renderSql(sql`SELECT ${n} AS n, count(*) AS total FROM ${matchedRows(source)}${by}`, source.dialect);
}

/** What is worked out over the rows, and what they are grouped by. */
export type Aggregation = {
  readonly columns: readonly Sql[];
  readonly groups: readonly Sql[];
  readonly parts: PartedRows | null;
};

/** What is worked out of parts that each group has: row by row it would cost more than all else. */
export type PartedRows = {
  readonly by: Sql;
  /** Of each part, beside the number of its rows. */
  readonly each: readonly Sql[];
  /** Of each group, out of what its parts have. */
  readonly columns: (part: PartColumns) => readonly Sql[];
};

export type PartColumns = { readonly by: Sql; readonly rows: Sql; readonly each: readonly Sql[] };

/**
 * Aggregates for each key: rows of the aggregation's columns, those of its parts, its groups and, last, `n`, as
 * `pageStatement` has it. One statement, so that all is of the same moment.
 */
export function aggregateStatement(source: PageSource, { columns, groups, parts }: Aggregation): Statement {
  const rows: Grouped = { from: matchedRows(source), groups, n: source.match === null ? null : sql`k.n` };
  const whole = limited(groupedRows(columns, rows), source);
  if (parts === null) return renderSql(whole, source.dialect);
  const counted = countedParts(rows, parts);
  const isSameGroup = groups.map((_, at) => isSame(columnOf('a', columns.length + at), columnOf('p', counted.columns.length + at))); // prettier-ignore
  const selected = [
    ...columns.map((_, at) => columnOf('a', at)),
    ...counted.columns.map((_, at) => columnOf('p', at)),
    ...groups.map((_, at) => columnOf('a', columns.length + at)),
    sql`a.n AS n`,
  ];
  // Either side is cut only where there are more groups than are given, and then none is.
  const tree = sql`SELECT ${join(selected, comma)} FROM (${whole}) AS a LEFT JOIN (${limited(groupedRows(counted.columns, counted.rows), source)}) AS p ON ${join([sql`a.n = p.n`, ...isSameGroup], and)}`;
  return renderSql(sql`${tree}${orderOf(source)}`, source.dialect);
}

function countedParts(
  rows: Grouped,
  { by, each, columns }: PartedRows,
): { readonly rows: Grouped; readonly columns: readonly Sql[] } {
  // prettier-ignore
  const first = groupedRows([sql`count(*)`, ...each], { ...rows, groups: [by, ...rows.groups] });
  const [afterEach, n] = [each.length + 1, rows.n === null ? null : sql`r.n`];
  const groups = rows.groups.map((_, at) => columnOf('r', afterEach + 1 + at));
  const part = { by: columnOf('r', afterEach), rows: columnOf('r', 0), each: each.map((_, at) => columnOf('r', at + 1)) }; // prettier-ignore
  return { rows: { from: sql`(${first}) AS r`, groups, n }, columns: columns(part) };
}

const columnOf = (table: 'a' | 'p' | 'r', at: number): Sql => {
  const column = label('c', at);
  return { a: sql`a.${column}`, p: sql`p.${column}`, r: sql`r.${column}` }[table];
};

const isSame = (one: Sql, other: Sql): Sql => sql`(${one} = ${other} OR (${one} IS NULL AND ${other} IS NULL))`;

const orderOf = ({ match }: PageSource): Sql => (match === null ? sql`` : sql` ORDER BY n`);

const limited = (rows: Sql, source: PageSource): Sql => sql`${rows}${orderOf(source)} LIMIT ${limit()}`;

/** Tables with their conditions, what is one row of them, and whose it is; null at the root. */
type Grouped = { readonly from: Sql; readonly groups: readonly Sql[]; readonly n: Sql | null };

function groupedRows(columns: readonly Sql[], { from, groups, n }: Grouped): Sql {
  const selected = [...columns, ...groups].map((column, index) => sql`${column} AS ${label('c', index)}`);
  const positions = groups.map((_, index) => number(String(columns.length + index + 1)));
  const by = n === null ? positions : [n, ...positions];
  const grouped = by.length === 0 ? sql`` : sql` GROUP BY ${join(by, comma)}`;
  return sql`SELECT ${join([...selected, sql`${n ?? number('0')} AS n`], comma)} FROM ${from}${grouped}`;
}

function matchedRows(source: PageSource): Sql {
  const { read, dialect, match } = source;
  if (match === null) return sql`${tableSql(read.base)}${whereSql(rowConditions(source))}`;
  const where = whereSql([...match.conditions, ...rowConditions(source)]);
  return sql`${match.keys} ${dialect.keyJoin} ${tableSql(read.base)}${where}`;
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

/** The rows that these conditions leave, up to the limit. */
function rowsPage(
  source: PageSource,
  { conditions, cut }: { readonly conditions: readonly Sql[]; readonly cut: PageCut },
): Sql {
  const { read } = source;
  const where = whereSql([...conditions, ...rowConditions(source), ...cursorConditions(source, cut)]);
  return sql`SELECT ${read.columnList()} FROM ${read.table()}${read.joins()}${where}${orderBySql(orderTerms(source, cut))} LIMIT ${limit()}`;
}

function keyedPage(source: PageSource, { keys, conditions, isSpread }: KeyMatch, cut: PageCut): Sql {
  const { read, dialect } = source;
  if (dialect.perParent === 'lateral' && !isSpread) {
    const page = rowsPage(source, { conditions, cut });
    return sql`SELECT r.*, k.n FROM ${keys} CROSS JOIN LATERAL (${page}) AS r ORDER BY ${join([sql`k.n`, ...pageOrder(source, cut)], comma)}`;
  }
  const rank = sql`row_number() OVER (PARTITION BY k.n${orderBySql(orderTerms(source, cut))})`;
  const where = whereSql([...conditions, ...rowConditions(source), ...cursorConditions(source, cut)]);
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
