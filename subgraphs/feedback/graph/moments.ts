import { DateTime } from 'luxon';
import { cityZone } from '../steps/working-clock.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';

/** A moment as the graph writes it, in the city's time: `2026-11-25T22:38:06.123+08:00`. */
export function dateTime(moment: Moment | null | undefined): string | null {
  if (moment === null || moment === undefined) return null;
  return DateTime.fromMillis(moment, { zone: cityZone }).toISO({ suppressMilliseconds: true });
}
