import { listOf } from './asked-values.ts';
import { sql, not, no, type Sql } from '../sql/sql.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { all, any, holdsValue, isOneOf } from './conditions.ts';
import type { AskedValue } from './filter.ts';

/** Values of an enum, by the codes that mean them; the value for unknown codes is whatever no other code says. */
export function compareCode(compared: Compared): Comparer | null {
  const { value, column, dialect, enums, slotOf } = compared;
  const codes = enums.get(value.type);
  if (codes === undefined) return null;
  const able = [...codes.values].filter(([code]) => !value.nullIf.includes(code));
  const codesOf = (asked: AskedValue): readonly string[] =>
    able
      .filter(([code, name]) => listOf(asked).includes(name) && dialect.fits(column.info, code))
      .map(([code]) => code);
  const names = able.map(([, name]) => name);
  const isSingle = new Set(names).size === names.length;
  const named = isOneOf(compared, able.map(([code]) => code)); // prettier-ignore
  const unknown = all([holdsValue(compared), not(named)]);
  const orUnknown = (condition: Sql, counts: boolean): Sql => (counts ? any([condition, unknown]) : condition);
  return {
    ...unanswered,
    known: codes.unknown === null ? all([sql`${column.sql} IS NOT NULL`, named]) : holdsValue(compared),
    equals: (at, counts) =>
      orUnknown(
        isSingle
          ? dialect.filters.equals(
              column,
              slotOf(at, (asked) => codesOf(asked)[0] ?? null),
            )
          : dialect.anyOf(column, slotOf(at, codesOf)),
        counts,
      ),
    oneOf: (at, counts) => orUnknown(dialect.anyOf(column, slotOf(at, codesOf)), counts),
  };
}

/** Yes and no in the column's spellings. */
export function compareBoolean(compared: Compared): Comparer {
  const { value, column } = compared;
  const [usualTrue, usualFalse] = column.info.family === 'boolean' ? [['t', 'true', '1'], ['f', 'false', '0']] : [['1', 't', 'true'], ['0', 'f', 'false']]; // prettier-ignore
  const [trueIf, falseIf] = value.trueIf.length === 0 ? [usualTrue, usualFalse] : [value.trueIf, value.falseIf];
  const without = (forms: readonly string[]) => forms.filter((form) => !value.nullIf.includes(form));
  const isTrue = isOneOf(compared, without(trueIf));
  const isFalse = falseIf.length === 0 ? no : isOneOf(compared, without(falseIf));
  const something = holdsValue(compared);
  const known = falseIf.length === 0 ? something : all([something, any([isTrue, isFalse])]);
  return {
    ...unanswered,
    known,
    is: (asked) => {
      if (asked) return all([something, isTrue]);
      return all([something, falseIf.length === 0 ? not(isTrue) : isFalse]);
    },
  };
}
