import { formsOf } from './asked-values.ts';
import type { FilterValue } from '../database/dialect.ts';
import { sql } from '../sql/sql.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { holdsValue, operators } from './conditions.ts';
import type { AskedValue } from './filter.ts';

/** Texts as they stand, by their code points; the blanks that fill a column are no part of them. */
export function compareText(compared: Compared): Comparer {
  const { value, column, dialect, slotOf } = compared;
  const { filters, sortKey, sortValue } = dialect;
  // What stands for nothing is nobody's value, and no value ends with blanks.
  const form = (asked: AskedValue): string | null => {
    const text = String(asked);
    return text === text.trimEnd() && !value.nullIf.includes(text) && dialect.fits(column.info, text) ? text : null;
  };
  const known = holdsValue(compared);
  const equality = {
    known,
    equals: (at: number) => filters.equals(column, slotOf(at, form)),
    oneOf: (at: number) =>
      dialect.anyOf(
        column,
        slotOf(at, (asked) => formsOf(asked, form)),
      ),
  };
  if (column.info.family !== 'text') return { ...unanswered, ...equality };
  const plain = (asked: AskedValue): string | null => storable(String(asked));
  return {
    ...unanswered,
    ...equality,
    compare: (op, at) => sql`${sortKey(column)} ${operators[op]} ${sortValue(slotOf(at, plain), column.info)}`,
    contains: (at) => filters.contains(column, slotOf(at, plain)),
    startsWith: (at) => filters.startsWith(column, (bound) => slotOf(at, (asked) => applied(bound, plain(asked)))),
  };
}

const applied = (bound: (text: string) => FilterValue, text: string | null): FilterValue =>
  text === null ? null : bound(text);

/** No engine but one stores what is no text; null compares with nothing. */
const storable = (text: string): string | null => (/[\0\p{Surrogate}]/u.test(text) ? null : text);
