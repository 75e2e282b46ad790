import type { Dialect, InfoSql } from '../database/dialect.ts';
import { comma, join, no, or, sql, type Sql } from '../sql/sql.ts';
import type { OrderColumn } from './order.ts';

/** Which of a cursor's values are null; null where there is no cursor. */
export type CursorNulls = readonly boolean[] | null;

/** An order column, in the statement. */
export type KeysetColumn = Omit<OrderColumn, 'column'> & { readonly column: InfoSql };

type CursorScope = {
  /** Of which cursor: rows are wanted after the one, before the other. */
  readonly end: 'after' | 'before';
  readonly nulls: readonly boolean[];
  readonly dialect: Dialect;
};

/** Keyset: the rows on one side of the one whose order values the cursor holds. */
export function beyondCursor(order: readonly KeysetColumn[], scope: CursorScope): Sql {
  return scope.dialect.comparesRows && isPlain(order) ? tupleBeyond(order, scope) : lexicalBeyond(order, scope, 0);
}

/** One direction and no nulls: a comparison of rows, which an index can answer. */
const isPlain = (order: readonly KeysetColumn[]): boolean =>
  order.length > 0 && order.every((each) => !each.nullable && each.descending === order[0]?.descending);

/** Do larger values lie on this side? */
const isUpwards = ({ descending }: KeysetColumn, { end }: CursorScope): boolean => descending === (end === 'before');

function tupleBeyond(order: readonly KeysetColumn[], scope: CursorScope): Sql {
  const columns = order.map(({ column }) => scope.dialect.sortKey(column));
  const values = order.map((each, index) => cursorValue(each, index, scope));
  const comparison = order[0] !== undefined && isUpwards(order[0], scope) ? sql`>` : sql`<`;
  return sql`(${join(columns, comma)}) ${comparison} (${join(values, comma)})`;
}

function lexicalBeyond(order: readonly KeysetColumn[], scope: CursorScope, index: number): Sql {
  const each = order[index];
  if (each === undefined) return no;
  const { column } = each;
  const rest = lexicalBeyond(order, scope, index + 1);
  if (scope.nulls[index] === true) {
    const among = sql`(${column.sql} IS NULL AND ${rest})`;
    // Nulls stand last: what holds something lies before them.
    return scope.end === 'after' ? among : sql`(${column.sql} IS NOT NULL OR ${among})`;
  }
  const key = scope.dialect.sortKey(column);
  const value = () => cursorValue(each, index, scope);
  const beyond = [isUpwards(each, scope) ? sql`${key} > ${value()}` : sql`${key} < ${value()}`];
  if (each.nullable && scope.end === 'after') beyond.push(sql`${column.sql} IS NULL`);
  return sql`(${join([...beyond, sql`(${key} = ${value()} AND ${rest})`], or)})`;
}

const cursorValue = ({ column }: KeysetColumn, index: number, { end, dialect }: CursorScope): Sql =>
  dialect.sortValue({ kind: 'cursor', end, index }, column.info);
