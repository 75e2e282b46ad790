import { IANAZone } from 'luxon';
import type { DateParts } from './date-format.ts';
import { zoneOffset } from './zone-offset.ts';

/** Writes a local time of this zone with its offset: `1986-05-04T09:30:00+09:00` (the zone's history counts). */
export type LocalTimeWriter = (parts: DateParts & { readonly month: number; readonly day: number }) => string;

export const isTimeZone = (name: string): boolean => IANAZone.isValidZone(name);

export function localTimeWriter(timezone: string): LocalTimeWriter {
  const offsetAt = zoneOffset(IANAZone.create(timezone));
  return ({ year, month, day, hour, minute, second }) => {
    // `Date.UTC` takes the years before 100 for the 1900s.
    const local = new Date(Date.UTC(2000, 0, 1, hour, minute, second)).setUTCFullYear(year, month - 1, day);
    // Two steps: the offset depends on the moment, and the moment on the offset.
    const guess = offsetAt(local) * 60_000;
    const offset = offsetAt(local - guess);
    return `${new Date(local).toISOString().slice(0, 19)}${writeOffset(offset)}`;
  };
}

function writeOffset(minutes: number): string {
  const total = Math.round(Math.abs(minutes));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(total / 60))}:${two(total % 60)}`;
}
