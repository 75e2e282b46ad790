import type { Dialect, InfoSql } from '../database/dialect.ts';
import { sql, type Sql } from '../sql/sql.ts';

/** One column that rows are ordered by. */
export type OrderColumn = {
  readonly column: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  /** Does a client count on the order of code points? A list's own order, and the key behind it, are the column's, for its index. */
  readonly isExact: boolean;
  /** Position in the row, where a cursor finds the value. */
  readonly at: number;
};

/** A term of ORDER BY. Nulls come last in both directions on every engine, and first where the list is read backwards. */
export function orderSql(
  { descending, nullable }: Pick<OrderColumn, 'descending' | 'nullable'>,
  column: InfoSql,
  { dialect, isBackwards }: { readonly dialect: Dialect; readonly isBackwards: boolean },
): Sql {
  const isDown = descending !== isBackwards;
  if (nullable) return isBackwards ? dialect.nullsFirst(column, isDown) : dialect.nullsLast(column, isDown);
  return isDown ? sql`${dialect.sortKey(column)} DESC` : dialect.sortKey(column);
}
