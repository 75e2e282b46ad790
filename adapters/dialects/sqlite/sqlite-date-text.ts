import { constant, join, number, sql, type Sql } from '../../sql/sql.ts';
import { shapeOf } from '../../values/date-shape.ts';

/** Is the text a date of this form that the calendar has? By its parts: SQLite has no regular expressions. */
export function isDateText(
  text: Sql,
  { format, isPartial }: { readonly format: string; readonly isPartial: boolean },
): Sql {
  // prettier-ignore
  const part = (name: string): Sql | null => {
    const at = format.indexOf(name);
    return at < 0 ? null : sql`substr(${text}, ${number(String(at + 1))}, ${number(String(name.length))})`;
  };
  const below = (name: string, limit: string): readonly Sql[] => {
    const found = part(name);
    return found === null ? [] : [sql`${found} < ${constant(limit)}`];
  };
  const [yyyy, MM, dd] = [part('yyyy'), part('MM'), part('dd')];
  const hasDay = MM !== null && dd !== null;
  const day = yyyy === null || !hasDay ? [] : isDayOfMonth({ yyyy, MM, dd });
  const known = !hasDay ? [] : isPartial ? [sql`(${MM} > '00' OR ${dd} = '00')`] : [sql`${MM} > '00'`, sql`${dd} > '00'`]; // prettier-ignore
  const all = [
    sql`${text} GLOB ${constant(globOf(shapeOf(format)))}`,
    ...(yyyy === null ? [] : [sql`${yyyy} > '0000'`]),
    ...below('MM', '13'),
    ...day,
    ...known,
    ...below('HH', '24'),
    ...below('mm', '60'),
    ...below('ss', '60'),
  ];
  return sql`(${join(all, sql` AND `)})`;
}

/** A shape as GLOB knows it: a 9 stands for a digit, everything else for itself. */
export const globOf = (shape: string): string =>
  shape.replace(/[*?[]/g, (sign) => `[${sign}]`).replaceAll('9', '[0-9]');

const isDayOfMonth = ({ yyyy, MM, dd }: Readonly<Record<'yyyy' | 'MM' | 'dd', Sql>>): readonly Sql[] => [
  sql`${dd} < '32'`,
  sql`(${dd} < '31' OR ${MM} IN ('01', '03', '05', '07', '08', '10', '12'))`,
  sql`(${MM} <> '02' OR ${dd} < '29' OR (${dd} = '29' AND ${yyyy} % 4 = 0 AND (${yyyy} % 100 > 0 OR ${yyyy} % 400 = 0)))`,
];
