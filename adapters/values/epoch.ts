import { IANAZone } from 'luxon';
import type { DateFormat } from './date-format.ts';
import { localParts } from './native-date.ts';

/** Moments stored as a count since 1970-01-01T00:00Z: milliseconds in one of the unit. */
export const epochUnits: Readonly<Record<string, number>> = { epochSeconds: 1000, epochMillis: 1 };

export const isEpochFormat = (format: string): boolean => Object.hasOwn(epochUnits, format);

/** The years 1 to 9999 in every zone, in milliseconds since 1970. */
const [earliest, latest] = [Date.parse('0000-12-30T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z') + 86_400_000];

/** Reads such a count as local time of the zone, in its years 1 to 9999; fractions of a second are left out. */
export function epochFormat(format: string, timezone: string): DateFormat {
  const unit = epochUnits[format] ?? 1;
  const zone = IANAZone.create(timezone);
  return (text) => {
    if (!/^-?\d{1,16}(\.\d+)?$/.test(text.trim())) return null;
    const ms = Math.floor((Number(text) * unit) / 1000) * 1000;
    if (ms < earliest || ms > latest) return null;
    const parts = localParts(ms, zone);
    return parts.year < 1 || parts.year > 9999 ? null : parts;
  };
}
