import { LRUCache } from 'lru-cache';
import { createEntityReader } from '../../adapters/ports/entity-reader.ts';
import { callerIdentifiers, type Caller, type RequestContext } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

/** Citizens whose identifiers are kept, and for how long: a request asks for many rows, a session for many requests. */
const kept = 1_000;
const keptMs = 30_000;

/**
 * What the registry knows of the citizen who asks, beside the id: departments that know no ids find the citizen's
 * rows by it. Asked in the citizen's own name. Empty where the registry knows nobody; where it does not answer, why.
 */
export function createCallerIdentifiers(
  subgraphs: readonly Subgraph[],
): (request: RequestContext) => Promise<Pick<Caller, 'identifiers' | 'unidentified'>> {
  const entities = createEntityReader(subgraphs);
  const known = new LRUCache<string, NonNullable<Caller['identifiers']>>({ max: kept, ttl: keptMs });
  return async (request) => {
    const id = request.caller?.subject;
    if (id === undefined) return {};
    const found = known.get(id);
    if (found !== undefined) return { identifiers: found };
    const selection = `{ ${callerIdentifiers.join(' ')} }`;
    const { entities: answers, errors } = await entities.read({
      representations: [{ __typename: 'Citizen', id }],
      selection,
      request,
    });
    const identifiers = Object.fromEntries(
      callerIdentifiers.flatMap((name) => {
        const value = answers[0]?.[name];
        return typeof value === 'string' && value !== '' ? [[name, value]] : [];
      }),
    );
    const [failure] = errors;
    if (failure === undefined) known.set(id, identifiers);
    if (failure === undefined || callerIdentifiers.every((name) => Object.hasOwn(identifiers, name)))
      return { identifiers };
    return { identifiers, unidentified: { department: failure.department, code: failure.code } };
  };
}
