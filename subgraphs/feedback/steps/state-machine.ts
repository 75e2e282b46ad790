import { OnestopError } from '../../../schema/errors.ts';
import type { PromiseKind } from './promise.ts';

/** The vocabulary's `FeedbackState`. */
export const feedbackStates = [
  'SUBMITTED',
  'ACCEPTED',
  'DISPATCHED',
  'SIGNED',
  'RETURNED',
  'HANDLED',
  'SUPERVISED',
  'CLOSED',
  'FOLLOWED_UP',
  'RATED',
  'RECTIFIED',
  'REOPENED',
] as const;
export type FeedbackState = (typeof feedbackStates)[number];

/** Steps that `respondToFeedback` takes. */
export const responses = [
  'ACCEPT',
  'DISPATCH',
  'SIGN',
  'RETURN',
  'SUPERVISE',
  'ASK',
  'SUPPLEMENT',
  'ANSWER',
  'CALL_BACK',
  'CLOSE',
] as const;
export const feedbackSteps = [...responses, 'RATE', 'REOPEN', 'RECTIFY'] as const;
export type FeedbackStep = (typeof feedbackSteps)[number];

/** Whoever the feedback is of, or the administration. */
export type Actor = 'citizen' | 'official';

type Rule = {
  readonly from: readonly FeedbackState[];
  /** Absent: it stays where it is. */
  readonly to?: FeedbackState;
  /** Only while such a promise is open. */
  readonly ifOpen?: PromiseKind;
  /** Not while such a promise is open. */
  readonly unlessOpen?: readonly PromiseKind[];
  /** Not once there are as many ratings of how it was handled last. */
  readonly ratingsBelow?: number;
};

type StepRules = {
  readonly by: readonly Actor[];
  readonly rules: readonly Rule[];
  /** What the event is called; where absent, the state it leads to or stays in. */
  readonly event?: FeedbackState;
  /** `free` by default. While the citizen is asked for more: `allowed` as well, or `needed` for the step to make sense. */
  readonly waiting?: 'allowed' | 'needed';
  readonly meets?: readonly PromiseKind[];
};

const atWork: readonly FeedbackState[] = ['ACCEPTED', 'SIGNED', 'SUPERVISED'];
/** States in which an office has work to do. */
export const underWay: readonly FeedbackState[] = ['SUBMITTED', 'DISPATCHED', 'RETURNED', 'REOPENED', ...atWork];
const dealtWith: readonly FeedbackState[] = ['HANDLED', 'CLOSED', 'FOLLOWED_UP', 'RATED', 'RECTIFIED'];

/** Which step follows which state, who takes it, and which promises it meets. */
export const stepRules: Readonly<Record<FeedbackStep, StepRules>> = {
  ACCEPT: {
    by: ['official'],
    rules: [{ from: ['SUBMITTED', 'RETURNED', 'REOPENED'], to: 'ACCEPTED' }],
    meets: ['ACCEPT'],
  },
  DISPATCH: { by: ['official'], rules: [{ from: underWay, to: 'DISPATCHED' }] },
  SIGN: {
    by: ['official'],
    rules: [{ from: ['DISPATCHED', 'SUPERVISED', 'REOPENED'], to: 'SIGNED' }],
    meets: ['ACCEPT'],
  },
  RETURN: { by: ['official'], rules: [{ from: ['DISPATCHED', 'SIGNED', 'SUPERVISED', 'REOPENED'], to: 'RETURNED' }] },
  SUPERVISE: {
    by: ['official'],
    rules: [{ from: underWay.filter((state) => state !== 'SUPERVISED'), to: 'SUPERVISED' }],
  },
  ASK: { by: ['official'], rules: [{ from: atWork }] },
  SUPPLEMENT: { by: ['citizen', 'official'], rules: [{ from: atWork }], waiting: 'needed' },
  ANSWER: {
    by: ['official'],
    rules: [{ from: atWork, to: 'HANDLED' }],
    waiting: 'allowed',
    meets: ['ACCEPT', 'ANSWER'],
  },
  CALL_BACK: {
    by: ['official'],
    rules: [
      { from: ['HANDLED', 'CLOSED', 'RATED', 'RECTIFIED'], to: 'FOLLOWED_UP' },
      // Somebody who rated badly is called back, whatever has been begun meanwhile.
      { from: underWay, ifOpen: 'CONTACT' },
    ],
    event: 'FOLLOWED_UP',
    waiting: 'allowed',
    meets: ['CONTACT'],
  },
  CLOSE: {
    by: ['official'],
    rules: [
      { from: ['HANDLED', 'FOLLOWED_UP', 'RATED', 'RECTIFIED'], to: 'CLOSED', unlessOpen: ['CONTACT', 'RECTIFY'] },
    ],
  },
  RATE: {
    by: ['citizen'],
    rules: [
      { from: ['HANDLED', 'CLOSED', 'RECTIFIED'], to: 'RATED', ratingsBelow: 1 },
      // After a call-back once more (好差评: one follow-up rating).
      { from: ['FOLLOWED_UP'], to: 'RATED', ratingsBelow: 2 },
    ],
  },
  REOPEN: { by: ['citizen', 'official'], rules: [{ from: dealtWith, to: 'REOPENED' }] },
  RECTIFY: {
    by: ['official'],
    rules: [
      { from: dealtWith, to: 'RECTIFIED' },
      { from: underWay, ifOpen: 'RECTIFY' },
    ],
    event: 'RECTIFIED',
    waiting: 'allowed',
    meets: ['RECTIFY'],
  },
};

/** All that decides which step may come next. */
export type Standing = {
  readonly state: FeedbackState;
  /** Has the citizen been asked for more, and not answered yet? */
  readonly isWaiting: boolean;
  readonly openPromises: ReadonlySet<PromiseKind>;
  readonly ratingsSinceHandled: number;
};

/** Where a step leads and what its event is called; null where it may not follow. */
export function follow(step: FeedbackStep, standing: Standing): Readonly<Record<'to' | 'event', FeedbackState>> | null {
  const { rules, event, waiting } = stepRules[step];
  if (standing.isWaiting ? waiting === undefined : waiting === 'needed') return null;
  const rule = rules.find((each) => fits(each, standing));
  if (rule === undefined) return null;
  const to = rule.to ?? standing.state;
  return { to, event: event ?? to };
}

function fits(rule: Rule, { state, openPromises, ratingsSinceHandled }: Standing): boolean {
  return (
    rule.from.includes(state) &&
    (rule.ifOpen === undefined || openPromises.has(rule.ifOpen)) &&
    !(rule.unlessOpen ?? []).some((kind) => openPromises.has(kind)) &&
    ratingsSinceHandled < (rule.ratingsBelow ?? Infinity)
  );
}

/** Steps that somebody may take now, in the order of the table. */
export const allowedSteps = (standing: Standing, actor: Actor): readonly FeedbackStep[] =>
  feedbackSteps.filter((step) => stepRules[step].by.includes(actor) && follow(step, standing) !== null);

/** @throws {OnestopError} `FEEDBACK_STEP_NOT_ALLOWED`, naming what may come next */
export function requireStep(step: FeedbackStep, standing: Standing, actor: Actor) {
  const next = stepRules[step].by.includes(actor) ? follow(step, standing) : null;
  if (next !== null) return next;
  throw new OnestopError('FEEDBACK_STEP_NOT_ALLOWED', {
    step,
    state: standing.isWaiting ? `${standing.state} and waits for the citizen` : standing.state,
    allowed: allowedSteps(standing, actor).join(', ') || 'nothing',
  });
}
