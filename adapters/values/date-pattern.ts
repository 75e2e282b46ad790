import { dateTokens } from './date-format.ts';
import { placeInForm } from './date-shape.ts';
import { patternLiteral } from './pattern-literal.ts';

/** What may stand for each part of a date. */
type Parts = Readonly<Partial<Record<string, string>>>;

const time: Parts = { HH: '([01][0-9]|2[0-3])', mm: '[0-5][0-9]', ss: '[0-5][0-9]' };
const anyYear = '[0-9]{4}';
const fourth = '(0[48]|[2468][048]|[13579][26])';
const leapYear = `([0-9]{2}${fourth}|${fourth}00)`;

/** Every day of the calendar, by the length of its month. */
const days: readonly Parts[] = [
  { yyyy: anyYear, MM: '(0[13578]|1[02])', dd: '(0[1-9]|[12][0-9]|3[01])' },
  { yyyy: anyYear, MM: '(0[469]|11)', dd: '(0[1-9]|[12][0-9]|30)' },
  { yyyy: anyYear, MM: '02', dd: '(0[1-9]|1[0-9]|2[0-8])' },
  { yyyy: leapYear, MM: '02', dd: '29' },
];
/** Days and months that are not known. */
const unknownDay: Parts = { yyyy: anyYear, MM: '(0[0-9]|1[0-2])', dd: '00' };

/**
 * A text of this form that names a day of the calendar, as a regular expression: of the few constructs that
 * PostgreSQL and MariaDB read alike. It knows what `compileDateFormat` knows.
 * @param isPartial may month and day be nought, for what is not known?
 */
export function datePattern(format: string, isPartial: boolean): string {
  const tokens = [...format.matchAll(dateTokens)];
  const dated = tokens.filter(([token]) => !(token in time));
  const [first, last] = [dated[0]?.index ?? 0, (dated.at(-1)?.index ?? 0) + (dated.at(-1)?.[0].length ?? 0)];
  const hasDay = dated.some(([token]) => token === 'dd') && dated.some(([token]) => token === 'MM');
  const alternatives = hasDay ? (isPartial ? [...days, unknownDay] : days) : [unknownDay];
  const written = alternatives.map((parts) => writeParts(format.slice(first, last), parts));
  const whole = written.length === 1 ? (written[0] ?? '') : `(${written.join('|')})`;
  const notYear = '.'.repeat((placeInForm(format, 'yyyy') ?? 1) - 1);
  return `^(?!${notYear}0000)${writeParts(format.slice(0, first), time)}${whole}${writeParts(format.slice(last), time)}$`;
}

/** The form with each part as its pattern, and everything else as itself. */
const writeParts = (format: string, parts: Parts): string =>
  format
    .split(/(yyyy|MM|dd|HH|mm|ss)/)
    .map((piece, index) =>
      index % 2 === 1 ? (parts[piece] ?? time[piece] ?? '') : piece.replace(/./gsu, patternLiteral),
    )
    .join('');
