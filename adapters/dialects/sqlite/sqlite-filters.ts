import type { ColumnInfo, FilterSyntax, SumSql } from '../../database/dialect.ts';
import { constant, join, number, slot, sql, type Sql, type SqlValue } from '../../sql/sql.ts';
import { whiteSpace } from '../../values/white-space.ts';
import { globOf, isDateText } from './sqlite-date-text.ts';
import { decimalKey, numberOfText } from './sqlite-number-text.ts';
import { changed, inSteps, worked } from './sqlite-steps.ts';

/** What filters ask of SQLite. */
export const sqliteFilters: FilterSyntax = {
  equals: (column, value) => sql`${column.sql} = ${slot(value)}`,
  contains: (column, text) => sql`instr(${column.sql}, ${slot(text)}) > 0`,
  // The range is what an index answers.
  startsWith: (column, slotOf) => {
    const beginning = () => slot(slotOf((text) => text));
    return sql`${column.sql} >= ${beginning()} AND ${column.sql} < ${slot(slotOf(beyond))} AND substr(${column.sql}, 1, length(${beginning()})) = ${beginning()}`;
  },
  number: (value) => slot(value),
  asText: (column) => sql`rtrim(CAST(${column.sql} AS TEXT))`,
  trimmed: (text, at) => sql`${at.ends === 'end' ? sql`rtrim` : sql`trim`}(${text}, ${constant(whiteSpace(at))})`,
  hasForm: (text, form) => sql`${text} GLOB ${constant(globOf(form))}`,
  isDate: isDateText,
  // Any column holds anything; an infinite number is none.
  holdsNumber: ({ sql: column }) => sql`typeof(${column}) IN ('integer', 'real') AND abs(${column}) < 9e999`,
  numberOf: numberOfText,
  decimalRoom: null,
  decimalKey,
  holdsDate: () => null,
  keepsOffset: () => false,
  // In a column of moments a day alone is its midnight.
  momentText: ({ sql: column, info }) =>
    info.family === 'date'
      ? sql`substr(${column}, 1, 19)`
      : sql`substr(replace(${column}, 'T', ' ') || ' 00:00:00', 1, 19)`,
  localText: (column) => sql`substr(${column.sql}, 1, 19)`,
  sum,
  concat: (parts) => sql`(${join(parts, sql` || `)})`,
  length: (text) => sql`length(${text})`,
  upper: (text) => ofAscii(text, sql`upper`),
  lower: (text) => ofAscii(text, sql`lower`),
  exchanged: (text, from, to) => worked(changed(text, sql`v`, { from, to, more: sql`` }), sql`v`),
  inSteps,
  isDigits: (text) => sql`(${text} <> '' AND ${text} NOT GLOB '*[^0-9]*')`,
  digit: (character) => character,
  inStretches: ({ sql: column }, stretches, isClosed) => {
    const at = sql`instr(r.value, '|')`;
    const [from, until] = [sql`CAST(substr(r.value, 1, ${at} - 1) AS NUMERIC)`, sql`CAST(substr(r.value, ${at} + 1) AS NUMERIC)`]; // prettier-ignore
    return sql`EXISTS (SELECT 1 FROM json_each(${slot(stretches)}) AS r WHERE ${column} >= ${from} AND ${column} ${isClosed ? sql`<=` : sql`<`} ${until})`;
  },
  eachOf: (alias, values) => {
    const rows = join(values.map((value) => sql`SELECT ${value} AS form`), sql` UNION ALL `); // prettier-ignore
    return { table: sql`(${rows}) AS ${alias}`, value: sql`${alias}.form` };
  },
  holdsText: (column, text) => sql`${column.sql} = ${text}`,
  textInfo: { name: 'text', type: 'TEXT', cast: null, family: 'text', nullable: true },
};

const ofAscii = (text: Sql, change: Sql): Sql =>
  sql`CASE WHEN length(CAST(${text} AS BLOB)) = length(${text}) THEN ${change}(${text}) ELSE ${text} END`;

/** A text after all that begin with this one: the last letter's successor in its place. After the last letter comes none. */
function beyond(beginning: string): string {
  const letters = Array.from(beginning);
  for (let last = letters.pop(); last !== undefined; last = letters.pop()) {
    const point = last.codePointAt(0) ?? 0;
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    if (next <= 0x10ffff) return letters.join('') + String.fromCodePoint(next);
  }
  return '\u{10ffff}'.repeat(100);
}

/**
 * Decimal numbers are kept as doubles: they are summed as the whole numbers that their places make of them. Whole numbers
 * are summed in two parts, for the sum of large ones is an error.
 */
function sum(values: Sql, { family, type }: ColumnInfo): SumSql {
  const declared = /,\s*(\d{1,2})\s*\)/.exec(type)?.[1];
  if (family === 'float' || (family === 'decimal' && declared === undefined))
    return { sql: sql`sum(${values})`, places: 0 };
  const places = family === 'decimal' ? Number(declared) : 0;
  const whole =
    family === 'decimal'
      ? sql`CAST(round(${values} * ${number(`1${'0'.repeat(places)}`)}) AS INTEGER)`
      : sql`CAST(${values} AS INTEGER)`;
  const part = number(String(half));
  return { sql: sql`sum(${whole} / ${part}) || ' ' || sum(${whole} % ${part})`, places, read: readSum };
}

const half = 1_000_000_000;

function readSum(raw: SqlValue): SqlValue {
  const [high, low] = typeof raw === 'string' ? raw.split(' ') : [];
  return high === undefined || low === undefined ? null : String(BigInt(high) * BigInt(half) + BigInt(low));
}
