import { number, sql, type Sql } from '../sql/sql.ts';
import { placeInForm } from '../values/date-shape.ts';
import type { DatePart } from './date-parts.ts';

/** A part of a date in a text of this form; null where the form does not have it. */
export function partSql(text: Sql, format: string, part: DatePart): Sql | null {
  const place = placeInForm(format, part);
  return place === null ? null : sql`substr(${text}, ${number(String(place))}, ${number(String(part.length))})`;
}
