import { not, sql, type Sql } from '../sql/sql.ts';
import { compareBoolean, compareCode } from './compare-code.ts';
import { compareDate } from './compare-date.ts';
import { compareKey } from './compare-key.ts';
import { compareNumber } from './compare-number.ts';
import { compareNumberText } from './compare-number-text.ts';
import { compareText } from './compare-text.ts';
import { comparisonKind } from './filterable.ts';
import type { Compared, Comparer } from './comparer.ts';
import type { ValueTest } from './filter.ts';

/** Compiles what is asked of one value; null where its column can't answer. */
export function compileTest(test: ValueTest, compared: Compared): Sql | null {
  const comparer = comparerOf(compared);
  if (comparer === null) return null;
  const { known } = comparer;
  const ofKnown = (condition: Sql | null): Sql | null => (condition === null ? null : sql`(${known} AND ${condition})`);
  const other = (condition: Sql | null): Sql | null => (condition === null ? null : ofKnown(not(condition)));
  switch (test.op) {
    case 'isNull':
      return test.holds ? not(known) : known;
    case 'eq':
      return comparer.equals(test.at, test.unknown);
    case 'ne':
      return other(comparer.equals(test.at, test.unknown));
    case 'in':
      return comparer.oneOf(test.at, test.unknown);
    case 'is':
      return comparer.is(test.value);
    case 'isNot':
      return other(comparer.is(test.value));
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return ofKnown(comparer.compare(test.op, test.at));
    case 'contains':
      return ofKnown(comparer.contains(test.at));
    case 'startsWith':
      return ofKnown(comparer.startsWith(test.at));
  }
}

/** How a value's column is compared; null where it can't answer. */
export function comparerOf(compared: Compared): Comparer | null {
  switch (comparisonKind(compared.value, compared)) {
    case 'text':
      return compareText(compared);
    case 'key':
      return compareKey(compared);
    case 'number':
      return compared.column.info.family === 'text' ? compareNumberText(compared) : compareNumber(compared);
    case 'boolean':
      return compareBoolean(compared);
    case 'code':
      return compareCode(compared);
    case 'date':
      return compareDate(compared);
    case null:
      return null;
  }
}
