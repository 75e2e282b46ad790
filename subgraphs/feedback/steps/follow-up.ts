import { badInput } from '../../../schema/input-mistakes.ts';
import type { RequestContext } from '../../../schema/request.ts';
import type { RectificationRow } from '../store/parts.ts';
import { insertRectification, saveChange } from '../store/save-feedback.ts';
import { findConcern } from './concern.ts';
import { holdForVisitor, stepScope, visitorOf, type Desk } from './desk.ts';
import { longest, readText, requireText } from '../../../adapters/hub/read-text.ts';
import { responses, type FeedbackStep } from './state-machine.ts';
import { officesFor, requireOfficeOf } from './require-office-of.ts';
import { officeOf, takeStep } from './take-step.ts';

/** GraphQL: RespondToFeedbackInput. */
export type RespondInput = {
  readonly feedbackId: string;
  readonly action: (typeof responses)[number];
  readonly agency?: string | null;
  readonly note?: string | null;
  readonly idempotencyKey: string;
};

/** GraphQL: ReopenFeedbackInput. */
export type ReopenInput = { readonly feedbackId: string; readonly reason: string; readonly idempotencyKey: string };

/** GraphQL: RectifyInput. */
export type RectifyInput = {
  readonly feedbackId: string;
  readonly what: RectificationRow['what'];
  readonly note: string;
  readonly caseId?: string | null;
  readonly serviceId?: string | null;
  readonly serviceVersion?: string | null;
  readonly idempotencyKey: string;
};

/**
 * Takes the step a department or the citizen answers with.
 * @throws {OnestopError} `BAD_USER_INPUT` where it goes to an office that nobody has
 */
export async function respondToFeedback(desk: Desk, input: RespondInput, request: RequestContext): Promise<string> {
  const note = readText('note', input.note, longest.words);
  const agency = readText('agency', input.agency, longest.line);
  return step(desk, { mutation: 'respondToFeedback', step: input.action, note, agency, input }, request);
}

export async function reopenFeedback(desk: Desk, input: ReopenInput, request: RequestContext): Promise<string> {
  const note = requireText('reason', input.reason, longest.words);
  return step(desk, { mutation: 'reopenFeedback', step: 'REOPEN', note, agency: null, input }, request);
}

/** Links a feedback to what changed because of it; a case and a service are looked up in the official's name. */
export async function rectify(desk: Desk, input: RectifyInput, request: RequestContext): Promise<string> {
  const note = requireText('note', input.note, longest.words);
  const changed = readChanged(input);
  return step(desk, { mutation: 'rectify', step: 'RECTIFY', note, agency: null, input, changed }, request);
}

type Changed = Pick<RectificationRow, 'what' | 'caseId' | 'serviceId' | 'serviceVersion'>;

function readChanged({ what, ...input }: RectifyInput): Changed {
  const caseId = readText('caseId', input.caseId, longest.key);
  const serviceId = readText('serviceId', input.serviceId, longest.key);
  const serviceVersion = readText('serviceVersion', input.serviceVersion, longest.key);
  const missing = {
    CASE: caseId === null ? 'caseId' : null,
    SERVICE: serviceId === null ? 'serviceId' : serviceVersion === null ? 'serviceVersion' : null,
    RULE: null,
  }[what];
  if (missing !== null) throw badInput('A change of a {what} needs a {field}', { what, field: missing });
  return { what, caseId, serviceId, serviceVersion };
}

/** Each for itself: a case beside it does not vouch for a service. */
async function lookUp({ entities }: Desk, { caseId, serviceId }: Changed, request: RequestContext): Promise<void> {
  await findConcern(entities, { caseId, serviceId: null, request });
  await findConcern(entities, { caseId: null, serviceId, request });
}

/** What is sent to a name that is nobody's is found in no queue. */
async function requireOffice({ offices, serviceCentre }: Desk, agency: string): Promise<void> {
  const known = await offices();
  if (known === null || known.has(agency) || agency === serviceCentre) return;
  throw badInput(
    'No office is called “{agency}”; publicOrganisations has their names, and {centre} is the service centre’s',
    { agency, centre: serviceCentre },
  );
}

type FollowUp = {
  readonly mutation: string;
  readonly step: FeedbackStep;
  readonly note: string | null;
  readonly agency: string | null;
  readonly input: Readonly<Record<string, unknown>> & Pick<ReopenInput, 'feedbackId' | 'idempotencyKey'>;
  readonly changed?: Changed;
};

async function step(desk: Desk, taken: FollowUp, request: RequestContext): Promise<string> {
  const visitor = visitorOf(request, 'handling feedback');
  const { mutation, note, agency, input, changed } = taken;
  const at = desk.now();
  return desk.carryOut({
    mutation,
    caller: visitor.caller,
    input,
    at,
    prepare: async () => {
      // Only an official's look-up: what a citizen may not do is refused below.
      if (changed !== undefined && visitor.actor === 'official') await lookUp(desk, changed, request);
      if (taken.step === 'DISPATCH' && agency !== null) await requireOffice(desk, agency);
      return { scope: await stepScope(desk), offices: await officesFor(visitor.caller, desk) };
    },
    write: async (ask, { scope, offices }) => {
      const held = await holdForVisitor(ask, input.feedbackId, visitor);
      const { actor, party: by } = visitor;
      requireOfficeOf(visitor.caller, officeOf(taken.step, held.row.agency, scope), offices);
      const change = takeStep(
        held,
        { step: taken.step, actor, by, at, note, ...(agency !== null && { agency }) },
        scope,
      );
      await saveChange(ask, held, change);
      const { id, updatedAt } = change.after.row;
      if (changed !== undefined) await insertRectification(ask, id, { ...changed, note: note ?? '', at: updatedAt });
      return id;
    },
  });
}
