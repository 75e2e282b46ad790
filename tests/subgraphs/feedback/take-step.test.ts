import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { standingOf, type HeldFeedback } from '../../../subgraphs/feedback/steps/held-feedback.ts';
import { newFeedback } from '../../../subgraphs/feedback/steps/new-feedback.ts';
import { isOpen } from '../../../subgraphs/feedback/steps/promise.ts';
import { remedyPromises } from '../../../subgraphs/feedback/steps/service-levels.ts';
import { allowedSteps, feedbackStates, stepRules, underWay } from '../../../subgraphs/feedback/steps/state-machine.ts';
import { takeStep } from '../../../subgraphs/feedback/steps/take-step.ts';
import { workingClock } from '../../../subgraphs/feedback/steps/working-clock.ts';
import { calendar } from './fixtures/desk.ts';

const scope = { clock: workingClock(calendar), serviceCentre: '便民热线' };
const by = { subject: 'somebody', role: 'official' };
const start = Date.parse('2026-09-21T09:00:00+08:00');

const submitted = (agency: string | null): HeldFeedback =>
  newFeedback(
    {
      ...{ kind: 'COMPLAINT', title: '投诉', description: null, channel: 'WEB', address: null, mediaUrl: null },
      ...{ jurisdictionId: null, serviceId: null, caseId: null, citizenId: null, agency, by, at: start },
    },
    scope,
  ).after;

/** Picks among what is allowed; clocks of replicas may differ by hours, to both sides. */
const choice = fc.record({ pick: fc.nat(), hours: fc.integer({ min: -5, max: 72 }), isBad: fc.boolean() });

test('whatever steps are taken, promises stay as they were made, and what is owed is open', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(
      fc.option(fc.constant('民政局')),
      fc.array(choice, { minLength: 20, maxLength: 60 }),
      (agency, choices) => {
        let held = submitted(agency);
        let at = start;
        for (const { pick, hours, isBad } of choices) {
          const standing = standingOf(held);
          const possible = (['citizen', 'official'] as const).flatMap((actor) =>
            allowedSteps(standing, actor).map((step) => ({ actor, step })),
          );
          const next = possible[pick % possible.length];
          // There is always something that may come next.
          expect(next).toBeDefined();
          if (next === undefined) return;
          at += hours * 3_600_000;
          const starts = (moment: number) =>
            next.step === 'RATE' && isBad ? remedyPromises(1, moment, scope.clock) : [];
          const { after, events } = takeStep(held, { ...next, by, at, note: '好', agency: '另一个局', starts }, scope);
          check(held, after);
          expect(events).toHaveLength(1);
          expect(events[0]?.at).toBe(after.row.updatedAt);
          for (const kind of stepRules[next.step].meets ?? [])
            expect(after.promises.some((promise) => promise.kind === kind && isOpen(promise))).toBe(false);
          expect(after.row.ratingsSinceHandled).toBeLessThanOrEqual(2);
          reached.add(after.row.state);
          held = after;
        }
      },
    ),
    { numRuns: 60, seed: 5 },
  );
  // All but the one it begins in.
  expect([...reached, 'SUBMITTED'].sort()).toEqual([...feedbackStates].sort());
});

/** One look a step: an assertion for each promise would take most of the time. */
function check(before: HeldFeedback, after: HeldFeedback): void {
  const { row, promises } = after;
  const changed = before.promises.filter((old, index) => {
    const now = promises[index];
    if (now === undefined || !isOpen(old)) return now !== old;
    const isSame = now.seq === old.seq && now.kind === old.kind && now.startedAt === old.startedAt;
    const isLater = now.dueAt > old.dueAt && now.pauses.some(({ to }) => to !== null);
    return !isSame || (now.dueAt !== old.dueAt && !isLater);
  });
  const standing = promises.filter(({ pauses }) => pauses.some(({ to }) => to === null));
  expect({
    changed,
    isBackward: row.updatedAt < before.row.updatedAt,
    status: row.status,
    // A clock stands still only while it runs at all, and the citizen is asked for something.
    standing: standing.filter((promise) => !isOpen(promise) || row.question === null),
  }).toEqual({
    changed: [],
    isBackward: false,
    status: underWay.includes(row.state) || promises.some(isOpen) ? 'OPEN' : 'CLOSED',
    standing: [],
  });
}
