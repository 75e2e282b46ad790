import type { Moment } from '../../../adapters/hub/moment.ts';
import { isOpen, urgentAt, type FeedbackPromise, type PromiseKind } from './promise.ts';
import { underWay, type FeedbackState, type FeedbackStep, type Standing } from './state-machine.ts';

/** Who asks: an account and what it is. */
export type Party = { readonly subject: string; readonly role: string };

/** One feedback, as the store keeps it. */
export type FeedbackRow = {
  /** `feedback:` and 128 random bits. */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly description: string | null;
  readonly channel: string;
  readonly address: string | null;
  readonly mediaUrl: string | null;
  readonly jurisdictionId: string | null;
  readonly serviceId: string | null;
  readonly caseId: string | null;
  /** Whose it is; null where nobody knows. */
  readonly citizenId: string | null;
  readonly enteredBy: string;
  readonly enteredRole: string;
  readonly fromRating: boolean;
  readonly requestedAt: Moment;
  readonly updatedAt: Moment;
  /** The office that has it. */
  readonly agency: string;
  readonly state: FeedbackState;
  readonly status: 'OPEN' | 'CLOSED';
  readonly statusNotes: string | null;
  /** What the citizen was asked, as long as an answer is awaited. */
  readonly question: string | null;
  readonly ratingsSinceHandled: number;
  readonly urgentAt: Moment;
};

/** A feedback with its promises: all that a step is decided by. */
export type HeldFeedback = { readonly row: FeedbackRow; readonly promises: readonly FeedbackPromise[] };

/** A step that was taken; added to the record, never changed. */
export type FeedbackEvent = {
  readonly step: 'SUBMIT' | FeedbackStep;
  readonly state: FeedbackState;
  readonly at: Moment;
  /** The office that took it; null for a citizen. */
  readonly actor: string | null;
  readonly note: string | null;
  readonly by: Party;
};

/** What becomes of a feedback, and the events that say so. */
export type Change = { readonly after: HeldFeedback; readonly events: readonly FeedbackEvent[] };

export function standingOf({ row, promises }: HeldFeedback): Standing {
  return {
    state: row.state,
    isWaiting: row.question !== null,
    openPromises: new Set(promises.filter(isOpen).map(({ kind }) => kind)),
    ratingsSinceHandled: row.ratingsSinceHandled,
  };
}

export type StartedPromise = { readonly kind: PromiseKind; readonly dueAt: Moment; readonly ratingSeq?: number };

/** Promises made at one moment, beside those there are. */
export const withPromises = (
  promises: readonly FeedbackPromise[],
  startedAt: Moment,
  started: readonly StartedPromise[],
): readonly FeedbackPromise[] => [
  ...promises,
  ...started.map(({ kind, dueAt, ratingSeq }, index) => ({
    seq: promises.length + index + 1,
    kind,
    startedAt,
    dueAt,
    metAt: null,
    ratingSeq: ratingSeq ?? null,
    pauses: [],
  })),
];

/** Open as long as the administration owes something: an answer, a call, a remedy. */
export function settle(row: FeedbackRow, promises: readonly FeedbackPromise[]): HeldFeedback {
  const owes = underWay.includes(row.state) || promises.some(isOpen);
  return { row: { ...row, status: owes ? 'OPEN' : 'CLOSED', urgentAt: urgentAt(promises) }, promises };
}

/** When an answer was promised last. */
export const expectedAt = (promises: readonly FeedbackPromise[]): Moment | null =>
  promises.findLast(({ kind }) => kind === 'ANSWER')?.dueAt ?? null;
