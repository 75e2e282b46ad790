import { formsOf } from './asked-values.ts';
import { sql } from '../sql/sql.ts';
import { compareNumber } from './compare-number.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { holdsValue, operators } from './conditions.ts';
import { shiftDecimal } from './decimal-text.ts';
import type { AskedValue } from './filter.ts';
import { numberForm } from '../values/number-text.ts';

/** Numbers in columns of text: by value, however they are written. No index is in their order. */
export function compareNumberText(compared: Compared): Comparer | null {
  const number = numberColumn(compared);
  const { decimalKey } = compared.dialect.filters;
  if (number === null) return null;
  return number.value.type === 'Decimal' && decimalKey !== null
    ? compareKeys(number, decimalKey)
    : compareNumber(number);
}

/** A column of text as the column of numbers that it stands for; null where SQL can't tell. */
export function numberColumn(compared: Compared): Compared | null {
  const { value, column, dialect } = compared;
  const form = numberForm(value);
  if (form === null) return null;
  const ends = form.kind === 'Decimal' ? 'both' : 'end';
  const text = dialect.filters.trimmed(dialect.filters.asText(column), { ends, isWide: true });
  const held = value.nullIf.length === 0 ? text : sql`CASE WHEN ${holdsValue(compared)} THEN ${text} END`;
  return {
    ...compared,
    column: dialect.filters.numberOf(held, form),
    value: { ...value, nullIf: [], grouping: null },
  };
}

/** Texts whose letters are in the order of the numbers. */
function compareKeys({ value, column, dialect, slotOf }: Compared, decimalKey: (decimal: string) => string): Comparer {
  const key = (asked: AskedValue): string | null => {
    const stored = shiftDecimal(String(asked), value.scale ?? 0);
    return stored === null ? null : decimalKey(stored);
  };
  return {
    ...unanswered,
    known: sql`${column.sql} IS NOT NULL`,
    equals: (at) => dialect.filters.equals(column, slotOf(at, key)),
    oneOf: (at) =>
      dialect.anyOf(
        column,
        slotOf(at, (asked) => formsOf(asked, key)),
      ),
    compare: (op, at) => sql`${column.sql} ${operators[op]} ${dialect.sortValue(slotOf(at, key), column.info)}`,
  };
}
