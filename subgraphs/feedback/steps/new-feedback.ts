import { randomBytes } from 'node:crypto';
import type { Moment } from '../../../adapters/hub/moment.ts';
import {
  settle,
  withPromises,
  type Change,
  type FeedbackEvent,
  type FeedbackRow,
  type Party,
} from './held-feedback.ts';
import { remedyPromises, answerPromises, isBad } from './service-levels.ts';
import type { StepScope } from './take-step.ts';

/** What somebody says, before it is kept. */
export type Submission = Pick<
  FeedbackRow,
  | 'kind'
  | 'title'
  | 'description'
  | 'channel'
  | 'address'
  | 'mediaUrl'
  | 'jurisdictionId'
  | 'serviceId'
  | 'caseId'
  | 'citizenId'
> & {
  /** The office responsible; null where it is not known, and the service centre takes it. */
  readonly agency: string | null;
  readonly by: Party;
  readonly at: Moment;
};

/**
 * A new feedback, handed to the office responsible for it: the clocks of its promises start at this moment, also
 * where it is the service centre that has it. Pure but for the id, which nobody can guess.
 */
export function newFeedback(submission: Submission, { clock, serviceCentre }: StepScope): Change {
  const { at, by, agency, kind } = submission;
  const row = firstRow(submission, serviceCentre);
  const submitted = submittedEvent(submission, serviceCentre);
  const dispatched: FeedbackEvent = {
    ...submitted,
    step: 'DISPATCH',
    state: 'DISPATCHED',
    actor: serviceCentre,
    note: agency,
    by,
  };
  return {
    after: settle(
      { ...row, state: agency === null ? 'SUBMITTED' : 'DISPATCHED' },
      withPromises([], at, answerPromises(kind, at, clock)),
    ),
    events: agency === null ? [submitted] : [submitted, dispatched],
  };
}

/** What a citizen's rating of a case becomes: nothing is promised but what a bad rating makes due. */
export function newCaseRating(submission: Submission, level: string, { clock, serviceCentre }: StepScope): Change {
  const { at, description } = submission;
  const row: FeedbackRow = {
    ...firstRow(submission, serviceCentre),
    state: 'RATED',
    fromRating: true,
    ratingsSinceHandled: 1,
  };
  const submitted = submittedEvent(submission, serviceCentre);
  return {
    after: settle(row, withPromises([], at, isBad(level) ? remedyPromises(1, at, clock) : [])),
    events: [submitted, { ...submitted, step: 'RATE', state: 'RATED', note: description }],
  };
}

const submittedEvent = ({ at, by }: Submission, serviceCentre: string): FeedbackEvent => ({
  step: 'SUBMIT',
  state: 'SUBMITTED',
  at,
  actor: by.role === 'official' ? serviceCentre : null,
  note: null,
  by,
});

function firstRow({ agency, by, at, ...said }: Submission, serviceCentre: string): FeedbackRow {
  return {
    ...said,
    id: `feedback:${randomBytes(16).toString('hex')}`,
    enteredBy: by.subject,
    enteredRole: by.role,
    fromRating: false,
    requestedAt: at,
    updatedAt: at,
    agency: agency ?? serviceCentre,
    state: 'SUBMITTED',
    status: 'OPEN',
    statusNotes: null,
    question: null,
    ratingsSinceHandled: 0,
    urgentAt: Infinity,
  };
}
