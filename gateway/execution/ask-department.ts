import type { Policy } from '../../schema/policy.ts';
import type { FetchAnswer, FetchError, FetchInput, Representation } from '../../schema/subgraph.ts';
import type { CompiledFetch } from './compile-fetch.ts';
import type { FetchPlace } from './error-collector.ts';
import type { FetchLog } from './fetch-log.ts';

export type Asking = Pick<FetchPlace, 'path' | 'positions'> & {
  readonly input: FetchInput;
  readonly log: FetchLog;
  readonly policy: Policy;
  /** Where one entity was asked for in the name of several places: its errors, told of each of them. */
  readonly spread?: (errors: readonly FetchError[]) => readonly FetchError[];
};

/** Runs one fetch and notes all that the request has to know of it; answers with its data. Never throws. */
export async function askDepartment(fetch: CompiledFetch, asking: Asking): Promise<FetchAnswer['data']> {
  const { input, log, policy, path, positions, spread } = asking;
  const { department, fields } = fetch;
  const { variables, representations } = input;
  const startedAt = performance.now();
  const answer = await fetch.run(input);
  log.record(department, answer, performance.now() - startedAt);
  if (answer.data !== null) {
    const people = [...answer.subjects, ...askedAbout(answer, representations, policy)];
    const personal = [...fetch.personal, ...fetch.filters(variables)];
    const said = () => `${fetch.text} ${JSON.stringify(variables)}`;
    if (people.length > 0 || (personal.length > 0 && !isEcho(answer.data, said)))
      log.read(department, personal, people);
  }
  log.asked.push({ department, path, fields });
  if (answer.errors.length > 0)
    log.errors.add({ department, path, fields, positions }, spread?.(answer.errors) ?? answer.errors);
  return answer.data;
}

/**
 * Is the answer nothing but what was asked with? A key stub gives back the id that the client said itself. That there is
 * nothing tells something: a null, or a list without items, is no echo.
 */
function isEcho(value: unknown, said: () => string): boolean {
  if (typeof value === 'string') return said().includes(JSON.stringify(value));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, each]) => key === '__typename' || isEcho(each, said));
}

/** People whose own records were asked for by their id, and found: the department need not say so. */
function askedAbout({ data }: FetchAnswer, entities: readonly Representation[], policy: Policy): readonly string[] {
  const found = data?.['_entities'];
  if (!Array.isArray(found)) return [];
  const ids: string[] = [];
  entities.forEach((entity, index) => {
    const subject = policy.subjectField(entity.__typename);
    const id = subject === null ? null : entity[subject];
    if (typeof id === 'string' && found[index] !== null) ids.push(id);
  });
  return ids;
}
