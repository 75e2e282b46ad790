import type { Moment } from '../../../adapters/hub/moment.ts';
import type { StartedPromise } from './held-feedback.ts';
import type { Clock } from './promise.ts';

/** Working days until somebody has taken it on. */
const acceptDays = 1;

/** Working days until the answer, by kind. */
const answerDays: Readonly<Record<string, number>> = {
  CONSULT: 3,
  HELP: 5,
  COMPLAINT: 10,
  REPORT: 15,
  SUGGEST: 15,
  PRAISE: 15,
};
const longestAnswerDays = 15;

/** 好差评: a bad rating is called back within one day and put right within fifteen working days. */
const callBackMs = 24 * 60 * 60 * 1000;
const rectifyDays = 15;

/** What is promised when a feedback is handed to an office, and again when it is opened again. */
export const answerPromises = (kind: string, at: Moment, clock: Clock): readonly StartedPromise[] => [
  { kind: 'ACCEPT', dueAt: clock.addWorkingDays(at, acceptDays) },
  { kind: 'ANSWER', dueAt: clock.addWorkingDays(at, answerDays[kind] ?? longestAnswerDays) },
];

/** What a bad rating makes due. */
export const remedyPromises = (ratingSeq: number, at: Moment, clock: Clock): readonly StartedPromise[] => [
  { kind: 'CONTACT', dueAt: at + callBackMs, ratingSeq },
  { kind: 'RECTIFY', dueAt: clock.addWorkingDays(at, rectifyDays), ratingSeq },
];

const badLevels: ReadonlySet<string> = new Set(['DISSATISFIED', 'VERY_DISSATISFIED']);
export const isBad = (level: string): boolean => badLevels.has(level);

/** The vocabulary's levels as numbers: 5 is the best. */
export const scores: Readonly<Record<string, number>> = {
  VERY_SATISFIED: 5,
  SATISFIED: 4,
  FAIRLY_SATISFIED: 3,
  DISSATISFIED: 2,
  VERY_DISSATISFIED: 1,
};
