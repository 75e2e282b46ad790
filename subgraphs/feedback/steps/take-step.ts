import { badInput } from '../../../schema/input-mistakes.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';
import {
  settle,
  standingOf,
  withPromises,
  type Change,
  type HeldFeedback,
  type Party,
  type StartedPromise,
} from './held-feedback.ts';
import { meet, pause, resume, type Clock, type FeedbackPromise } from './promise.ts';
import { answerPromises } from './service-levels.ts';
import { requireStep, stepRules, type Actor, type FeedbackStep } from './state-machine.ts';

export type TakenStep = {
  readonly step: FeedbackStep;
  readonly actor: Actor;
  readonly by: Party;
  readonly at: Moment;
  readonly note: string | null;
  /** Where a dispatch goes. */
  readonly agency?: string;
  /** Promises the step makes beside those of a reopening. */
  readonly starts?: (at: Moment) => readonly StartedPromise[];
};

export type StepScope = {
  readonly clock: Clock;
  /** Takes what no department is responsible for, and what departments give back. */
  readonly serviceCentre: string;
};

/** Steps that mean nothing without words. */
const spoken: ReadonlySet<FeedbackStep> = new Set(['RETURN', 'ASK', 'SUPPLEMENT', 'ANSWER', 'REOPEN', 'RECTIFY']);
/** Steps of the service centre, whoever has the feedback. */
const central: ReadonlySet<FeedbackStep> = new Set(['DISPATCH', 'SUPERVISE']);

/** The office whose step it is: the one that has the feedback, or the service centre. */
export const officeOf = (
  step: FeedbackStep,
  agency: string,
  { serviceCentre }: Pick<StepScope, 'serviceCentre'>,
): string => (central.has(step) ? serviceCentre : agency);

/**
 * What one step makes of a feedback. Pure. Times of one feedback never run backwards, whatever the clocks of
 * replicas say.
 * @throws {OnestopError} `FEEDBACK_STEP_NOT_ALLOWED`, `BAD_USER_INPUT` where words or an agency are missing
 */
export function takeStep(held: HeldFeedback, taken: TakenStep, scope: StepScope): Change {
  const { step, actor, note } = taken;
  const next = requireStep(step, standingOf(held), actor);
  if (note === null && spoken.has(step)) throw badInput('{step} needs a note', { step });
  const at = Math.max(taken.at, held.row.updatedAt);
  const row = {
    ...held.row,
    state: next.to,
    updatedAt: at,
    agency: agencyAfter(held, taken, scope),
    statusNotes: actor === 'official' && note !== null ? note : held.row.statusNotes,
    question: questionAfter(held, taken),
    ratingsSinceHandled: ratingsAfter(held, taken),
  };
  const promises = promisesAfter(held.promises, { ...taken, at }, scope.clock);
  const started = [
    ...(step === 'REOPEN' ? answerPromises(row.kind, at, scope.clock) : []),
    ...(taken.starts?.(at) ?? []),
  ];
  const office = officeOf(step, held.row.agency, scope);
  const event = {
    ...{ step, state: next.event, at, by: taken.by },
    actor: actor === 'official' ? office : null,
    note: step === 'DISPATCH' ? [row.agency, note].filter((part) => part !== null).join('：') : note,
  };
  return { after: settle(row, withPromises(promises, at, started)), events: [event] };
}

function agencyAfter({ row }: HeldFeedback, { step, agency }: TakenStep, { serviceCentre }: StepScope): string {
  if (step === 'RETURN') return serviceCentre;
  if (step !== 'DISPATCH') return row.agency;
  if (agency === undefined) throw badInput('DISPATCH needs an agency');
  return agency;
}

/** A question stands until it is answered, or the feedback is. */
function questionAfter({ row }: HeldFeedback, { step, note }: TakenStep): string | null {
  if (step === 'ASK') return note;
  return step === 'SUPPLEMENT' || step === 'ANSWER' ? null : row.question;
}

function ratingsAfter({ row }: HeldFeedback, { step }: TakenStep): number {
  if (step === 'ANSWER' || step === 'RECTIFY') return 0;
  return row.ratingsSinceHandled + (step === 'RATE' ? 1 : 0);
}

/** A question stops the clocks whose work waits for the citizen; being taken on and called back do not wait. */
function promisesAfter(
  promises: readonly FeedbackPromise[],
  { step, at }: Pick<TakenStep, 'step' | 'at'>,
  clock: Clock,
): readonly FeedbackPromise[] {
  const met = new Set(stepRules[step].meets);
  return promises.map((promise) => {
    if (met.has(promise.kind)) return meet(promise, at, clock);
    if (step === 'ASK') return promise.kind === 'ANSWER' || promise.kind === 'RECTIFY' ? pause(promise, at) : promise;
    return step === 'SUPPLEMENT' || step === 'ANSWER' ? resume(promise, at, clock) : promise;
  });
}
