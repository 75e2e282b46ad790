import { OnestopError } from '../../schema/errors.ts';

/** What a text said of a date; a part that was zero or not in the format is absent. */
export type DateParts = {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

/** Reads one form of date text. Null where the text does not have this form or names no day of the calendar. */
export type DateFormat = (text: string) => DateParts | null;

/** Parts of a date in a format. */
export const dateTokens = /yyyy|MM|dd|HH|mm|ss/g;

/**
 * Compiles `yyyyMMdd`, `yyyy-MM-dd HH:mm:ss` and the like. Other characters stand for themselves.
 * @throws {OnestopError} `MAPPING_FORMAT_INVALID`
 */
export function compileDateFormat(format: string): DateFormat {
  const order: readonly string[] = format.match(dateTokens) ?? [];
  if (!order.includes('yyyy')) throw invalid(format, 'it has no year (yyyy)');
  if (new Set(order).size !== order.length) throw invalid(format, 'it has a part twice');
  const literals = format.split(dateTokens);
  if (literals.some((literal) => /[A-Za-z]/.test(literal.replace('T', ''))))
    throw invalid(format, 'it has a letter that is no part of a date');
  const pattern = new RegExp(
    `^${literals.map(escapeRegExp).reduce((text, literal, index) => `${text}${group(order[index - 1])}${literal}`)}$`,
  );
  const placeOf = (token: string) => order.indexOf(token) + 1;
  const [year, month, day] = [placeOf('yyyy'), placeOf('MM'), placeOf('dd')];
  const [hour, minute, second] = [placeOf('HH'), placeOf('mm'), placeOf('ss')];
  return (text) => {
    const match = pattern.exec(text.trim());
    if (match === null) return null;
    const part = (place: number) => (place === 0 ? 0 : Number(match[place]));
    return checkParts({
      year: part(year),
      month: part(month),
      day: part(day),
      hour: part(hour),
      minute: part(minute),
      second: part(second),
    });
  };
}

const invalid = (format: string, reason: string) => new OnestopError('MAPPING_FORMAT_INVALID', { format, reason });

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const group = (token: string | undefined) => (token === 'yyyy' ? '(\\d{4})' : '(\\d{2})');

/** Without a month or day that is zero, which stands for not known; null where there is no such day or time of the day. */
export function checkParts(parts: Required<DateParts>): DateParts | null {
  const { year, month, day, hour, minute, second } = parts;
  const fits =
    year > 0 &&
    month <= 12 &&
    day <= daysIn(year, month) &&
    (month > 0 || day === 0) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!fits) return null;
  if (month > 0 && day > 0) return parts;
  return month > 0 ? { year, month, hour, minute, second } : { year, hour, minute, second };
}

const monthDays = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (monthDays[month] ?? 0));
