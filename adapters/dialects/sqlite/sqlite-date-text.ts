import { constant, join, number, sql, type Sql } from '../../sql/sql.ts';
import { placeInForm, shapeOf, writeShape } from '../../values/date-shape.ts';

/** Is the text a date of this form that the calendar has? By its parts: SQLite has no regular expressions. */
export function isDateText(
  text: Sql,
  { format, isPartial }: { readonly format: string; readonly isPartial: boolean },
): Sql {
  const part = (name: string): Sql | null => {
    const place = placeInForm(format, name);
    return place === null ? null : sql`substr(${text}, ${number(String(place))}, ${number(String(name.length))})`;
  };
  const below = (name: string, limit: string): readonly Sql[] => {
    const found = part(name);
    return found === null ? [] : [sql`${found} < ${constant(limit)}`];
  };
  const [yyyy, MM, dd] = [part('yyyy'), part('MM'), part('dd')];
  const hasDay = MM !== null && dd !== null;
  const day = yyyy === null || !hasDay ? [] : isDayOfMonth({ yyyy, MM, dd });
  const all = [
    sql`${text} GLOB ${constant(globOf(shapeOf(format)))}`,
    ...(yyyy === null ? [] : [sql`${yyyy} > '0000'`]),
    ...below('MM', '13'),
    ...day,
    ...isKnown({ MM, dd, isPartial }),
    ...below('HH', '24'),
    ...below('mm', '60'),
    ...below('ss', '60'),
  ];
  return sql`(${join(all, sql` AND `)})`;
}

/** A shape as GLOB knows it. */
export const globOf = (shape: string): string =>
  writeShape(shape, {
    digits: (count) => '[0-9]'.repeat(count),
    sign: (sign) => (/[*?[]/.test(sign) ? `[${sign}]` : sign),
  });

type DayParts = { readonly MM: Sql | null; readonly dd: Sql | null; readonly isPartial: boolean };

/** No day is known without its month. */
function isKnown({ MM, dd, isPartial }: DayParts): readonly Sql[] {
  if (dd === null) return [];
  if (MM === null) return [sql`${dd} = '00'`];
  return isPartial ? [sql`(${MM} > '00' OR ${dd} = '00')`] : [sql`${MM} > '00'`, sql`${dd} > '00'`];
}

const isDayOfMonth = ({ yyyy, MM, dd }: Readonly<Record<'yyyy' | 'MM' | 'dd', Sql>>): readonly Sql[] => [
  sql`${dd} < '32'`,
  sql`(${dd} < '31' OR ${MM} IN ('01', '03', '05', '07', '08', '10', '12'))`,
  sql`(${MM} <> '02' OR ${dd} < '29' OR (${dd} = '29' AND ${yyyy} % 4 = 0 AND (${yyyy} % 100 > 0 OR ${yyyy} % 400 = 0)))`,
];
