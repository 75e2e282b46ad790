import type { EntityAnswer, EntityReader } from '../../../adapters/ports/entity-reader.ts';
import { OnestopError } from '../../../schema/errors.ts';
import { badInput } from '../../../schema/input-mistakes.ts';
import type { RequestContext } from '../../../schema/request.ts';

/** What a feedback is about, and which office is responsible for that; null where nobody says. */
export type Concern = {
  readonly serviceId: string | null;
  readonly caseId: string | null;
  readonly agency: string | null;
};

export type ConcernQuestion = {
  readonly serviceId: string | null;
  readonly caseId: string | null;
  readonly request: RequestContext;
};

/**
 * Asks the departments that hold the case and the service, in the name of whoever asks. The case's department is
 * responsible, else the service's competent authority. A service whose department does not answer is believed; a
 * case is not, for it may be somebody else's.
 * @throws {OnestopError} `FORBIDDEN_RECORD` for a case that whoever asks may not see, `BAD_USER_INPUT` for a service
 *   that nobody has, `DEPARTMENT_*` where a case can't be asked for
 */
export async function findConcern(entities: EntityReader, question: ConcernQuestion): Promise<Concern> {
  const { caseId, request } = question;
  const known = caseId === null ? null : await readCase(entities, caseId, request);
  const serviceId = known?.serviceId ?? question.serviceId;
  const authority =
    serviceId === null || (known !== null && known.agency !== null && known.serviceId === serviceId)
      ? null
      : await readAuthority(entities, serviceId, request);
  return { serviceId, caseId, agency: known?.agency ?? authority };
}

async function readCase(entities: EntityReader, id: string, request: RequestContext) {
  const selection = '{ service { id } department { name } }';
  const answer = await entities.read({ representations: [{ __typename: 'Case', id }], selection, request });
  const [found] = answer.entities;
  if (found === null || found === undefined || isRefused(answer)) throw refusal(answer);
  const { service, department } = found;
  return { serviceId: textOf(propertyOf(service, 'id')), agency: textOf(propertyOf(department, 'name')) };
}

const isRefused = ({ errors }: EntityAnswer): boolean => errors.some(({ code }) => code === 'FORBIDDEN_RECORD');

/** A case that can't be seen is the same whether it is another's or nobody's. */
function refusal(answer: EntityAnswer): OnestopError {
  const [error] = answer.errors;
  if (error === undefined || isRefused(answer)) return new OnestopError('FORBIDDEN_RECORD');
  return new OnestopError(error.code, { ...error.details, department: error.department });
}

async function readAuthority(entities: EntityReader, id: string, request: RequestContext): Promise<string | null> {
  const selection = '{ competentAuthority { name } }';
  const answer = await entities.read({ representations: [{ __typename: 'PublicService', id }], selection, request });
  const [found] = answer.entities;
  if (found !== null && found !== undefined) return textOf(propertyOf(found['competentAuthority'], 'name'));
  if (answer.errors.length > 0) return null;
  throw badInput('No service has this serviceId');
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
