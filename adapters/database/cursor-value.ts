import type { SqlValue } from '../sql/sql.ts';
import type { ColumnInfo } from './dialect.ts';

/**
 * A value as cursors hold it: a text, null, the digits of a number (`n`), or bytes as hexadecimal digits (`b`). One
 * spelling on every engine for what each writes in a way of its own: `1.50` and 1.5, `12:00:00.500000` and `12:00:00.5+00`.
 */
export type CursorValue = string | null | { readonly n: string } | { readonly b: string };

/** An order value of a row as cursors hold it. It compares with its column as the value did. */
export function toCursor(value: SqlValue, { family }: Pick<ColumnInfo, 'family'>): CursorValue {
  if (typeof value === 'bigint') return { n: value.toString() };
  if (typeof value === 'number') return { n: isExact(family) ? plainFloat(value) : shortFloat(value) };
  if (value instanceof Uint8Array) return { b: Buffer.from(value).toString('hex') };
  return typeof value === 'string' ? textToCursor(value, family) : null;
}

const isExact = (family: ColumnInfo['family']): boolean => family === 'integer' || family === 'decimal';

/** The same of a text that stands for a value of this family, as drivers give it. */
function textToCursor(text: string, family: ColumnInfo['family']): CursorValue {
  switch (family) {
    case 'integer':
    case 'decimal':
      return { n: shortDecimal(text) };
    case 'float':
      return { n: shortFloat(Number(text)) };
    case 'boolean':
      return { n: text === 't' || text === 'true' ? '1' : '0' };
    case 'bytes':
      return { b: text.replace(/^\\x/, '') };
    case 'timestamp':
      return shortMoment(text);
    case 'text':
    case 'date':
    case 'other':
      return text;
  }
}

/** As text, which the servers read in the column's type. */
export function textFromCursor(value: CursorValue): string | null {
  if (value === null || typeof value === 'string') return value;
  return 'n' in value ? value.n : `\\x${value.b}`;
}

/** What was sealed is ours; what an earlier version sealed may be shaped otherwise. */
export function isCursorValue(value: unknown): value is CursorValue {
  if (value === null || typeof value === 'string') return true;
  return typeof value === 'object' && ['n', 'b'].some((key) => typeof Reflect.get(value, key) === 'string');
}

/** Without what says nothing: noughts at either end, the sign of zero, the point of a whole number. */
function shortDecimal(text: string): string {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  let end = fraction.length;
  while (fraction[end - 1] === '0') end -= 1;
  const digits = `${whole.replace(/^0+(?=\d)/, '')}${end === 0 ? '' : `.${fraction.slice(0, end)}`}`;
  return digits === '0' ? digits : sign + digits;
}

/**
 * Digits that every engine reads back as the same double. The shortest of a large whole number are filled up with
 * noughts, and SQLite compares a double with a whole number to the last digit: it gets them all.
 */
function shortFloat(number: number): string {
  if (number === 0) return '0';
  return Number.isInteger(number) && Math.abs(number) < 2 ** 63 ? BigInt(number).toString() : String(number);
}

/** A double in a column of whole or decimal numbers, as their engines write it: without an exponent. */
function plainFloat(number: number): string {
  if (Number.isInteger(number)) return BigInt(number).toString();
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e-(\d+)$/.exec(String(number)) ?? [];
  if (exponent === undefined) return String(number);
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${whole}${fraction}`;
}

/** Without the noughts at the end of its fraction, nor an offset of zero: sessions are in UTC. */
const shortMoment = (text: string): string =>
  text.replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:(\.\d*?[1-9])0*|\.0*)?(?:\+00(?::00)?)?$/, '$1$2');
