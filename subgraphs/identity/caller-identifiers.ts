import { LRUCache } from 'lru-cache';
import { createEntityReader } from '../../adapters/ports/entity-reader.ts';
import {
  callerIdentifiers,
  maxIdentifiedWards,
  ownSubjects,
  type Caller,
  type PersonIdentifiers,
  type RequestContext,
} from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

/** Citizens whose identifiers are kept, and for how long: a request asks for many rows, a session for many requests. */
const kept = 1_000;
const keptMs = 30_000;

type Identified = Pick<Caller, 'identifiers' | 'wardIdentifiers' | 'unidentified'>;

/**
 * What the registry knows of the citizen who asks, and of each whom they act for, beside the id: departments that know no
 * ids find their rows by it. Asked in the citizen's own name, in one fetch. Empty where the registry knows nobody; where it
 * does not answer, or is asked for too many, why.
 */
export function createCallerIdentifiers(
  subgraphs: readonly Subgraph[],
): (request: RequestContext) => Promise<Identified> {
  const entities = createEntityReader(subgraphs);
  const known = new LRUCache<string, PersonIdentifiers>({ max: kept, ttl: keptMs });
  return async (request) => {
    if (request.caller === null) return {};
    const ids = [...new Set(ownSubjects(request.caller))];
    const asked = ids.slice(0, 1 + maxIdentifiedWards);
    const found = new Map(asked.flatMap((id) => (known.has(id) ? [[id, known.get(id) ?? {}] as const] : [])));
    const missing = asked.filter((id) => !found.has(id));
    const { entities: answers, errors } = await entities.read({
      representations: missing.map((id) => ({ __typename: 'Citizen', id })),
      selection: `{ ${callerIdentifiers.join(' ')} }`,
      request,
    });
    const [failure] = errors;
    for (const [index, id] of missing.entries()) {
      const identifiers = identifiersOf(answers[index] ?? {});
      found.set(id, identifiers);
      if (failure === undefined) known.set(id, identifiers);
    }
    const [identifiers = {}, ...wards] = asked.map((id) => found.get(id) ?? {});
    const identified = { identifiers, ...(wards.length > 0 && { wardIdentifiers: wards }) };
    const isWhole = [identifiers, ...wards].every((each) => callerIdentifiers.every((name) => Object.hasOwn(each, name))); // prettier-ignore
    if (failure !== undefined && !isWhole)
      return { ...identified, unidentified: { department: failure.department, code: failure.code } };
    if (ids.length > asked.length)
      return { ...identified, unidentified: { department: 'identity', code: 'TOO_MANY_WARDS' } };
    return identified;
  };
}

const identifiersOf = (citizen: Readonly<Record<string, unknown>>): PersonIdentifiers =>
  Object.fromEntries(
    callerIdentifiers.flatMap((name) => {
      const value = citizen[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
