import { constant, no, number, sql, type Sql, type SqlValue } from '../sql/sql.ts';
import { comparerOf } from '../filters/compile-test.ts';
import { isOneOf } from '../filters/conditions.ts';
import type { Compared } from '../filters/comparer.ts';
import { canonicalDate, canonicalMoment } from '../filters/compare-date-text.ts';
import { compileReader, storedText } from '../values/read-value.ts';
import { Unreadable } from '../values/unreadable.ts';

/** A value of rows as SQL tells it apart, and how it is read. */
export type GroupValue = { readonly sql: Sql; readonly read: (raw: SqlValue) => GroupKey };
export type GroupKey = string | number | boolean | null;

/** Buckets of dates; the vocabulary's enum `DateBucket`. */
export type DateBucket = 'YEAR' | 'QUARTER' | 'MONTH' | 'DAY';

/** The value of the graph, null where it is not known: rows of several codes for one value are one group. */
export function groupValue(compared: Compared): GroupValue | null {
  const { value, column, dialect, enums, timezone } = compared;
  const comparer = comparerOf(compared);
  if (comparer === null) return null;
  const codes = enums.get(value.type);
  if (codes !== undefined) {
    const names = [...new Set(codes.values.values())].filter((name) => name !== codes.unknown);
    const cases = names.map((name) => sql` WHEN ${isOneOf(compared, codesOf(name, codes.values))} THEN ${constant(name)}`); // prettier-ignore
    const other = codes.unknown === null ? sql`` : sql` ELSE ${constant(codes.unknown)}`;
    const whole = cases.reduce((one, each) => sql`${one}${each}`, sql``);
    return { sql: sql`CASE WHEN (${comparer.known}) IS NOT TRUE THEN NULL${whole}${other} END`, read: asText };
  }
  if (value.type === 'Boolean') {
    const [isTrue, isFalse] = [comparer.is(true) ?? no, comparer.is(false) ?? no];
    return { sql: sql`CASE WHEN ${isTrue} THEN '1' WHEN ${isFalse} THEN '0' END`, read: (raw) => (raw === null ? null : asText(raw) === '1') }; // prettier-ignore
  }
  const read = compileReader(value, { enums, timezone });
  const stored = column.info.family === 'text' ? dialect.filters.asText(column) : column.sql;
  return { sql: sql`CASE WHEN ${comparer.known} THEN ${stored} END`, read: (raw) => keyOf(read([raw])) };
}

const codesOf = (name: string, values: ReadonlyMap<string, string>): readonly string[] =>
  [...values].flatMap(([code, each]) => (each === name ? [code] : []));

const asText = (raw: SqlValue): string | null => (raw === null ? null : storedText(raw));

const keyOf = (value: unknown): GroupKey =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

/** What the statement let through is known; anything else is told of where the row itself is read. */
export const readable = (value: unknown): unknown => (value instanceof Unreadable ? null : value);

/** A date cut to its year, quarter, month or day in local time; as far as it is known. */
export function groupDate(compared: Compared, bucket: DateBucket): GroupValue | null {
  const { dialect } = compared;
  const comparer = comparerOf(compared);
  const digits = dateDigits(compared);
  if (comparer === null || digits === null) return null;
  const part = (from: number, length: number) => sql`substr(${digits}, ${place(from)}, ${place(length)})`;
  const cut = {
    YEAR: () => part(1, 4),
    QUARTER: () =>
      dialect.filters.concat([
        part(1, 4),
        sql`CASE WHEN ${part(5, 2)} = '00' THEN '' WHEN ${part(5, 2)} < '04' THEN 'Q1' WHEN ${part(5, 2)} < '07' THEN 'Q2' WHEN ${part(5, 2)} < '10' THEN 'Q3' ELSE 'Q4' END`,
      ]),
    MONTH: () => part(1, 6),
    DAY: () => part(1, 8),
  } as const satisfies Record<DateBucket, () => Sql>;
  return { sql: sql`CASE WHEN ${comparer.known} THEN ${cut[bucket]()} END`, read: readBucket };
}

/** What different values differ in; rows of no known value have null. Null where SQL can't tell. */
export function distinctValue(compared: Compared): Sql | null {
  const { value, column, dialect } = compared;
  if (value.type !== 'Date' && value.type !== 'PartialDate' && value.type !== 'DateTime')
    return groupValue(compared)?.sql ?? null;
  const comparer = comparerOf(compared);
  const digits =
    value.type !== 'DateTime'
      ? dateDigits(compared)
      : value.formats.length > 0
        ? canonicalMoment(compared)
        : dialect.filters.momentText(column);
  return comparer === null || digits === null ? null : sql`CASE WHEN ${comparer.known} THEN ${digits} END`;
}

/** Eight digits, with noughts for what is not known. */
function dateDigits(compared: Compared): Sql | null {
  const { value, column, dialect, timezone } = compared;
  if (value.formats.length > 0) return canonicalDate(compared);
  const text = dialect.filters.localText(column, timezone);
  if (text === null) return null;
  const part = (from: number, length: number) => sql`substr(${text}, ${place(from)}, ${place(length)})`;
  return dialect.filters.concat([part(1, 4), part(6, 2), part(9, 2)]);
}

const place = (index: number): Sql => number(String(index));

/** `2024`, `202403`, `2024Q1`, `20240305` → as dates are written, without what is not known. */
function readBucket(raw: SqlValue): string | null {
  const text = asText(raw);
  const [, year, quarter, month, day] = /^(\d{4})(?:(Q\d)|(\d\d)(\d\d)?)?$/.exec(text ?? '') ?? [];
  if (year === undefined) return null;
  if (quarter !== undefined) return `${year}-${quarter}`;
  if (month === undefined || month === '00') return year;
  return day === undefined || day === '00' ? `${year}-${month}` : `${year}-${month}-${day}`;
}
