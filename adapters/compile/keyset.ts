import type { Dialect, InfoSql } from '../database/dialect.ts';
import { comma, join, no, or, sql, type Sql } from '../sql/sql.ts';
import type { OrderColumn } from './order.ts';

/** Which of a cursor's values are null; null where there is no cursor. */
export type CursorNulls = readonly boolean[] | null;

/** Where a page is cut out of its list: which values of its cursors are null, and from which end it is counted. */
export type PageCut = {
  readonly after: CursorNulls;
  readonly before: CursorNulls;
  readonly isBackwards: boolean;
};

/** An order column, in the statement. */
export type KeysetColumn = Omit<OrderColumn, 'column'> & {
  readonly column: InfoSql;
  /** Of its value in a cursor. */
  readonly place: number;
};

export type CursorScope = {
  /** Of which cursor: rows are wanted after the one, before the other. */
  readonly end: 'after' | 'before';
  readonly nulls: readonly boolean[];
  readonly dialect: Dialect;
};

/** Keyset: the rows on one side of the one whose order values the cursor holds. */
export function beyondCursor(order: readonly KeysetColumn[], scope: CursorScope): Sql {
  return scope.dialect.comparesRows && isPlain(order) ? tupleBeyond(order, scope) : lexicalBeyond(order, scope);
}

/** One direction and no nulls: a comparison of rows, which an index can answer. */
const isPlain = (order: readonly KeysetColumn[]): boolean =>
  order.length > 0 && order.every((each) => !each.nullable && each.descending === order[0]?.descending);

/**
 * Does an index of these columns tell from all of them where the rows beyond a cursor begin? By a comparison of rows it
 * does, up to a row's address; what can't compare rows reads the ranges out of the alternatives.
 */
export const isOneRange = (order: readonly KeysetColumn[], { comparesRows }: Dialect): boolean =>
  order.length === 1 ||
  !comparesRows ||
  (isPlain(order) && order.slice(1).every(({ column }) => column.info.isAddress !== true));

/** Do larger values lie on this side? */
const isUpwards = ({ descending }: KeysetColumn, { end }: CursorScope): boolean => descending === (end === 'before');

function tupleBeyond(order: readonly KeysetColumn[], scope: CursorScope): Sql {
  const columns = order.map(({ column }) => scope.dialect.sortKey(column));
  const values = order.map((each) => cursorValue(each, scope));
  const comparison = order[0] !== undefined && isUpwards(order[0], scope) ? sql`>` : sql`<`;
  return sql`(${join(columns, comma)}) ${comparison} (${join(values, comma)})`;
}

function lexicalBeyond(order: readonly KeysetColumn[], scope: CursorScope): Sql {
  const [each, ...others] = order;
  if (each === undefined) return no;
  const { column } = each;
  const rest = lexicalBeyond(others, scope);
  if (scope.nulls[each.place] === true) {
    const among = sql`(${column.sql} IS NULL AND ${rest})`;
    // Nulls stand last: what holds something lies before them.
    return scope.end === 'after' ? among : sql`(${column.sql} IS NOT NULL OR ${among})`;
  }
  const beyond = [beyondValue(each, scope)];
  if (each.nullable && scope.end === 'after') beyond.push(sql`${column.sql} IS NULL`);
  return sql`(${join([...beyond, sql`(${equalsValue(each, scope)} AND ${rest})`], or)})`;
}

/** Holds the column a value beyond the cursor's, which is not null? */
export function beyondValue(each: KeysetColumn, scope: CursorScope): Sql {
  const key = scope.dialect.sortKey(each.column);
  return isUpwards(each, scope) ? sql`${key} > ${cursorValue(each, scope)}` : sql`${key} < ${cursorValue(each, scope)}`;
}

/** Holds it the cursor's, which is not null? */
export const equalsValue = (each: KeysetColumn, scope: CursorScope): Sql =>
  sql`${scope.dialect.sortKey(each.column)} = ${cursorValue(each, scope)}`;

const cursorValue = ({ column, place }: KeysetColumn, { end, dialect }: CursorScope): Sql =>
  dialect.sortValue({ kind: 'cursor', end, index: place }, column.info);
