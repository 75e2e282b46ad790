import type { Dialect } from '../database/dialect.ts';
import { and, comma, empty, join, label, or, renderSql, slot, sql, type Sql, type Statement } from '../sql/sql.ts';
import { columnInfo, columnSql, tableConditions, type TableRead } from './table-read.ts';

/** One column that rows are ordered by. */
export type OrderColumn = {
  readonly column: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  /** Position in the row, where a cursor finds the value. */
  readonly at: number;
};

/** Which rows of a table a page is cut from. */
export type PageSource = {
  readonly read: TableRead;
  readonly dialect: Dialect;
  /** Columns found by the key table; null for a list at the root. */
  readonly match: readonly string[] | null;
  /** The column that must hold the id of the citizen who asks; null where all rows may be seen. */
  readonly own: string | null;
  readonly order: readonly OrderColumn[];
};

/**
 * Reads a page for each key: rows of the read's columns and, last, `n`, the key's ordinal; by ordinal
 * and order. A key with several stored forms gets a page for each; the reader cuts them to one.
 */
export function pageStatement(source: PageSource, cursorNulls: readonly boolean[] | null): Statement {
  const tree = source.match === null ? rootPage(source, cursorNulls) : keyedPage(source, source.match, cursorNulls);
  return renderSql(tree, source.dialect);
}

/** Counts the rows for each key: rows of `n` and the number; at the root a 0 stands for `n`. */
export function countStatement(source: PageSource): Statement {
  const { read, dialect, match } = source;
  const where = whereSql([...rowConditions(source)]);
  if (match === null) return renderSql(sql`SELECT 0 AS n, count(*) AS total FROM ${read.table()}${where}`, dialect);
  const matched = whereSql([...matchConditions(source, match), ...rowConditions(source)]);
  return renderSql(
    sql`SELECT k.n, count(*) AS total FROM ${keyTable(source, match)} CROSS JOIN ${read.table()}${matched} GROUP BY k.n`,
    dialect,
  );
}

function rootPage(source: PageSource, cursorNulls: readonly boolean[] | null): Sql {
  const { read } = source;
  const where = whereSql([...rowConditions(source), ...afterCursor(source, cursorNulls)]);
  return sql`SELECT ${read.columnList()}, 0 AS n FROM ${read.table()}${read.joins()}${where}${orderBy(source)} LIMIT ${slot({ kind: 'limit' })}`;
}

function keyedPage(source: PageSource, match: readonly string[], cursorNulls: readonly boolean[] | null): Sql {
  const { read, dialect } = source;
  const where = whereSql([
    ...matchConditions(source, match),
    ...rowConditions(source),
    ...afterCursor(source, cursorNulls),
  ]);
  const keys = keyTable(source, match);
  const limit = slot({ kind: 'limit' });
  if (dialect.perParent === 'lateral') {
    const page = sql`SELECT ${read.columnList()} FROM ${read.table()}${read.joins()}${where}${orderBy(source)} LIMIT ${limit}`;
    return sql`SELECT r.*, k.n FROM ${keys} CROSS JOIN LATERAL (${page}) AS r ORDER BY ${pageOrder(source)}`;
  }
  const rank = sql`row_number() OVER (PARTITION BY k.n${orderBy(source)})`;
  // CROSS JOIN keeps the keys outside and the table's index inside.
  const ranked = sql`SELECT ${read.columnList()}, k.n AS n, ${rank} AS place FROM ${keys} CROSS JOIN ${read.table()}${read.joins()}${where}`;
  return sql`SELECT ${rowColumns(read)}, n FROM (${ranked}) WHERE place <= ${limit} ORDER BY n, place`;
}

const rowColumns = (read: TableRead): Sql =>
  join(
    Array.from({ length: Math.max(1, read.width) }, (_, index) => label('c', index)),
    comma,
  );

const whereSql = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`` : sql` WHERE ${join(conditions, and)}`;

const keyTable = ({ read, dialect }: PageSource, match: readonly string[]): Sql =>
  dialect.keyTable(match.map((column) => columnInfo(read.base.info, column, dialect).cast));

const baseColumn = ({ read, dialect }: PageSource, column: string): Sql =>
  columnSql(0, columnInfo(read.base.info, column, dialect).name);

const matchConditions = (source: PageSource, match: readonly string[]): readonly Sql[] =>
  match.map((column, index) => sql`${baseColumn(source, column)} = k.${label('k', index)}`);

function rowConditions(source: PageSource): readonly Sql[] {
  const { read, dialect, own } = source;
  const conditions = tableConditions(read.base, dialect);
  if (own === null) return conditions;
  return [
    ...conditions,
    dialect.anyOf(baseColumn(source, own), { kind: 'own' }, columnInfo(read.base.info, own, dialect).cast),
  ];
}

/** Nulls come last in both directions on every engine. A value type without a key may have no order at all. */
function orderBy(source: PageSource): Sql {
  if (source.order.length === 0) return empty;
  const columns = source.order.map((each) => sql`${baseColumn(source, each.column)}${direction(each)}`);
  return sql` ORDER BY ${join(columns, comma)}`;
}

const pageOrder = ({ order }: PageSource): Sql =>
  join([sql`k.n`, ...order.map((each) => sql`r.${label('c', each.at)}${direction(each)}`)], comma);

function direction({ descending, nullable }: OrderColumn): Sql {
  if (nullable) return descending ? sql` DESC NULLS LAST` : sql` ASC NULLS LAST`;
  return descending ? sql` DESC` : sql``;
}

/** Keyset: the rows after the one whose order values the cursor holds. */
function afterCursor(source: PageSource, cursorNulls: readonly boolean[] | null): readonly Sql[] {
  if (cursorNulls === null) return [];
  return [isPlain(source.order) ? tupleAfter(source) : lexicalAfter(source, cursorNulls, 0)];
}

/** One direction and no nulls: a comparison of rows, which an index can answer. */
const isPlain = (order: readonly OrderColumn[]): boolean =>
  order.every((each) => !each.nullable && each.descending === order[0]?.descending);

function tupleAfter(source: PageSource): Sql {
  const columns = source.order.map((each) => baseColumn(source, each.column));
  const values = source.order.map((each, index) => cursorValue(source, each, index));
  const comparison = source.order[0]?.descending === true ? sql`<` : sql`>`;
  return sql`(${join(columns, comma)}) ${comparison} (${join(values, comma)})`;
}

function lexicalAfter(source: PageSource, cursorNulls: readonly boolean[], index: number): Sql {
  const each = source.order[index];
  if (each === undefined) return sql`1 = 0`;
  const column = baseColumn(source, each.column);
  const rest = lexicalAfter(source, cursorNulls, index + 1);
  if (cursorNulls[index] === true) return sql`(${column} IS NULL AND ${rest})`;
  const value = cursorValue(source, each, index);
  const beyond = [each.descending ? sql`${column} < ${value}` : sql`${column} > ${value}`];
  if (each.nullable) beyond.push(sql`${column} IS NULL`);
  return sql`(${join([...beyond, sql`(${column} = ${cursorValue(source, each, index)} AND ${rest})`], or)})`;
}

function cursorValue({ read, dialect }: PageSource, each: OrderColumn, index: number): Sql {
  return slot({ kind: 'cursor', index }, columnInfo(read.base.info, each.column, dialect).cast);
}
