import { IANAZone } from 'luxon';
import { checkParts, type DateFormat, type DateParts } from './date-format.ts';
import { zoneOffset } from './zone-offset.ts';

/** `2024-02-29`, `2024-02-29 23:30:15.25`, `2024-02-29T23:30:15Z`, `2024-02-29 23:30:15.123456+05:30`. */
const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

/**
 * Reads the engines' own date and timestamp columns, for fields without a format: fractions of a
 * second are left out, a moment with an offset is given in local time of the zone.
 */
export function nativeDateFormat(timezone: string): DateFormat {
  const zone = IANAZone.create(timezone);
  return (text) => {
    if (plain.test(text)) return checkParts(plainParts(text));
    if (plainDay.test(text)) return checkParts(dayParts(text));
    const match = pattern.exec(text.trim());
    if (match === null) return null;
    const [, year, month, day, hour = 0, minute = 0, second = 0, utc, sign, hours, minutes = '00'] = match;
    const parts = checkParts({
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
    });
    if (parts === null || (utc === undefined && sign === undefined)) return parts;
    const offset = (Number(hours ?? 0) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
    return toZone(parts, offset, zone);
  };
}

/** The commonest of these forms, read by place: a scan comes here for every row. */
const plain = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const plainDay = /^\d{4}-\d\d-\d\d$/;

function plainParts(text: string): Required<DateParts> {
  const { year, month, day } = dayParts(text);
  return { year, month, day, hour: twoAt(text, 11), minute: twoAt(text, 14), second: twoAt(text, 17) };
}

function dayParts(text: string): Required<DateParts> {
  const year = twoAt(text, 0) * 100 + twoAt(text, 2);
  return { year, month: twoAt(text, 5), day: twoAt(text, 8), hour: 0, minute: 0, second: 0 };
}

/** The number that two digits make. */
const twoAt = (text: string, at: number): number => (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;

const zero = '0'.charCodeAt(0);

/** What MySQL and MariaDB keep where there is no date. */
export const isNoDate = (text: string): boolean => /^0000-00-00( 00:00:00(\.0+)?)?$/.test(text.trim());

/** @param offset of the written time, in minutes east of UTC */
function toZone(parts: DateParts, offset: number, zone: IANAZone): DateParts | null {
  const { year, month, day, hour, minute, second } = parts;
  if (month === undefined || day === undefined) return null;
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  moment.setUTCHours(hour, minute - offset, second);
  return localParts(moment.getTime(), zone);
}

/** @param ms since 1970-01-01T00:00Z */
export function localParts(ms: number, zone: IANAZone): Required<DateParts> {
  const local = new Date(ms + Math.round(zoneOffset(zone)(ms) * 60) * 1000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  };
}
