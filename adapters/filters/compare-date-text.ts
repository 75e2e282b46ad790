import { formsOf } from './asked-values.ts';
import type { InfoSql } from '../database/dialect.ts';
import { constant, no, sql, type Sql } from '../sql/sql.ts';
import { compileDateFormat, dateTokens } from '../values/date-format.ts';
import { lookOf, shapeOf } from '../values/date-shape.ts';
import { sortAsTime } from '../values/sort-as-time.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { all, any, holdsValue, operators } from './conditions.ts';
import { dateParts, localDate, readDay, readMoment, type AskedDate, type DatePart } from './date-parts.ts';
import { partSql } from './date-text-part.ts';
import type { AskedValue, Comparison } from './filter.ts';

/**
 * Dates stored as text or digits of one or more forms. Where these sort as time does the column stays bare, so that its
 * index answers; else every form is put in the order of time first.
 */
export function compareDateText(compared: Compared): Comparer {
  const { value, column, dialect } = compared;
  const text = dialect.filters.asText(column);
  const isPartial = value.type === 'PartialDate';
  const formats = value.formats.filter((format) => isPartial || (format.includes('MM') && format.includes('dd')));
  if (formats.length === 0) return nothingKnown;
  const known = all([
    holdsValue(compared),
    any(formats.map((format) => dialect.filters.isDate(text, { format, isPartial }))),
  ]);
  const wholeTime = value.type === 'DateTime' || !formats.some((format) => /HH|mm|ss/.test(format));
  const isBare = wholeTime && (column.info.family === 'text' ? sortAsTime(formats) : formats.length === 1 && sortAsTime(formats)); // prettier-ignore
  const inOrder = canonicalText(compared, { text, formats, length: value.type === 'DateTime' ? 14 : 8 });
  const ranges = isBare ? bareRanges(compared, formats) : textRanges(compared, inOrder);
  const equality = wholeTime ? bareEquality(compared, formats) : textEquality(compared, inOrder, known);
  return { ...unanswered, known, ...equality, ...ranges };
}

/** No form names a day: none of the texts can be read. */
const nothingKnown: Comparer = { ...unanswered, known: no, equals: () => no, oneOf: () => no, compare: () => no };

/** What was asked, in the parts that forms are made of; null for a moment between two seconds. */
function askedDate(asked: AskedValue, { value, timezone }: Compared): AskedDate | null {
  if (value.type !== 'DateTime') return readDay(String(asked));
  const { second, isWhole } = readMoment(String(asked));
  return isWhole ? localDate(second, timezone) : null;
}

/** A moment between two seconds, as the second that decides: those before it are those up to the second it is in. */
function limitDate(asked: AskedValue, op: Comparison, compared: Compared): AskedDate {
  if (compared.value.type !== 'DateTime') return readDay(String(asked));
  const { second, isWhole } = readMoment(String(asked));
  const isNext = !isWhole && (op === 'lt' || op === 'gte');
  return localDate(isNext ? second + 1 : second, compared.timezone);
}

/** The date in this form; null where the form lacks a part that the date has. */
function writeForm(format: string, date: AskedDate): string | null {
  const has = (part: DatePart) => format.includes(part);
  if (dateParts.some((part) => !has(part) && Number(date[part]) > 0)) return null;
  return cutToForm(format, date);
}

/** What an earlier form reads as a date is that one. */
const ownForm = (form: string | null, earlier: readonly string[]): string | null =>
  form === null || earlier.some((format) => compileDateFormat(format)(form) !== null) ? null : form;

function bareEquality(compared: Compared, formats: readonly string[]): Pick<Comparer, 'equals' | 'oneOf'> {
  const { column, dialect, slotOf, value } = compared;
  const forms = (asked: AskedValue): readonly string[] => {
    const date = askedDate(asked, compared);
    const all = date === null ? [] : formats.map((format, index) => ownForm(writeForm(format, date), formats.slice(0, index))); // prettier-ignore
    return all.filter((form) => form !== null && !value.nullIf.includes(form) && dialect.fits(column.info, form)) as string[]; // prettier-ignore
  };
  return {
    equals: (at) =>
      formats.length === 1
        ? dialect.filters.equals(
            column,
            slotOf(at, (asked) => forms(asked)[0] ?? null),
          )
        : dialect.anyOf(column, slotOf(at, forms)),
    oneOf: (at) =>
      dialect.anyOf(
        column,
        slotOf(at, (asked) => formsOf(asked, forms)),
      ),
  };
}

/** Letter by letter, or as the numbers that the digits make. */
function bareRanges(compared: Compared, formats: readonly string[]): Pick<Comparer, 'compare'> {
  const { column, dialect, slotOf } = compared;
  const { filters } = dialect;
  const compare = (op: Comparison, at: number): Sql => {
    if (column.info.family === 'text') {
      const value = slotOf(at, (asked) => textLimit(limitDate(asked, op, compared), op, formats));
      return sql`${dialect.sortKey(column)} ${operators[op]} ${dialect.sortValue(value, column.info)}`;
    }
    const value = slotOf(at, (asked) => numberLimit(limitDate(asked, op, compared), op, formats[0] ?? ''));
    return sql`${column.sql} ${operators[op]} ${filters.number(value, column.info)}`;
  };
  return { compare };
}

/**
 * Of the forms of one date, the shortest comes first and the longest last. A date that no form writes stands after what
 * the longest form cuts it to, and before all that is more.
 */
function textLimit(date: AskedDate, op: Comparison, formats: readonly string[]): string {
  const forms = formats.map((format) => writeForm(format, date)).filter((form) => form !== null);
  const byLength = [...forms].sort((one, other) => one.length - other.length);
  if (byLength.length > 0) return (op === 'lt' || op === 'gte' ? byLength[0] : byLength.at(-1)) ?? '';
  return `${cutToForm(longestOf(formats), date)}${op === 'lt' || op === 'gte' ? afterAll : ''}`;
}

/** Sorts after every digit and sign that a form continues with. */
const afterAll = '~';

function numberLimit(date: AskedDate, op: Comparison, format: string): string {
  const digits = writeForm(format, date);
  if (digits !== null) return digits;
  const cut = BigInt(cutToForm(format, date));
  return String(op === 'lt' || op === 'gte' ? cut + 1n : cut);
}

const longestOf = (formats: readonly string[]): string =>
  formats.reduce((one, other) => (other.length > one.length ? other : one), '');

/** The date in this form, without the parts that the form lacks. */
const cutToForm = (format: string, date: AskedDate): string =>
  format.replace(dateTokens, (token) => date[token as DatePart]); // the pattern's own tokens

/** The column's date as eight digits in the order of time, noughts for what is not known; null where it has none of the forms. */
export const canonicalDate = (compared: Compared): Sql | null => canonical(compared, 8);

/** The same with the time of the day: fourteen digits. */
export const canonicalMoment = (compared: Compared): Sql | null => canonical(compared, 14);

function canonical(compared: Compared, length: 8 | 14): Sql | null {
  const isPartial = compared.value.type === 'PartialDate';
  const formats = compared.value.formats.filter((each) => isPartial || (each.includes('MM') && each.includes('dd')));
  const text = compared.dialect.filters.asText(compared.column);
  return formats.length === 0 ? null : canonicalText(compared, { text, formats, length }).sql;
}

/** The column's date as fourteen or eight digits in the order of time; null where it has none of the forms. */
function canonicalText(
  { column, dialect }: Compared,
  { text, formats, length }: { readonly text: Sql; readonly formats: readonly string[]; readonly length: 8 | 14 },
): InfoSql {
  const parts = dateParts.slice(0, length === 8 ? 3 : 6);
  const looks = formats.map(lookOf);
  const cases = formats.map((format) => {
    const isShared = looks.indexOf(lookOf(format)) < looks.lastIndexOf(lookOf(format));
    // Of forms that look alike, the first counts that makes a date of the text.
    const isOfForm = isShared ? dialect.filters.isDate(text, { format, isPartial: true }) : dialect.filters.hasForm(text, shapeOf(format)); // prettier-ignore
    const digits = dialect.filters.concat(parts.map((part) => partSql(text, format, part) ?? constant('00')));
    return sql` WHEN ${isOfForm} THEN ${digits}`;
  });
  const whole = cases.reduce((one, other) => sql`${one}${other}`);
  return { sql: sql`CASE${whole} END`, info: { ...dialect.filters.textInfo, name: column.info.name } };
}

const digitsOf = (date: AskedDate, length: number): string =>
  dateParts
    .map((part) => date[part])
    .join('')
    .slice(0, length);

function textEquality(compared: Compared, inOrder: InfoSql, known: Sql): Pick<Comparer, 'equals' | 'oneOf'> {
  const { dialect, slotOf } = compared;
  const form = (asked: AskedValue): string | null => {
    const date = askedDate(asked, compared);
    return date === null ? null : digitsOf(date, compared.value.type === 'DateTime' ? 14 : 8);
  };
  return {
    equals: (at) => all([known, dialect.filters.equals(inOrder, slotOf(at, form))]),
    oneOf: (at) =>
      all([
        known,
        dialect.anyOf(
          inOrder,
          slotOf(at, (asked) => formsOf(asked, form)),
        ),
      ]),
  };
}

function textRanges(compared: Compared, inOrder: InfoSql): Pick<Comparer, 'compare'> {
  const { dialect, slotOf, value } = compared;
  return {
    compare: (op, at) => {
      const limit = slotOf(at, (asked) => digitsOf(limitDate(asked, op, compared), value.type === 'DateTime' ? 14 : 8));
      return sql`${inOrder.sql} ${operators[op]} ${dialect.sortValue(limit, inOrder.info)}`;
    },
  };
}
