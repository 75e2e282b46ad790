import {
  addWorkingDays,
  dayAt,
  endOfDay,
  workingDaysBetween,
  type WorkingCalendar,
} from '../../../schema/working-days.ts';
import type { Clock } from './promise.ts';

/** Where the city is: its days begin and end by this zone. */
export const cityZone = 'Asia/Shanghai';

/** Working days of a calendar, as promises count them. */
export const workingClock = (calendar: WorkingCalendar): Clock => ({
  addWorkingDays: (start, days) => endOfDay(addWorkingDays(dayOf(start), days, calendar), cityZone).getTime(),
  afterPause: ({ startedAt, dueAt }, pause) => {
    // The day it was paused is left out, the day it goes on counts again; the day it was promised never counted.
    const from = [dayBefore(dayOf(pause.from)), dayOf(startedAt)].sort().at(-1) ?? '';
    const paused = workingDaysBetween(from, dayBefore(dayOf(pause.to)), calendar);
    return paused === 0 ? dueAt : endOfDay(addWorkingDays(dayOf(dueAt), paused, calendar), cityZone).getTime();
  },
});

const dayOf = (moment: number): string => dayAt(new Date(moment), cityZone);

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
