import type { Moment } from '../../../adapters/hub/moment.ts';

/** Taken on, answered, called back, put right. */
export const promiseKinds = ['ACCEPT', 'ANSWER', 'CONTACT', 'RECTIFY'] as const;
export type PromiseKind = (typeof promiseKinds)[number];

/** `to` is null while it lasts. */
export type Pause = { readonly from: Moment; readonly to: Moment | null };

/** What the citizen was promised. It is kept or broken; its due moment moves by the pauses beside it alone. */
export type FeedbackPromise = {
  /** Position among the feedback's promises, from 1. */
  readonly seq: number;
  readonly kind: PromiseKind;
  readonly startedAt: Moment;
  readonly dueAt: Moment;
  readonly metAt: Moment | null;
  /** The rating that made it necessary, from 1. */
  readonly ratingSeq: number | null;
  /** Oldest first; at most the last is open. */
  readonly pauses: readonly Pause[];
};

/** Moments that promises fall due, in working days where the promise counts in them. */
export type Clock = {
  /** The end of the n-th working day after this moment's day. */
  readonly addWorkingDays: (start: Moment, days: number) => Moment;
  /** When it is due after a pause: later by as many working days as the pause took. */
  readonly afterPause: (
    promise: Pick<FeedbackPromise, 'startedAt' | 'dueAt'>,
    pause: Readonly<Record<'from' | 'to', Moment>>,
  ) => Moment;
};

export const isOpen = ({ metAt }: FeedbackPromise): boolean => metAt === null;

export const openPause = ({ pauses }: FeedbackPromise): Pause | null => pauses.find(({ to }) => to === null) ?? null;

/** Too late: met after it was due, or not met and due before now. A clock that stands still breaks nothing. */
export function isBroken(promise: FeedbackPromise, now: Moment): boolean {
  return (promise.metAt ?? openPause(promise)?.from ?? now) > promise.dueAt;
}

export function pause(promise: FeedbackPromise, at: Moment): FeedbackPromise {
  if (!isOpen(promise) || openPause(promise) !== null) return promise;
  return { ...promise, pauses: [...promise.pauses, { from: at, to: null }] };
}

/** Ends the pause: what was broken before it stays so. */
export function resume(promise: FeedbackPromise, at: Moment, clock: Clock): FeedbackPromise {
  const open = openPause(promise);
  if (open === null) return promise;
  const ended = { from: open.from, to: at };
  const dueAt = open.from > promise.dueAt ? promise.dueAt : clock.afterPause(promise, ended);
  return { ...promise, dueAt, pauses: promise.pauses.map((each) => (each === open ? ended : each)) };
}

export function meet(promise: FeedbackPromise, at: Moment, clock: Clock): FeedbackPromise {
  return isOpen(promise) ? { ...resume(promise, at, clock), metAt: at } : promise;
}

/** When the next of them falls due; `Infinity` where no clock runs. */
export const urgentAt = (promises: readonly FeedbackPromise[]): Moment =>
  promises
    .filter((promise) => isOpen(promise) && openPause(promise) === null)
    .reduce((soonest, { dueAt }) => Math.min(soonest, dueAt), Infinity);
