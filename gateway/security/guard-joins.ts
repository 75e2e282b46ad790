import type { DocumentNode } from 'graphql';
import type { FindConsents, JoinRule } from '../../schema/agreement.ts';
import { failedAnswer } from '../../schema/failed-answer.ts';
import { once } from '../../schema/once.ts';
import type { FetchAnswer, FetchError, FetchInput, PreparedFetch, Representation, Subgraph, Variables } from '../../schema/subgraph.ts'; // prettier-ignore
import type { StrippedFetch } from './strip-fields.ts';

export type GuardJoinsOptions = {
  /** Does a fetch filter by what is joined by agreement alone? */
  readonly filtersAgreed: (document: DocumentNode) => (variables: Variables) => boolean;
  /** The fetch without what is joined by agreement alone. */
  readonly withoutAgreed: (document: DocumentNode) => StrippedFetch;
  /** Field of the person's id, for a type whose rows are about one person. */
  readonly subjectField: (type: string) => string | null;
  readonly consents: FindConsents;
  /** Told why consents can't be found. */
  readonly onFailure: (error: unknown) => void;
};

/**
 * A department whose data is joined with others' as its agreements allow. Where people have to consent, what is joined by
 * agreement alone is asked of those who do, and the rest of everybody. Of rows that are not found by a person's id nobody
 * can tell in advance whose they are: they are asked for the rest.
 */
export function guardJoins(subgraph: Subgraph, options: GuardJoinsOptions): Subgraph {
  return {
    ...subgraph,
    prepare: ({ document }) => {
      const prepared = subgraph.prepare({ document });
      const filtersAgreed = options.filtersAgreed(document);
      const limited = once(() => {
        const { document: rest, removed } = options.withoutAgreed(document);
        return {
          whole: prepared,
          rest: removed.length === 0 ? prepared : subgraph.prepare({ document: rest }),
          removed,
        };
      });
      return {
        run: async (input) => {
          const rule = input.request.joins?.get(subgraph.name);
          if (rule === undefined) return prepared.run(input);
          if (filtersAgreed(input.variables)) return failedAnswer(refusalOf(rule));
          return limited().removed.length === 0 ? prepared.run(input) : runLimited(limited(), input, { ...options, rule }); // prettier-ignore
        },
        explain: (variables) => prepared.explain(variables),
      };
    },
  };
}

type Limited = {
  readonly whole: PreparedFetch;
  readonly rest: PreparedFetch;
  /** Where what the rest leaves out stood. */
  readonly removed: StrippedFetch['removed'];
};
type Scope = GuardJoinsOptions & { readonly rule: JoinRule };

async function runLimited(fetch: Limited, input: FetchInput, scope: Scope): Promise<FetchAnswer> {
  const { representations } = input;
  const { removed, rest } = fetch;
  if (representations.length === 0) {
    const missing = removed.map((path) => ({ ...refusalOf(scope.rule), path }));
    return withErrors(await rest.run(input), missing);
  }
  const { allowed, refusal } = await judge(representations, scope);
  const ask = async (places: readonly number[], without: boolean): Promise<Part> => {
    const asked = places.flatMap((index) => representations[index] ?? []);
    const answer = await (without ? rest : fetch.whole).run({ ...input, representations: asked });
    if (!without) return { answer, places };
    const missing = removed.flatMap((path) => asked.map((_, index) => ({ ...refusal, path: within(path, index) })));
    return { answer: withErrors(answer, missing), places };
  };
  const askWhole = async (places: readonly number[]): Promise<Part> => {
    const part = await ask(places, false);
    // Rows of theirs may lead to others, who have to consent as well.
    return (await doAllConsent(part.answer.subjects, scope)) ? part : ask(places, true);
  };
  const [consenting, others] = partition([...allowed.keys()], (index) => allowed[index] === true);
  const parts = await Promise.all([
    ...(consenting.length > 0 ? [askWhole(consenting)] : []),
    ...(others.length > 0 ? [ask(others, true)] : []),
  ]);
  return together(parts, representations.length);
}

function partition<T>(all: readonly T[], isFirst: (each: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

type Judgement = { readonly allowed: readonly boolean[]; readonly refusal: FetchError };

/** For each entity: does the person whom it is asked for by consent to what it is joined with? And what the others are told. */
async function judge(entities: readonly Representation[], scope: Scope): Promise<Judgement> {
  const { rule } = scope;
  const refusal = refusalOf(rule);
  const nobody = entities.map(() => false);
  if (rule.kind === 'refused') return { allowed: nobody, refusal };
  const people = entities.map((each) => personOf(each, scope));
  const known = [...new Set(people.filter((id) => id !== null))];
  if (known.length === 0) return { allowed: nobody, refusal };
  try {
    const consents = await findConsenting(known, rule, scope);
    return { allowed: people.map((id) => id !== null && consents(id)), refusal };
  } catch (error) {
    scope.onFailure(error);
    return { allowed: nobody, refusal: { path: [], code: 'CONSENT_UNKNOWN', retryAfter: 1 } };
  }
}

/** Do all these people consent? Who can't be asked for does not. */
async function doAllConsent(people: readonly string[], scope: Scope): Promise<boolean> {
  const { rule } = scope;
  if (people.length === 0 || rule.kind === 'refused') return people.length === 0;
  try {
    return people.every(await findConsenting(people, rule, scope));
  } catch (error) {
    scope.onFailure(error);
    return false;
  }
}

type ConsentRule = Extract<JoinRule, { kind: 'consent' }>;

async function findConsenting(people: readonly string[], { agreements }: ConsentRule, { consents }: Scope) {
  const found = await consents(people, [...new Set(agreements.flat())]);
  return (id: string): boolean => agreements.every((each) => each.some((name) => found.get(id)?.has(name) === true));
}

type Part = { readonly answer: FetchAnswer; readonly places: readonly number[] };

/** Answers to parts of the entities as one to all of them. */
function together(parts: readonly Part[], count: number): FetchAnswer {
  const entities: unknown[] = Array.from({ length: count }, () => null);
  for (const { answer, places } of parts) {
    const given: unknown = answer.data?.['_entities'];
    if (Array.isArray(given)) for (const [index, place] of places.entries()) entities[place] = given[index] as unknown;
  }
  const answers = parts.map(({ answer }) => answer);
  return {
    data: answers.every(({ data }) => data === null) ? null : { _entities: entities },
    errors: parts.flatMap(({ answer, places }) => answer.errors.map((error) => ({ ...error, path: placed(error.path, places) }))), // prettier-ignore
    subjects: [...new Set(answers.flatMap(({ subjects }) => subjects))],
    findings: answers.flatMap(({ findings }) => findings),
    servedFrom: answers.find(({ servedFrom }) => servedFrom !== 'source')?.servedFrom ?? 'source',
    age: Math.max(...answers.map(({ age }) => age)),
  };
}

const placed = ([first, index, ...rest]: FetchError['path'], places: readonly number[]): FetchError['path'] => {
  const place = typeof index === 'number' ? places[index] : undefined;
  return [first, place ?? index, ...rest].filter((step) => step !== undefined);
};

/** `_entities`, which the path begins with, at one of them. */
const within = ([first = '', ...rest]: readonly string[], index: number): FetchError['path'] => [first, index, ...rest];

const withErrors = (answer: FetchAnswer, errors: readonly FetchError[]): FetchAnswer =>
  answer.data === null ? answer : { ...answer, errors: [...answer.errors, ...errors] };

const refusalOf = (rule: JoinRule): FetchError =>
  rule.kind === 'refused'
    ? { path: [], code: 'AGREEMENT_REQUIRED', details: { others: rule.others.join(', ') } }
    : { path: [], code: 'CONSENT_REQUIRED' };

/** The person whom an entity is asked for by; null where its key does not tell. */
function personOf(entity: Representation, { subjectField }: Scope): string | null {
  const field = subjectField(entity.__typename);
  const id = field === null ? null : entity[field];
  return typeof id === 'string' ? id : null;
}
