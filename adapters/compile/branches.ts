import type { Dialect } from '../database/dialect.ts';
import { sql, type Sql } from '../sql/sql.ts';
import { beyondCursor, beyondValue, equalsValue, isOneRange, type KeysetColumn, type PageCut } from './keyset.ts';
import { orderSql } from './order.ts';

/** Rows that stand together in a list, in one stretch of an index: what they have in common, and their terms of ORDER BY. */
export type Branch = { readonly conditions: readonly Sql[]; readonly order: readonly Sql[] };

/**
 * Splits a list into parts that an index gives in order from a cursor on, so that a page costs the same wherever it
 * stands: of each at most a page is read. No row is in two of them. Nulls stand last, and no index is read in such an
 * order: rows whose first column holds something and rows where it holds nothing are read apart.
 */
export function branchesOf(order: readonly KeysetColumn[], cut: PageCut, dialect: Dialect): readonly Branch[] {
  const [first, ...rest] = order;
  if (first?.nullable !== true) return sectionOf(order, cut, dialect);
  const branches: Branch[] = [];
  // A cursor that stands among the nulls leaves none of the others after it; one among the others, no null before it.
  if (cut.after?.[first.place] !== true) {
    const before = cut.before?.[first.place] === true ? null : cut.before;
    const section = sectionOf([{ ...first, nullable: false }, ...rest], { ...cut, before }, dialect);
    branches.push(...section.map((branch) => within(branch, sql`${first.column.sql} IS NOT NULL`)));
  }
  if (cut.before === null || cut.before[first.place] === true) {
    const after = cut.after?.[first.place] === true ? cut.after : null;
    // PostgreSQL takes no column that is null for a constant: it stays in the order, bare, for the index to be found.
    const term = first.descending === cut.isBackwards ? first.column.sql : sql`${first.column.sql} DESC`;
    const section = sectionOf(rest, { ...cut, after }, dialect);
    branches.push(
      ...section.map((branch) => ({
        ...within(branch, sql`${first.column.sql} IS NULL`),
        order: [term, ...branch.order],
      })),
    );
  }
  return branches;
}

/**
 * Rows between the cursors. Where an index does not tell from all the columns at once where to begin, those that share
 * the first value with the cursor are read apart from those beyond it.
 */
function sectionOf(order: readonly KeysetColumn[], cut: PageCut, dialect: Dialect): readonly Branch[] {
  const [start, end] = cut.isBackwards ? (['before', 'after'] as const) : (['after', 'before'] as const);
  const terms = (columns: readonly KeysetColumn[]) =>
    columns.map((each) => orderSql(each, each.column, { dialect, isBackwards: cut.isBackwards }));
  const bound = cut[end] === null ? [] : [beyondCursor(order, { end, nulls: cut[end], dialect })];
  const nulls = cut[start];
  if (nulls === null) return [{ conditions: bound, order: terms(order) }];
  const scope = { end: start, nulls, dialect };
  const [first, ...rest] = order;
  if (first === undefined || first.nullable || nulls[first.place] === true || isOneRange(order, dialect))
    return [{ conditions: [beyondCursor(order, scope), ...bound], order: terms(order) }];
  return [
    { conditions: [equalsValue(first, scope), beyondCursor(rest, scope), ...bound], order: terms(rest) },
    { conditions: [beyondValue(first, scope), ...bound], order: terms(order) },
  ];
}

const within = ({ conditions, order }: Branch, condition: Sql): Branch => ({
  conditions: [condition, ...conditions],
  order,
});
