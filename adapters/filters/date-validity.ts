import type { Dialect } from '../database/dialect.ts';
import { comma, constant, join, number, sql, type Sql } from '../sql/sql.ts';
import { dateTokens } from '../values/date-format.ts';
import { all } from './conditions.ts';
import type { DatePart } from './date-parts.ts';

/** A form's shape, for `hasForm`: a 9 for every digit. */
export const shapeOf = (format: string): string => format.replace(dateTokens, (token) => '9'.repeat(token.length));

/** A part of a date in a text of this form; null where the form does not have it. */
export function partSql(text: Sql, format: string, part: DatePart): Sql | null {
  const at = format.indexOf(part);
  return at < 0 ? null : sql`substr(${text}, ${number(String(at + 1))}, ${number(String(part.length))})`;
}

/**
 * Is the text a date of this form that the calendar has? As reading it tells, in SQL that every engine knows.
 * @param isPartial may month and day be nought, for what is not known?
 */
export function isDateText(text: Sql, format: string, { dialect, isPartial }: ValidityScope): Sql {
  const part = (name: DatePart) => partSql(text, format, name);
  const [yyyy, MM, dd] = [part('yyyy'), part('MM'), part('dd')];
  const below = (name: DatePart, limit: string): readonly Sql[] => {
    const found = part(name);
    return found === null ? [] : [sql`${found} < ${constant(limit)}`];
  };
  const day = MM === null || dd === null || yyyy === null ? [] : isDayOfMonth(text, format, [MM, dd]);
  const known =
    MM === null || dd === null
      ? []
      : isPartial
        ? [sql`(${MM} > '00' OR ${dd} = '00')`]
        : [sql`${MM} > '00'`, sql`${dd} > '00'`];
  return all([
    dialect.filters.hasForm(text, shapeOf(format)),
    ...(yyyy === null ? [] : [sql`${yyyy} > '0000'`]),
    ...below('MM', '13'),
    ...day,
    ...known,
    ...below('HH', '24'),
    ...below('mm', '60'),
    ...below('ss', '60'),
  ]);
}

export type ValidityScope = { readonly dialect: Dialect; readonly isPartial: boolean };

function isDayOfMonth(text: Sql, format: string, [MM, dd]: readonly [Sql, Sql]): readonly Sql[] {
  const at = format.indexOf('yyyy');
  const digits = (from: number) => sql`substr(${text}, ${number(String(at + from))}, 2)`;
  // By its digits: no engine need make a number of them.
  const isLeap = sql`${digits(3)} IN (${fourths}) OR (${digits(3)} = '00' AND ${digits(1)} IN (${fourths}))`;
  return [
    sql`${dd} < '32'`,
    sql`(${dd} < '31' OR ${MM} IN ('01', '03', '05', '07', '08', '10', '12'))`,
    sql`(${MM} <> '02' OR ${dd} < '29' OR (${dd} = '29' AND (${isLeap})))`,
  ];
}

const fourths = join(
  Array.from({ length: 24 }, (_, index) => constant(String((index + 1) * 4).padStart(2, '0'))),
  comma,
);
