import { randomBytes } from 'node:crypto';
import { readResidentId } from '../../../adapters/codecs/resident-id.ts';
import type { CarryOut } from '../../../adapters/hub/carry-out.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';
import { longest, requireText } from '../../../adapters/hub/read-text.ts';
import { requireDepartment } from '../../../adapters/hub/require-department.ts';
import type { EntityAnswer, EntityReader } from '../../../adapters/ports/entity-reader.ts';
import type { FieldOwner, FieldOwners } from '../../../adapters/ports/field-owners.ts';
import { OnestopError } from '../../../schema/errors.ts';
import { badInput } from '../../../schema/input-mistakes.ts';
import { accessOf } from '../../../schema/view.ts';
import type { Caller, RequestContext, Role } from '../../../schema/request.ts';
import { answerOnce, insertDispute, loadDispute } from '../store/disputes.ts';

/** GraphQL: DisputeFieldInput. */
export type DisputeFieldInput = {
  readonly type: string;
  readonly id: string;
  readonly field: string;
  readonly statement: string;
  readonly lang?: string | null;
  readonly idempotencyKey: string;
};

/** GraphQL: AnswerDisputeInput. */
export type AnswerDisputeInput = {
  readonly id: string;
  readonly resolution: string;
  readonly answer: string;
  readonly idempotencyKey: string;
};

/** Where disputes are taken in and answered. */
export type DisputeDesk = {
  readonly carryOut: CarryOut;
  readonly owners: FieldOwners;
  /** Asks the owner whose a row is, in the name of whoever says that it is theirs. */
  readonly entities: EntityReader;
  readonly now: () => Moment;
};

/** Takes in what a citizen says is wrong in a field of theirs, for the department that keeps it; answers its id. */
export async function disputeField(
  desk: DisputeDesk,
  input: DisputeFieldInput,
  request: RequestContext,
): Promise<string> {
  const caller = callerOf(request, ['citizen'], { action: 'disputing a field', who: 'the citizen concerned' });
  const citizenId = readResidentId(caller.subject);
  const statement = requireText('statement', input.statement, longest.words);
  const field = fieldOf(desk.owners, input);
  const recordId = field.isKey ? readResidentId(input.id) : input.id.trim();
  const at = desk.now();
  return desk.carryOut({
    ...{ mutation: 'disputeField', caller, input, at },
    prepare: () => requireOwn(desk.entities, { field, type: input.type, recordId, citizenId, request }),
    write: async (ask) => {
      const id = randomBytes(16).toString('hex');
      const of = { type: input.type, recordId, field: input.field, owner: field.department };
      await insertDispute(ask, { id, citizenId, ...of, statement, lang: input.lang ?? 'ZH', submittedAt: at });
      return id;
    },
  });
}

/** Answers a dispute, once, for the department that keeps the field; answers its id. */
export async function answerDispute(
  desk: DisputeDesk,
  input: AnswerDisputeInput,
  request: RequestContext,
): Promise<string> {
  const caller = callerOf(request, ['official', 'admin'], { action: 'answering a dispute', who: 'officials' });
  const answer = requireText('answer', input.answer, longest.words);
  const { id, resolution } = input;
  const at = desk.now();
  return desk.carryOut({
    ...{ mutation: 'answerDispute', caller, input, at },
    prepare: async () => {},
    write: async (ask) => {
      const dispute = await loadDispute(ask, id);
      if (dispute === null) throw badInput('No dispute has this id');
      requireDepartment(caller, [dispute.owner], disputesOf);
      const isFirst = await answerOnce(ask, { id, resolution, answer, at, by: caller });
      if (!isFirst) throw new OnestopError('DISPUTE_ANSWERED');
      return id;
    },
  });
}

/** @throws {OnestopError} `UNAUTHORIZED_FIELD_OR_TYPE` without sign-in and purpose, `FORBIDDEN_ACTION` for other roles */
export function callerOf(
  request: RequestContext,
  allowed: readonly Role[],
  refusal: { readonly action: string; readonly who: string },
): Caller {
  const { caller } = request;
  if (caller === null || accessOf(request) === 'none') throw new OnestopError('UNAUTHORIZED_FIELD_OR_TYPE');
  if (!allowed.includes(caller.role)) throw new OnestopError('FORBIDDEN_ACTION', refusal);
  return caller;
}

/** What is refused to officials of others. */
export const disputesOf = 'a department’s disputes';

/** @throws {OnestopError} `BAD_USER_INPUT` for what nobody keeps of people */
function fieldOf(owners: FieldOwners, { type, field }: DisputeFieldInput): FieldOwner {
  // What is said back is a name, and no text that somebody wrote.
  const isName = (text: string) => /^\w{1,100}$/.test(text);
  if (!isName(type) || !owners.isAboutPerson(type))
    throw badInput('type: nothing in the graph called “{type}” is about one person', { type: isName(type) ? type : '…' }); // prettier-ignore
  const owner = owners.ownerOf(type, field);
  if (owner !== null) return owner;
  throw badInput('field: {type} has no personal field called “{field}” that a department keeps', {
    type,
    field: isName(field) ? field : '…',
  });
}

type Claim = {
  readonly field: FieldOwner;
  readonly type: string;
  readonly recordId: string;
  readonly citizenId: string;
  readonly request: RequestContext;
};

/**
 * Whose a row is its key tells, or the department that keeps it; the disputed value is not asked for.
 * @throws {OnestopError} `FORBIDDEN_RECORD` for another's, whether or not there is one; `DEPARTMENT_*` where the
 *   department can't be asked
 */
async function requireOwn(entities: EntityReader, { field, type, recordId, citizenId, request }: Claim): Promise<void> {
  if (field.isKey) {
    if (recordId !== citizenId) throw new OnestopError('FORBIDDEN_RECORD');
    return;
  }
  const representations = [{ __typename: type, id: recordId }];
  const answer = await entities.read({ representations, selection: `{ ${field.subject} }`, request });
  const [found] = answer.entities;
  const holder = found?.[field.subject] ?? null;
  if (holder === citizenId) return;
  // A department that knows people by telephone gives a citizen's own rows alone, and may hold no id of them.
  if (found && holder === null && field.hasAlternative && answer.errors.length === 0) return;
  throw refusal(answer);
}

function refusal({ errors }: EntityAnswer): OnestopError {
  const [error] = errors;
  if (error === undefined || errors.some(({ code }) => code === 'FORBIDDEN_RECORD'))
    return new OnestopError('FORBIDDEN_RECORD');
  return new OnestopError(error.code, { ...error.details, department: error.department });
}
