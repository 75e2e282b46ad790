import type { SqlValue } from '../sql/sql.ts';

/** An entry of an index: which index, and its column; null for an expression, or a part of a column. */
export type IndexEntry = { readonly index: SqlValue; readonly column: SqlValue };

/**
 * The columns of each index up to the first that is none as it stands: what comes after it finds nothing by itself.
 * @param entries in the order of the index
 */
export function indexColumns(entries: readonly IndexEntry[]): readonly (readonly string[])[] {
  const byIndex = new Map<SqlValue, { readonly columns: string[]; isOver: boolean }>();
  for (const { index, column } of entries) {
    const found = byIndex.get(index) ?? { columns: [], isOver: false };
    if (typeof column !== 'string') found.isOver = true;
    else if (!found.isOver) found.columns.push(column);
    byIndex.set(index, found);
  }
  return [...byIndex.values()].map(({ columns }) => columns);
}
