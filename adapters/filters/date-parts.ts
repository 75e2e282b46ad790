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

/** A moment of the graph in whole seconds since 1970: stored moments are given to the second. */
export function readMoment(text: string): { readonly second: number; readonly isWhole: boolean } {
  // What is finer than milliseconds is lost in parsing.
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return { second: Math.floor(Date.parse(text) / 1000), isWhole: !/[1-9]/.test(fraction) };
}

/**
 * The local time of a moment; of one that is not in the years 1 to 9999 there, their nearest end.
 * @param second since 1970
 */
export function localDate(second: number, timezone: string): AskedDate {
  const parts = localParts(second * 1000, IANAZone.create(timezone));
  if (parts.year < 1) return firstDate;
  return parts.year > 9999 ? lastDate : written(parts);
}

export const firstDate: AskedDate = { yyyy: '0001', MM: '01', dd: '01', HH: '00', mm: '00', ss: '00' };
export const lastDate: AskedDate = { yyyy: '9999', MM: '12', dd: '31', HH: '23', mm: '59', ss: '59' };

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
