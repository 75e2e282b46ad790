import type { IANAZone } from 'luxon';

/** Minutes east of UTC at a moment, in milliseconds since 1970. */
export type ZoneOffset = (ms: number) => number;

const day = 86_400_000;
/** More than a century of days. */
const maxDays = 50_000;

const known = new Map<string, ZoneOffset>();

/**
 * What a zone's clocks are ahead of UTC. To ask the zone costs more than all else about a date: days at whose beginning
 * and end it says the same are remembered. No zone changes its clocks and changes them back within one.
 */
export function zoneOffset(zone: IANAZone): ZoneOffset {
  const made = known.get(zone.name) ?? rememberDays(zone);
  known.set(zone.name, made);
  return made;
}

function rememberDays(zone: IANAZone): ZoneOffset {
  const days = new Map<number, number | null>();
  const readDay = (number: number): number | null => {
    const [first, next] = [zone.offset(number * day), zone.offset((number + 1) * day)];
    return first === next ? first : null;
  };
  return (ms) => {
    const number = Math.floor(ms / day);
    let offset = days.get(number);
    if (offset === undefined) {
      if (days.size >= maxDays) days.clear();
      days.set(number, (offset = readDay(number)));
    }
    return offset ?? zone.offset(ms);
  };
}
