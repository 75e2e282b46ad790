import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayAt, dueDay } from '../../../schema/working-days.ts';
import {
  isBroken,
  meet,
  pause,
  resume,
  urgentAt,
  type FeedbackPromise,
} from '../../../subgraphs/feedback/steps/promise.ts';
import { cityZone, workingClock } from '../../../subgraphs/feedback/steps/working-clock.ts';
import { calendar } from './fixtures/desk.ts';

const clock = workingClock(calendar);
const at = (text: string): number => Date.parse(`${text}+08:00`);
const dayOf = (moment: number): string => dayAt(new Date(moment), cityZone);

const promised = (startedAt: number, days: number): FeedbackPromise => ({
  ...{ seq: 1, kind: 'ANSWER', startedAt, dueAt: clock.addWorkingDays(startedAt, days) },
  ...{ metAt: null, ratingSeq: null, pauses: [] },
});

describe('the clock', () => {
  test.each([
    ['2026-09-21T00:00:00', 1, '2026-09-22T23:59:59'],
    ['2026-09-25T23:59:59', 1, '2026-09-27T23:59:59'], // the Sunday that makes up for a holiday
    ['2026-09-30T12:00:00', 1, '2026-10-08T23:59:59'], // after the holiday
    ['2026-10-08T12:00:00', 2, '2026-10-10T23:59:59'], // the Saturday that makes up for a holiday
    ['2026-09-29T09:00:00', 15, '2026-10-26T23:59:59'],
  ])('from %s %i working days end at %s', (start, days, due) => {
    expect(clock.addWorkingDays(at(start), days)).toBe(at(due));
  });

  test('is later after a pause by the working days the calendar says, for any number of pauses', () => {
    const start = at('2026-09-01T10:00:00');
    const hours = fc.integer({ min: 0, max: 30 * 24 });
    fc.assert(
      fc.property(
        hours,
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(hours, hours), { maxLength: 4 }),
        (begin, days, gaps) => {
          const startedAt = start + begin * 3_600_000;
          let promise = promised(startedAt, days);
          let now = startedAt;
          for (const [until, lasting] of gaps) {
            now += until * 3_600_000;
            promise = pause(promise, now);
            now += lasting * 3_600_000;
            promise = resume(promise, now, clock);
          }
          const pauses = promise.pauses.map(({ from, to }) => ({ from: dayOf(from), to: dayOf(to ?? 0) }));
          // What is overdue stays so: a pause that begins after the end does not lengthen the period.
          expect(dayOf(promise.dueAt)).toBe(dueDay({ from: dayOf(startedAt), days, pauses }, calendar));
        },
      ),
      { numRuns: 300, seed: 3 },
    );
  });
});

describe('a promise', () => {
  const promise = promised(at('2026-09-21T09:00:00'), 1); // until the end of the 22nd
  const afterwards = at('2026-09-23T00:00:00');

  test('is broken when it is not met in time, and stays so when it is met', () => {
    expect(isBroken(promise, promise.dueAt)).toBe(false);
    expect(isBroken(promise, afterwards)).toBe(true);
    expect(isBroken(meet(promise, afterwards, clock), at('2027-01-01T00:00:00'))).toBe(true);
    expect(isBroken(meet(promise, promise.dueAt, clock), at('2027-01-01T00:00:00'))).toBe(false);
  });

  test('is not broken while its clock stands still, and goes on where it stood', () => {
    const asked = pause(promise, at('2026-09-22T18:00:00'));
    expect(isBroken(asked, at('2026-12-01T00:00:00'))).toBe(false);
    const answered = resume(asked, at('2026-09-24T08:00:00'), clock);
    expect([dayOf(answered.dueAt), answered.pauses.length]).toEqual(['2026-09-24', 1]);
  });

  test('is not mended by a pause that comes too late', () => {
    const asked = pause(promise, afterwards);
    expect(isBroken(asked, afterwards)).toBe(true);
    const answered = resume(asked, at('2026-09-30T08:00:00'), clock);
    expect(answered.dueAt).toBe(promise.dueAt);
    expect(isBroken(answered, at('2026-09-30T08:00:00'))).toBe(true);
  });

  test('ends its pause when it is met in it', () => {
    const met = meet(pause(promise, at('2026-09-22T09:00:00')), at('2026-09-23T09:00:00'), clock);
    expect(met.pauses.map(({ to }) => to)).toEqual([at('2026-09-23T09:00:00')]);
    expect(isBroken(met, at('2026-12-01T00:00:00'))).toBe(false);
  });

  test('is paused once at a time, met once, and urgent while it runs', () => {
    const asked = pause(promise, at('2026-09-22T09:00:00'));
    expect(pause(asked, at('2026-09-22T10:00:00'))).toBe(asked);
    const met = meet(promise, at('2026-09-22T09:00:00'), clock);
    expect(meet(met, at('2026-09-22T10:00:00'), clock)).toBe(met);
    expect(pause(met, at('2026-09-22T10:00:00'))).toBe(met);
    const later = promised(at('2026-09-22T09:00:00'), 3);
    expect(urgentAt([later, promise])).toBe(promise.dueAt);
    expect(urgentAt([later, asked, met])).toBe(later.dueAt);
    expect(urgentAt([met])).toBe(Infinity);
  });
});
