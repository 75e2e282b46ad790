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
  return (text) => {
    const match = pattern.exec(text.trim());
    return match === null ? null : checkParts(match.groups ?? {});
  };
}

const invalid = (format: string, reason: string) => new OnestopError('MAPPING_FORMAT_INVALID', { format, reason });

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const group = (token: string | undefined) => (token === 'yyyy' ? '(?<yyyy>\\d{4})' : `(?<${token}>\\d{2})`);

function checkParts(groups: Readonly<Record<string, string | undefined>>): DateParts | null {
  const part = (token: string) => Number(groups[token] ?? 0);
  const [year, month, day] = [part('yyyy'), part('MM'), part('dd')];
  const [hour, minute, second] = [part('HH'), part('mm'), part('ss')];
  const fits =
    year > 0 &&
    month <= 12 &&
    day <= daysIn(year, month) &&
    (month > 0 || day === 0) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!fits) return null;
  return { year, ...(month > 0 && { month }), ...(day > 0 && { day }), hour, minute, second };
}

const daysIn = (year: number, month: number) => (month === 0 ? 0 : new Date(Date.UTC(year, month, 0)).getUTCDate());
