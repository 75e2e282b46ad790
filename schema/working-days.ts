/**
 * Working days, in which the periods of public services are counted.
 *
 * The rule: the day from which a period runs does not count, so that a case accepted at noon loses nothing; the period
 * ends at the end of its last working day. While a case is paused nothing counts: a day on whose evening it is paused is
 * left out, the day on which it goes on counts again.
 *
 * Days are `yyyy-MM-dd` in the calendar's own zone.
 */

/** A day that is not what its weekday says: a holiday from Monday to Friday, a weekend that is worked. */
export type ExceptionalDay = { readonly day: string; readonly working: boolean };

export type WorkingCalendar = {
  /** @param day days since 1970-01-01 */
  readonly isWorking: (day: number) => boolean;
};

/** From the day on which a case is paused to the day on which it goes on; null while it is paused. */
export type Pause = { readonly from: string; readonly to: string | null };

/** Monday to Friday are worked, but for the exceptions; years nobody has announced anything for have none. */
export function createWorkingCalendar(exceptions: readonly ExceptionalDay[]): WorkingCalendar {
  const exceptional = new Map(exceptions.map(({ day, working }) => [toNumber(day), working]));
  return { isWorking: (day) => exceptional.get(day) ?? isWeekday(day) };
}

export const isWorkingDay = (day: string, calendar: WorkingCalendar): boolean => calendar.isWorking(toNumber(day));

/**
 * The last day of a period of so many working days; the day itself for none.
 * @throws {RangeError} for a day that the calendar does not have, or a number of days that is negative or no whole number
 */
export function addWorkingDays(day: string, count: number, calendar: WorkingCalendar): string {
  return toText(lastDay(toNumber(day), count, calendar.isWorking));
}

/**
 * The last day of a period that stops while the case is paused; null while a pause is open, when nobody can know it.
 * A pause that begins after the period has ended does not lengthen it.
 * @throws {RangeError} as `addWorkingDays`
 */
export function dueDay(
  period: { readonly from: string; readonly days: number; readonly pauses: readonly Pause[] },
  calendar: WorkingCalendar,
): string | null {
  const pauses = period.pauses.map(readPause);
  const isPaused = (day: number): boolean => pauses.some(({ from, to }) => from <= day && day < to);
  const open = Math.min(...pauses.filter(({ to }) => to === Infinity).map(({ from }) => from));
  const last = lastDay(toNumber(period.from), period.days, (day) => {
    return day >= open || (calendar.isWorking(day) && !isPaused(day));
  });
  return last >= open ? null : toText(last);
}

/** How many working days lie behind `from` up to and with `to`; none where `to` is not later. */
export function workingDaysBetween(
  from: string,
  to: string,
  calendar: WorkingCalendar,
  pauses: readonly Pause[] = [],
): number {
  const spans = pauses.map(readPause);
  let count = 0;
  for (let day = toNumber(from) + 1, end = toNumber(to); day <= end; day++) {
    if (calendar.isWorking(day) && !spans.some((span) => span.from <= day && day < span.to)) count++;
  }
  return count;
}

/** The day of a moment in a zone such as `Asia/Shanghai`. */
export const dayAt = (moment: Date, timezone: string): string => localTime(moment, timezone).slice(0, 10);

/** The last second of a day in a zone: when a period that ends on it has run out. */
export function endOfDay(day: string, timezone: string): Date {
  const lastSecond = Date.parse(`${toText(toNumber(day))}T23:59:59Z`);
  const offsetAt = (moment: number): number => Date.parse(`${localTime(new Date(moment), timezone)}Z`) - moment;
  const close = lastSecond - offsetAt(lastSecond);
  return new Date(lastSecond - offsetAt(close));
}

const dayMs = 86_400_000;

function lastDay(start: number, count: number, counts: (day: number) => boolean): number {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`No number of days: ${count}`);
  let day = start;
  for (let left = count; left > 0;) if (counts(++day)) left--;
  return day;
}

/** 1970-01-01 was a Thursday. */
const isWeekday = (day: number): boolean => (((day + 3) % 7) + 7) % 7 < 5;

function toNumber(day: string): number {
  const moment = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes the 30th of February for a day of March.
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || new Date(moment).getUTCDate() !== Number(day.slice(8)))
    throw new RangeError(`No day of the calendar: ${day}`);
  return moment / dayMs;
}

const toText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

const readPause = ({ from, to }: Pause): { readonly from: number; readonly to: number } => ({
  from: toNumber(from),
  to: to === null ? Infinity : toNumber(to),
});

/** `2025-06-12T09:30:11` */
function localTime(moment: Date, timezone: string): string {
  const parts = clockOf(timezone).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return `${day}T${part('hour')}:${part('minute')}:${part('second')}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one is slow; there are as many as zones in use. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  clocks.set(timeZone, clock);
  return clock;
}
