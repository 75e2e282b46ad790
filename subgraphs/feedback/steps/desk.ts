import { readResidentId } from '../../../adapters/codecs/resident-id.ts';
import type { EntityReader } from '../../../adapters/ports/entity-reader.ts';
import type { OrganisationNames } from '../../../adapters/ports/organisation-names.ts';
import { OnestopError } from '../../../schema/errors.ts';
import { badInput } from '../../../schema/input-mistakes.ts';
import { accessOf } from '../../../schema/view.ts';
import type { Caller, RequestContext } from '../../../schema/request.ts';
import type { WorkingCalendar } from '../../../schema/working-days.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { holdFeedback } from '../store/load-feedback.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';
import type { CarryOut } from '../../../adapters/hub/carry-out.ts';
import type { HeldFeedback, Party } from './held-feedback.ts';
import type { Actor } from './state-machine.ts';
import type { StepScope } from './take-step.ts';
import { workingClock } from './working-clock.ts';

/** Where feedback is taken in and dealt with. */
export type Desk = {
  readonly carryOut: CarryOut;
  readonly entities: EntityReader;
  readonly calendar: () => Promise<WorkingCalendar>;
  /** Null where nobody says which there are: every name is then believed. */
  readonly offices: () => Promise<OrganisationNames | null>;
  readonly serviceCentre: string;
  readonly now: () => Moment;
};

/** Who stands at the desk. */
export type Visitor = { readonly caller: Caller; readonly actor: Actor; readonly party: Party };

/**
 * @param doing what they want to do, for the refusal
 * @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE` without sign-in and purpose, `FORBIDDEN_ACTION` for programs
 */
export function visitorOf(request: RequestContext, doing: string): Visitor {
  const { caller } = request;
  if (caller === null || accessOf(request) === 'none') throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
  const { role } = caller;
  if (role !== 'citizen' && role !== 'official')
    throw new OnestopError('FORBIDDEN_ACTION', { action: doing, who: 'citizens and officials' });
  const subject = role === 'citizen' ? readResidentId(caller.subject) : caller.subject;
  return { caller, actor: role, party: { subject, role } };
}

export async function stepScope({ calendar, serviceCentre }: Desk): Promise<StepScope> {
  return { clock: workingClock(await calendar()), serviceCentre };
}

/**
 * The feedback, held for a step of this visitor.
 * @throws {OnestopError} `FORBIDDEN_RECORD` for a citizen whose it is not, whether or not there is one;
 *   `BAD_USER_INPUT` for an official where there is none
 */
export async function holdForVisitor(ask: Ask, id: string, { actor, party }: Visitor): Promise<HeldFeedback> {
  const held = await holdFeedback(ask, id);
  if (actor === 'citizen' && held?.row.citizenId !== party.subject) throw new OnestopError('FORBIDDEN_RECORD');
  if (held === null) throw badInput('No feedback has this feedbackId');
  return held;
}
