import type { ColumnInfo } from '../../database/dialect.ts';

/**
 * Can this text be a value of the column? The server makes something of any text: of `x` a zero, of a
 * number too large the largest, of a text too long its beginning. So what the column could not give
 * back as it is goes nowhere near it.
 */
export function fitsMysqlColumn(column: ColumnInfo, text: string): boolean {
  switch (column.family) {
    case 'text':
      return fitsText(text, column.cast ?? '');
    case 'integer':
      return column.cast === 'int' ? /^\d{4}$/.test(text) : fitsInteger(text, column.cast === 'bigint unsigned');
    case 'decimal':
      return fitsDecimal(text, column.cast ?? '');
    case 'float':
      return /^-?\d{1,300}(\.\d{1,300})?$/.test(text);
    case 'date':
      return dayPattern.test(text);
    case 'timestamp':
      return fitsTimestamp(text, column.type);
    case 'other':
      return column.cast === 'time(6)' && /^-?\d{2,3}(:[0-5]\d){2}(\.\d{1,6})?$/.test(text);
    case 'boolean':
    case 'bytes':
      return false;
  }
}

/** Half a character can’t be written in UTF-8; a size counts characters. */
function fitsText(text: string, cast: string): boolean {
  const size = sizeOf(cast);
  return text.isWellFormed() && (text.length <= size || Array.from(text).length <= size);
}

/** Characters that a type has room for; no end where it names none. Asked for every key. */
function sizeOf(cast: string): number {
  const known = sizes.get(cast);
  if (known !== undefined) return known;
  const size = Number(/^varchar\((\d+)\)/.exec(cast)?.[1] ?? Infinity);
  sizes.set(cast, size);
  return size;
}

/** By type: catalogs have few. */
const sizes = new Map<string, number>();

function fitsInteger(text: string, isUnsigned: boolean): boolean {
  if (/^\d{1,15}$/.test(text)) return true;
  if (!/^-?\d{1,20}$/.test(text)) return false;
  const value = BigInt(text);
  return isUnsigned ? BigInt.asUintN(64, value) === value : BigInt.asIntN(64, value) === value;
}

function fitsDecimal(text: string, cast: string): boolean {
  const [, precision, scale] = /^decimal\((\d+),(\d+)\)/.exec(cast) ?? [];
  if (!/^-?\d{1,300}(\.\d{1,300})?$/.test(text)) return false;
  const [, whole = '', fraction = ''] = /^-?0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  return whole.length <= Number(precision) - Number(scale) && fraction.length <= Number(scale);
}

/** Zeros stand for unknown parts, `2013-03-00`; a day that no month has may be stored as well. */
const dayPattern = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/;

/** Moments are given in UTC, and come back so. */
function fitsTimestamp(text: string, type: string): boolean {
  const offset = type.startsWith('timestamp') ? String.raw`(\+00:00)?` : '';
  const time = new RegExp(String.raw`^([ T]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?${offset})?$`);
  return dayPattern.test(text.slice(0, 10)) && time.test(text.slice(10));
}
