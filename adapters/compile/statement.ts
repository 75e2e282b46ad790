import type { Dialect, InfoSql } from '../database/dialect.ts';
import type { CallerIdentifier } from '../../schema/request.ts';
import {
  and,
  comma,
  constant,
  empty,
  join,
  label,
  or,
  renderSql,
  slot,
  sql,
  type Sql,
  type Statement,
} from '../sql/sql.ts';
import { columnInfo, columnSql, tableConditions, type TableRead } from './table-read.ts';

/** One column that rows are ordered by. */
export type OrderColumn = {
  readonly column: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  /** Position in the row, where a cursor finds the value. */
  readonly at: number;
};

/** The column that holds the person's id, and those that together tell whose a row without an id is. */
export type OwnRule = {
  readonly id: string;
  readonly otherwise: readonly { readonly column: string; readonly identifier: CallerIdentifier }[];
};

/** Which rows of a table a page is cut from. */
export type PageSource = {
  readonly read: TableRead;
  readonly dialect: Dialect;
  /** Columns found by the key table; null for a list at the root. */
  readonly match: readonly string[] | null;
  /** Which rows are the citizen's who asks; null where all rows may be seen. */
  readonly own: OwnRule | null;
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
    sql`SELECT k.n, count(*) AS total FROM ${keyTable(source, match)} ${dialect.keyJoin} ${read.table()}${matched} GROUP BY k.n`,
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
  const ranked = sql`SELECT ${read.columnList()}, k.n AS n, ${rank} AS place FROM ${keys} ${dialect.keyJoin} ${read.table()}${read.joins()}${where}`;
  return sql`SELECT ${rowColumns(read)}, n FROM (${ranked}) AS r WHERE place <= ${limit} ORDER BY n, place`;
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
  return { sql: columnSql(0, info.name), info };
}

const matchConditions = (source: PageSource, match: readonly string[]): readonly Sql[] =>
  match.map((column, index) => source.dialect.matches(baseColumn(source, column), index));

function rowConditions(source: PageSource): readonly Sql[] {
  const { read, dialect, own } = source;
  const conditions = tableConditions(read.base, dialect);
  if (own === null) return conditions;
  const id = baseColumn(source, own.id);
  const byId = dialect.anyOf(id, { kind: 'own', identifier: 'id' });
  if (own.otherwise.length === 0) return [...conditions, byId];
  const unnamed =
    id.info.family === 'text' ? sql`(${id.sql} IS NULL OR ${id.sql} = ${constant('')})` : sql`${id.sql} IS NULL`;
  const others = own.otherwise.map(({ column, identifier }) =>
    dialect.anyOf(baseColumn(source, column), { kind: 'own', identifier }),
  );
  return [...conditions, sql`(${byId} OR (${join([unnamed, ...others], and)}))`];
}

/** Nulls come last in both directions on every engine. A value type without a key may have no order at all. */
function orderBy(source: PageSource): Sql {
  if (source.order.length === 0) return empty;
  const columns = source.order.map((each) => orderTerm(source, each, baseColumn(source, each.column)));
  return sql` ORDER BY ${join(columns, comma)}`;
}

/** The order of whole pages, by the columns of `r`. */
const pageOrder = (source: PageSource): Sql =>
  join(
    [
      sql`k.n`,
      ...source.order.map((each) => {
        const { info } = baseColumn(source, each.column);
        return orderTerm(source, each, { sql: sql`r.${label('c', each.at)}`, info });
      }),
    ],
    comma,
  );

function orderTerm({ dialect }: PageSource, { descending, nullable }: OrderColumn, column: InfoSql): Sql {
  if (nullable) return dialect.nullsLast(column, descending);
  return descending ? sql`${dialect.sortKey(column)} DESC` : dialect.sortKey(column);
}

/** Keyset: the rows after the one whose order values the cursor holds. */
function afterCursor(source: PageSource, cursorNulls: readonly boolean[] | null): readonly Sql[] {
  if (cursorNulls === null) return [];
  return [
    source.dialect.comparesRows && isPlain(source.order) ? tupleAfter(source) : lexicalAfter(source, cursorNulls, 0),
  ];
}

/** One direction and no nulls: a comparison of rows, which an index can answer. */
const isPlain = (order: readonly OrderColumn[]): boolean =>
  order.every((each) => !each.nullable && each.descending === order[0]?.descending);

function tupleAfter(source: PageSource): Sql {
  const columns = source.order.map((each) => source.dialect.sortKey(baseColumn(source, each.column)));
  const values = source.order.map((each, index) => cursorValue(source, each, index));
  const comparison = source.order[0]?.descending === true ? sql`<` : sql`>`;
  return sql`(${join(columns, comma)}) ${comparison} (${join(values, comma)})`;
}

function lexicalAfter(source: PageSource, cursorNulls: readonly boolean[], index: number): Sql {
  const each = source.order[index];
  if (each === undefined) return sql`1 = 0`;
  const column = baseColumn(source, each.column);
  const rest = lexicalAfter(source, cursorNulls, index + 1);
  if (cursorNulls[index] === true) return sql`(${column.sql} IS NULL AND ${rest})`;
  const key = source.dialect.sortKey(column);
  const value = cursorValue(source, each, index);
  const beyond = [each.descending ? sql`${key} < ${value}` : sql`${key} > ${value}`];
  if (each.nullable) beyond.push(sql`${column.sql} IS NULL`);
  return sql`(${join([...beyond, sql`(${key} = ${cursorValue(source, each, index)} AND ${rest})`], or)})`;
}

function cursorValue(source: PageSource, each: OrderColumn, index: number): Sql {
  return source.dialect.sortValue({ kind: 'cursor', index }, baseColumn(source, each.column).info);
}
