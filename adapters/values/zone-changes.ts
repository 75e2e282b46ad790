import { IANAZone } from 'luxon';

/** A stretch of time in which a zone keeps one offset. */
export type ZoneStretch = {
  /** In UTC, `1986-05-03 18:00:00`; the last stretch has no end, and an empty text. */
  readonly until: string;
  /** Minutes east of UTC. */
  readonly offset: number;
};

/** The years that a TIMESTAMP of MySQL and MariaDB can hold, in milliseconds since 1970. */
const [from, to] = [0, Date.UTC(2038, 0, 20)];
const step = 86_400_000;
/** More would make a statement that no one wants to read, nor an engine to run. */
const maxChanges = 40;

const known = new Map<string, readonly ZoneStretch[] | null>();

/** The offsets that a zone has had since 1970; null for a zone that changes too often. */
export function zoneChanges(timezone: string): readonly ZoneStretch[] | null {
  const made = known.get(timezone);
  if (made !== undefined) return made;
  const changes = findChanges(IANAZone.create(timezone));
  known.set(timezone, changes);
  return changes;
}

function findChanges(zone: IANAZone): readonly ZoneStretch[] | null {
  const stretches: ZoneStretch[] = [];
  for (let at = from; at < to; at += step) {
    const [before, after] = [zone.offset(at), zone.offset(at + step)];
    if (before === after) continue;
    if (stretches.length === maxChanges) return null;
    const until = new Date(changeWithin(zone, at)).toISOString().slice(0, 19).replace('T', ' ');
    stretches.push({ until, offset: before });
  }
  return [...stretches, { until: '', offset: zone.offset(to) }];
}

/** The first millisecond of the other offset, within a day. */
function changeWithin(zone: IANAZone, day: number): number {
  const before = zone.offset(day);
  let [low, high] = [day, day + step];
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (zone.offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
