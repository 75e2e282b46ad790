import { number, sql, type Sql } from '../sql/sql.ts';
import type { DatePart } from './date-parts.ts';

/** A part of a date in a text of this form; null where the form does not have it. */
export function partSql(text: Sql, format: string, part: DatePart): Sql | null {
  const at = format.indexOf(part);
  return at < 0 ? null : sql`substr(${text}, ${number(String(at + 1))}, ${number(String(part.length))})`;
}
