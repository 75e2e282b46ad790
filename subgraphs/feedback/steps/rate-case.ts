import { OnestopError } from '../../../schema/errors.ts';
import { badInput } from '../../../schema/input-mistakes.ts';
import type { RequestContext } from '../../../schema/request.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { holdCaseRating } from '../store/load-feedback.ts';
import { loadRatings } from '../store/parts.ts';
import { insertRating, saveChange } from '../store/save-feedback.ts';
import { findConcern, type Concern } from './concern.ts';
import { holdForVisitor, stepScope, visitorOf, type Desk, type Visitor } from './desk.ts';
import type { Change, HeldFeedback } from './held-feedback.ts';
import { newCaseRating } from './new-feedback.ts';
import { longest, readText } from '../../../adapters/hub/read-text.ts';
import { isBad, remedyPromises } from './service-levels.ts';
import { takeStep, type StepScope } from './take-step.ts';

/** GraphQL: RateCaseInput. */
export type RateCaseInput = {
  readonly caseId?: string | null;
  readonly feedbackId?: string | null;
  readonly level: string;
  readonly indicators?: string | null;
  readonly comment?: string | null;
  readonly idempotencyKey: string;
};

type Rating = Readonly<Record<'indicators' | 'comment', string | null>> & {
  readonly level: string;
  readonly visitor: Visitor;
  readonly at: number;
};

/** Keeps a citizen's rating of a feedback, or of a case, and answers the id of the feedback that it belongs to. */
export async function rateCase(desk: Desk, input: RateCaseInput, request: RequestContext): Promise<string> {
  const visitor = visitorOf(request, 'rating');
  // Officials who rate their own work are what 好差评 forbids first.
  if (visitor.actor !== 'citizen')
    throw new OnestopError('FORBIDDEN_ACTION', { action: 'rating', who: 'the citizen concerned' });
  const subject = readSubject(input);
  const at = desk.now();
  const rating: Rating = {
    level: input.level,
    indicators: readText('indicators', input.indicators, longest.words),
    comment: readText('comment', input.comment, longest.words),
    visitor,
    at,
  };
  return desk.carryOut({
    mutation: 'rateCase',
    caller: visitor.caller,
    input,
    at,
    prepare: async () => ({
      scope: await stepScope(desk),
      concern:
        subject.caseId === null
          ? null
          : await findConcern(desk.entities, { caseId: subject.caseId, serviceId: null, request }),
    }),
    write: async (ask, { scope, concern }) => {
      if (subject.feedbackId !== null)
        return rateAgain(ask, await holdForVisitor(ask, subject.feedbackId, visitor), rating, scope);
      return rateOfCase(ask, concern, rating, scope);
    },
  });
}

function readSubject(input: RateCaseInput) {
  const caseId = readText('caseId', input.caseId, longest.key);
  const feedbackId = readText('feedbackId', input.feedbackId, longest.key);
  if ((caseId === null) === (feedbackId === null)) throw badInput('A rating is of a caseId or a feedbackId');
  return { caseId, feedbackId };
}

async function rateOfCase(ask: Ask, concern: Concern | null, rating: Rating, scope: StepScope): Promise<string> {
  const citizenId = rating.visitor.party.subject;
  const caseId = concern?.caseId ?? '';
  const earlier = await holdCaseRating(ask, { caseId, citizenId });
  if (earlier !== null) return rateAgain(ask, earlier, rating, scope);
  const change = newCaseRating(
    {
      kind: isBad(rating.level) ? 'COMPLAINT' : 'PRAISE',
      title: '办件评价 Rating of a case',
      description: rating.comment,
      channel: 'WEB',
      address: null,
      jurisdictionId: null,
      mediaUrl: null,
      serviceId: concern?.serviceId ?? null,
      caseId,
      citizenId,
      agency: concern?.agency ?? null,
      by: rating.visitor.party,
      at: rating.at,
    },
    rating.level,
    scope,
  );
  return saveRated(ask, null, { change, rating, seq: 1 });
}

async function rateAgain(ask: Ask, held: HeldFeedback, rating: Rating, scope: StepScope): Promise<string> {
  const [earlier = []] = await loadRatings(ask, [held.row.id]);
  const seq = earlier.length + 1;
  const { visitor, at, comment, level } = rating;
  const change = takeStep(
    held,
    {
      step: 'RATE',
      actor: visitor.actor,
      by: visitor.party,
      at,
      note: comment,
      starts: (started) => (isBad(level) ? remedyPromises(seq, started, scope.clock) : []),
    },
    scope,
  );
  return saveRated(ask, held, { change, rating, seq });
}

type Rated = { readonly change: Change; readonly rating: Rating; readonly seq: number };

async function saveRated(ask: Ask, before: HeldFeedback | null, { change, rating, seq }: Rated): Promise<string> {
  const { id, updatedAt } = change.after.row;
  await saveChange(ask, before, change);
  const { level, indicators, comment } = rating;
  await insertRating(ask, id, {
    ...{ seq, level, indicators, comment, ratedAt: updatedAt },
    // Citizens sign in under their own name.
    realName: true,
    excludedReason: null,
  });
  return id;
}
