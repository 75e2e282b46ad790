import { IANAZone } from 'luxon';
import type { DateParts } from './date-format.ts';
import { fourDigits, twoDigits } from './digits.ts';
import { zoneOffset } from './zone-offset.ts';

/** Writes a local time of this zone with its offset: `1986-05-04T09:30:00+09:00` (the zone's history counts). */
export type LocalTimeWriter = (parts: DateParts & { readonly month: number; readonly day: number }) => string;

export const isTimeZone = (name: string): boolean => IANAZone.isValidZone(name);

export function localTimeWriter(timezone: string): LocalTimeWriter {
  const written = new Map<number, string>();
  const writeOffset = (minutes: number): string => {
    const known = written.get(minutes) ?? offsetText(minutes);
    written.set(minutes, known);
    return known;
  };
  const offsetAt = zoneOffset(IANAZone.create(timezone));
  return ({ year, month, day, hour, minute, second }) => {
    // `Date.UTC` takes the years before 100 for the 1900s.
    const local =
      year < 100
        ? new Date(Date.UTC(2000, 0, 1, hour, minute, second)).setUTCFullYear(year, month - 1, day)
        : Date.UTC(year, month - 1, day, hour, minute, second);
    // Two steps: the offset depends on the moment, and the moment on the offset.
    const guess = offsetAt(local) * 60_000;
    const offset = offsetAt(local - guess);
    const date = `${fourDigits(year)}-${twoDigits(month)}-${twoDigits(day)}`;
    return `${date}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}${writeOffset(offset)}`;
  };
}

function offsetText(minutes: number): string {
  const total = Math.round(Math.abs(minutes));
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(total / 60))}:${twoDigits(total % 60)}`;
}
