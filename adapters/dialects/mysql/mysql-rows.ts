import mysql2, { type FieldPacket } from 'mysql2';
import type { Row } from '../../database/driver.ts';

const { Types } = mysql2;

/** Takes what is not null. */
type ReadValue = (value: unknown) => string;

/**
 * Rows as the library gives them → every value as text, or null: in the forms PostgreSQL writes them,
 * where both have the type. Bytes are `\x` and their digits, moments have their offset, which is zero
 * in our sessions; what stands for no date stays as it is.
 * @param rows the caller's no more: they are made into what is given back
 */
export function readMysqlRows(rows: unknown[][], fields: readonly FieldPacket[]): readonly Row[] {
  const readers = fields.map(readerOf);
  for (const row of rows)
    for (let index = 0; index < row.length; index += 1) {
      const value = row[index] ?? null;
      row[index] = value === null ? null : (readers[index] ?? asText)(value);
    }
  return rows as Row[]; // read by now
}

function readerOf({ columnType, type }: FieldPacket): ReadValue {
  switch (columnType ?? type) {
    case Types.FLOAT:
      return (value) => shortestFloat(Number(value));
    case Types.BIT:
      return (value) => (value instanceof Uint8Array ? bitsAsNumber(value) : asText(value));
    case Types.YEAR:
      return (value) => asText(value).padStart(4, '0');
    case Types.TIMESTAMP:
      return (value) => (/^0000-00-00/.test(asText(value)) ? asText(value) : `${asText(value)}+00:00`);
    default:
      return asText;
  }
}

/**
 * Shapes come as objects, whose text is JSON. So is a number's, and V8 keeps no JSON: the texts that it makes of numbers
 * otherwise stay with it, tens of thousands of them, and go on to live among what lives long.
 */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

const bitsAsNumber = (bytes: Uint8Array): string => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`).toString();

/** A FLOAT comes as the double it is widened to; this is the shortest text that means the same FLOAT. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits < 10; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}
