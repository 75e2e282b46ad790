import type { DocumentNode } from 'graphql';
import type { FindConsents, JoinRule } from '../../schema/agreement.ts';
import type { FetchAnswer, FetchError, FetchInput, PreparedFetch, Representation, Subgraph, Variables } from '../../schema/subgraph.ts'; // prettier-ignore

export type GuardJoinsOptions = {
  /** Does a fetch read what is joined by agreement alone, or filter by it? */
  readonly readsAgreed: (document: DocumentNode) => (variables: Variables) => boolean;
  /** Field of the person's id, for a type whose rows are about one person. */
  readonly subjectField: (type: string) => string | null;
  readonly consents: FindConsents;
  /** Told why consents can't be found. */
  readonly onFailure: (error: unknown) => void;
};

/**
 * A department whose data is joined with others' as its agreements allow. Where people have to consent, those alone are
 * asked for who do; what is not found by a person's id, of whom nobody can tell in advance whose it is, not at all.
 */
export function guardJoins(subgraph: Subgraph, options: GuardJoinsOptions): Subgraph {
  return {
    ...subgraph,
    prepare: (fetch) => {
      const prepared = subgraph.prepare(fetch);
      const readsAgreed = options.readsAgreed(fetch.document);
      return {
        run: (input) => {
          const rule = input.request.joins?.get(subgraph.name);
          if (rule === undefined || !readsAgreed(input.variables)) return prepared.run(input);
          return runLimited(prepared, input, { ...options, rule, department: subgraph.name });
        },
        explain: (variables) => prepared.explain(variables),
      };
    },
  };
}

type Scope = GuardJoinsOptions & { readonly rule: JoinRule; readonly department: string };

async function runLimited(prepared: PreparedFetch, input: FetchInput, scope: Scope): Promise<FetchAnswer> {
  const { rule, department } = scope;
  if (rule.kind === 'refused')
    return failed({ path: [], code: 'AGREEMENT_REQUIRED', details: { others: rule.others.join(', ') } });
  const people = input.representations.map((each) => personOf(each, scope));
  const known = people.filter((id) => id !== null);
  if (known.length === 0) return failed({ path: [], code: 'CONSENT_REQUIRED' });
  try {
    const agreements = [...new Set(rule.agreements.flat())];
    const found = await scope.consents([...new Set(known)], agreements);
    const isAllowed = (id: string | null): boolean =>
      id !== null && rule.agreements.every((each) => each.some((name) => found.get(id)?.has(name) === true));
    return await runFor(prepared, input, people.map(isAllowed));
  } catch (error) {
    scope.onFailure(error);
    return failed({ path: [], code: 'CONSENT_UNKNOWN', details: { department }, retryAfter: 1 });
  }
}

/** The entities that are allowed, each at its place; the others are null, and an error says why. */
async function runFor(prepared: PreparedFetch, input: FetchInput, allowed: readonly boolean[]): Promise<FetchAnswer> {
  if (allowed.every((each) => each)) return prepared.run(input);
  const places = [...allowed.keys()].filter((index) => allowed[index]);
  const refused = [...allowed.keys()].filter((index) => !allowed[index]);
  const errors = refused.map((index): FetchError => ({ path: ['_entities', index], code: 'CONSENT_REQUIRED' }));
  if (places.length === 0) return { ...failed(...errors), data: { _entities: allowed.map(() => null) } };
  const representations = places.flatMap((index) => input.representations[index] ?? []);
  const answer = await prepared.run({ ...input, representations });
  const given: unknown = answer.data?.['_entities'];
  const entities: readonly unknown[] = Array.isArray(given) ? given : [];
  const isWhole = entities.length === places.length;
  // What is no answer to the question the gateway tells; it must not look like one.
  if (answer.data !== null && !isWhole) return failed({ path: [], code: 'DEPARTMENT_ANSWER_INVALID' });
  const spread: unknown[] = allowed.map(() => null);
  for (const [index, place] of places.entries()) spread[place] = entities[index] ?? null;
  return {
    ...answer,
    data: answer.data === null ? null : { ...answer.data, _entities: spread },
    errors: [...answer.errors.map((error) => ({ ...error, path: placed(error.path, places) })), ...errors],
  };
}

const placed = ([first, index, ...rest]: FetchError['path'], places: readonly number[]): FetchError['path'] => {
  const place = typeof index === 'number' ? places[index] : undefined;
  return [first, place ?? index, ...rest].filter((step) => step !== undefined);
};

/** The person whom an entity is asked for by; null where its key does not tell. */
function personOf(entity: Representation, { subjectField }: Scope): string | null {
  const field = subjectField(entity.__typename);
  const id = field === null ? null : entity[field];
  return typeof id === 'string' ? id : null;
}

const failed = (...errors: readonly FetchError[]): FetchAnswer => ({
  data: null,
  errors,
  subjects: [],
  findings: [],
  servedFrom: 'source',
  age: 0,
});
