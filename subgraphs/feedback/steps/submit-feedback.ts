import type { RequestContext } from '../../../schema/request.ts';
import { saveChange } from '../store/save-feedback.ts';
import { findConcern } from './concern.ts';
import { stepScope, visitorOf, type Desk, type Visitor } from './desk.ts';
import { newFeedback } from './new-feedback.ts';
import { longest, readMediaUrl, readPerson, readText, requireText } from '../../../adapters/hub/read-text.ts';

/** GraphQL: SubmitFeedbackInput. */
export type SubmitFeedbackInput = {
  readonly kind: string;
  readonly title: string;
  readonly description?: string | null;
  readonly serviceId?: string | null;
  readonly caseId?: string | null;
  readonly channel?: string | null;
  readonly address?: string | null;
  readonly jurisdictionId?: string | null;
  readonly mediaUrl?: string | null;
  readonly onBehalfOf?: string | null;
  readonly idempotencyKey: string;
};

/** Takes a feedback in, with its promises, and answers its id. */
export async function submitFeedback(desk: Desk, input: SubmitFeedbackInput, request: RequestContext): Promise<string> {
  const visitor = visitorOf(request, 'giving feedback');
  const said = readSubmission(input, visitor);
  const at = desk.now();
  return desk.carryOut({
    mutation: 'submitFeedback',
    caller: visitor.caller,
    input,
    at,
    prepare: async () => ({
      concern: await findConcern(desk.entities, { ...said, request }),
      scope: await stepScope(desk),
    }),
    write: async (ask, { concern, scope }) => {
      const { serviceId, caseId, agency } = concern;
      const change = newFeedback({ ...said, serviceId, caseId, agency, by: visitor.party, at }, scope);
      await saveChange(ask, null, change);
      return change.after.row.id;
    },
  });
}

function readSubmission(input: SubmitFeedbackInput, { actor, party }: Visitor) {
  const own = actor === 'citizen' ? party.subject : null;
  return {
    kind: input.kind,
    title: requireText('title', input.title, longest.title),
    description: readText('description', input.description, longest.words),
    channel: input.channel ?? 'WEB',
    address: readText('address', input.address, longest.line),
    jurisdictionId: readText('jurisdictionId', input.jurisdictionId, longest.key),
    mediaUrl: readMediaUrl(input.mediaUrl),
    serviceId: readText('serviceId', input.serviceId, longest.key),
    caseId: readText('caseId', input.caseId, longest.key),
    citizenId: readPerson('onBehalfOf', input.onBehalfOf) ?? own,
  };
}
