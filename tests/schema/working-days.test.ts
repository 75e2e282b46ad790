import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exceptionalDays } from '../../schema/public-holidays.ts';
import {
  addWorkingDays,
  createWorkingCalendar,
  dayAt,
  dueDay,
  endOfDay,
  isWorkingDay,
  workingDaysBetween,
  type Pause,
} from '../../schema/working-days.ts';

const calendar = createWorkingCalendar(exceptionalDays);
const dayNumber = fc.integer({ min: 19_723, max: 21_000 }); // 2024-01-01 to mid 2027
const write = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);
const day = dayNumber.map(write);
const count = fc.integer({ min: 0, max: 90 });
const later = (start: string, days: number): string => write(Date.parse(`${start}T00:00:00Z`) / 86_400_000 + days);

describe('the calendar', () => {
  test.each([
    ['2025-01-27', true, 'the eve of the festival, a Monday'],
    ['2025-01-26', true, 'a Sunday that is worked'],
    ['2025-01-28', false, 'a holiday on a Tuesday'],
    ['2025-10-08', false, 'the last holiday, a Wednesday'],
    ['2025-10-11', true, 'a Saturday that is worked'],
    ['2026-02-23', false, 'the last day of the festival, a Monday'],
    ['2026-02-28', true, 'a Saturday that is worked'],
    ['2027-10-01', true, 'a Friday of a year that is not announced'],
    ['2027-10-02', false, 'a Saturday'],
  ])('says %s: %s, %s', (text, working) => {
    expect(isWorkingDay(text, calendar)).toBe(working);
  });

  test('has as many working days as the State Council left', () => {
    const inYear = (year: number) => workingDaysBetween(`${year - 1}-12-31`, `${year}-12-31`, calendar);
    expect([2024, 2025, 2026].map(inYear)).toEqual([251, 248, 248]);
  });
});

describe('periods', () => {
  test.each([
    ['2025-09-26', 1, '2025-09-28', 'a Sunday that is worked'],
    ['2025-09-30', 1, '2025-10-09', 'eight days of holidays'],
    ['2025-09-30', 3, '2025-10-11', 'a Saturday that is worked'],
    ['2025-06-06', 5, '2025-06-13', 'a Friday to a Friday'],
    ['2025-06-07', 1, '2025-06-09', 'a Saturday'],
    ['2025-06-07', 0, '2025-06-07', 'nothing to count'],
  ])('from %s, %i days end on %s: %s', (from, days, end) => {
    expect(addWorkingDays(from, days, calendar)).toBe(end);
  });

  test('end on a working day, with as many working days in them as were asked for', () => {
    fc.assert(
      fc.property(day, count, (from, days) => {
        const end = addWorkingDays(from, days, calendar);
        expect(workingDaysBetween(from, end, calendar)).toBe(days);
        if (days > 0) expect(isWorkingDay(end, calendar)).toBe(true);
      }),
    );
  });

  test('can be counted in parts, and a longer or later one never ends earlier', () => {
    fc.assert(
      fc.property(day, count, count, (from, first, second) => {
        const end = addWorkingDays(from, first, calendar);
        expect(addWorkingDays(end, second, calendar)).toBe(addWorkingDays(from, first + second, calendar));
        expect(addWorkingDays(from, first + second, calendar) >= end).toBe(true);
        expect(addWorkingDays(later(from, second), first, calendar) >= end).toBe(true);
      }),
    );
  });

  test('hold nothing before they begin', () => {
    fc.assert(
      fc.property(day, count, (from, days) => {
        expect(workingDaysBetween(later(from, days), from, calendar)).toBe(0);
      }),
    );
  });

  test.each([
    ['2025-02-30', 1],
    ['2025-6-1', 1],
    ['yesterday', 1],
    ['2025-06-01', -1],
    ['2025-06-01', 1.5],
    ['2025-06-01', Number.NaN],
  ])('from %s of %p days are refused', (from, days) => {
    expect(() => addWorkingDays(from, days, calendar)).toThrow(RangeError);
  });
});

describe('pauses', () => {
  const due = (from: string, days: number, ...pauses: readonly Pause[]) => dueDay({ from, days, pauses }, calendar);

  test('put off the end by the working days they cover, but for the day on which the case goes on', () => {
    expect(due('2025-06-03', 5)).toBe('2025-06-10');
    expect(due('2025-06-03', 5, { from: '2025-06-05', to: '2025-06-09' })).toBe('2025-06-12');
    expect(due('2025-06-03', 5, { from: '2025-06-05', to: '2025-06-05' })).toBe('2025-06-10');
    expect(due('2025-06-03', 5, { from: '2025-06-11', to: '2025-06-20' })).toBe('2025-06-10');
  });

  test('that are open leave the end unknown, unless it came before', () => {
    expect(due('2025-06-03', 5, { from: '2025-06-05', to: null })).toBeNull();
    expect(due('2025-06-03', 5, { from: '2025-06-11', to: null })).toBe('2025-06-10');
    expect(due('2025-06-03', 5, { from: '2025-06-10', to: null })).toBeNull();
    const earlier = { from: '2025-06-05', to: '2025-06-09' };
    expect(due('2025-06-03', 5, earlier, { from: '2025-06-11', to: null })).toBeNull();
  });

  const pause = fc.record({ after: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 0, max: 60 }) });

  test('leave exactly the asked for days to work on, and never bring the end forward', () => {
    fc.assert(
      fc.property(day, count, fc.array(pause, { maxLength: 3 }), (from, days, drawn) => {
        const pauses = drawn.map(({ after, length }) => ({
          from: later(from, after),
          to: later(from, after + length),
        }));
        const end = dueDay({ from, days, pauses }, calendar) ?? '';
        expect(workingDaysBetween(from, end, calendar, pauses)).toBe(days);
        expect(end >= addWorkingDays(from, days, calendar)).toBe(true);
      }),
    );
  });
});

describe('moments', () => {
  test('belong to the day of their zone', () => {
    expect(dayAt(new Date('2025-06-30T16:00:00Z'), 'Asia/Shanghai')).toBe('2025-07-01');
    expect(dayAt(new Date('2025-06-30T15:59:59Z'), 'Asia/Shanghai')).toBe('2025-06-30');
  });

  test('run out in the last second of the day', () => {
    expect(endOfDay('2025-07-01', 'Asia/Shanghai').toISOString()).toBe('2025-07-01T15:59:59.000Z');
    // The clocks go back on this day, at two in the morning.
    expect(endOfDay('2025-11-02', 'America/New_York').toISOString()).toBe('2025-11-03T04:59:59.000Z');
  });

  test('of any day and zone fall on the day, and a second later on the next', () => {
    const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'UTC');
    fc.assert(
      fc.property(day, zone, (text, timezone) => {
        const end = endOfDay(text, timezone);
        expect(dayAt(end, timezone)).toBe(text);
        expect(dayAt(new Date(end.getTime() + 1000), timezone)).toBe(later(text, 1));
      }),
    );
  });
});
