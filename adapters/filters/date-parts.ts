import { IANAZone } from 'luxon';
import { localParts } from '../values/native-date.ts';

/** Year, month, day, hour, minute and second of the graph's date in local time; `00` for what it does not say. */
export type AskedDate = {
  readonly yyyy: string;
  readonly MM: string;
  readonly dd: string;
  readonly HH: string;
  readonly mm: string;
  readonly ss: string;
};

export type DatePart = keyof AskedDate;
export const dateParts: readonly DatePart[] = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss'];

/** The years 1 to 9999, with a day's margin for zones; in milliseconds since 1970. */
const [earliest, latest] = [Date.parse('0001-01-02T00:00:00Z'), Date.parse('9999-12-30T23:59:59Z')];

/** A moment of the graph in whole seconds since 1970: stored moments are given to the second. */
export function readMoment(text: string): { readonly second: number; readonly isWhole: boolean } {
  const ms = Math.min(Math.max(Date.parse(text), earliest), latest);
  // What is finer than milliseconds is lost in parsing.
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return { second: Math.floor(ms / 1000), isWhole: !/[1-9]/.test(fraction) };
}

/** @param second since 1970 */
export const localDate = (second: number, timezone: string): AskedDate =>
  written(localParts(second * 1000, IANAZone.create(timezone)));

export const utcDate = (second: number): AskedDate => localDate(second, 'UTC');

/** `2001`, `2001-02` or `2001-02-28`. */
export function readDay(text: string): AskedDate {
  const [yyyy = '', MM = '00', dd = '00'] = text.split('-');
  return { yyyy, MM, dd, HH: '00', mm: '00', ss: '00' };
}

/** The second since 1970 of a local time; of a time that a change of the zone left out, the one after. */
export function secondOf({ yyyy, MM, dd, HH, mm, ss }: AskedDate, timezone: string): number {
  const zone = IANAZone.create(timezone);
  const local = Date.parse(`${yyyy}-${MM}-${dd}T${HH}:${mm}:${ss}Z`);
  const guess = zone.offset(local) * 60_000;
  return Math.floor((local - zone.offset(local - guess) * 60_000) / 1000);
}

function written(parts: ReturnType<typeof localParts>): AskedDate {
  const two = (part: number) => String(part).padStart(2, '0');
  const { year, month, day, hour, minute, second } = parts;
  return {
    yyyy: String(year).padStart(4, '0'),
    MM: two(month),
    dd: two(day),
    HH: two(hour),
    mm: two(minute),
    ss: two(second),
  };
}
