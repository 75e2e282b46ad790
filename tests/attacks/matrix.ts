import type { RequestContext } from '../../schema/request.ts';
import type { Finding } from '../../schema/subgraph.ts';
import { aggregates, comparisons } from './asking-probes.ts';
import { judge, type Judgement, type Keyed } from './oracle.ts';
import type { Probe } from './probe.ts';
import { embeddedObjects, eventEntities, eventLists, findingProbes } from './interface-probes.ts';
import { secretsOf } from './secrets.ts';
import { entityProbes, lists, lookups, relations, stepProbes } from './reading-probes.ts';
import { requestFor, type Viewer } from './viewers.ts';

/** What is asked of whatever answers for the department: its port, or the gateway. */
export type Ask = (question: {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly representations?: readonly { readonly __typename: string; readonly id: string }[];
  readonly request: RequestContext;
}) => Promise<{
  readonly data: unknown;
  readonly errors: readonly { readonly path?: unknown; readonly code: string }[];
  readonly findings: readonly Pick<Finding, 'type' | 'field' | 'reason' | 'key'>[];
}>;

/** Runs every probe for one who asks; tells of the cells that are not as they must be. */
export async function redCells(viewer: Viewer, ask: Ask, options: MatrixOptions): Promise<readonly string[]> {
  const red: string[] = [];
  const judgement = judge(viewer, options.keyed.digest);
  const secrets = secretsOf(judgement);
  for (const probe of probesFor(judgement, options)) {
    const { path, query, variables = {}, representations = [], expected, findings = [] } = probe;
    const answer = await ask({ query, variables, representations, request: requestFor(viewer) });
    const errors = answer.errors.map(({ path: at, code }) => `${[at].flat().join('.')} ${code}`).sort();
    const wanted = [...expected.withheld].sort();
    const [given, right] = [JSON.stringify([answer.data, errors]), JSON.stringify([expected.data, wanted])];
    const isRight = options.entities ? given === right : isSame(answer.data, expected.data) && tellsAll(errors, wanted);
    if (!isRight) red.push(`${viewer.name}, ${path}: ${given} in place of ${right}`);
    const found = answer.findings.map(
      ({ type, field, reason, key }) => `${type}.${field ?? ''} ${reason} ${key ?? ''}`,
    );
    if (!isSame(found, findings))
      red.push(`${viewer.name}, ${path}: finds ${found.join()} in place of ${findings.join()}`);
    // Messages, paths and details too.
    const asked = JSON.stringify([query, representations]);
    const told = secrets.find((secret) => !asked.includes(secret) && JSON.stringify(answer).includes(secret));
    if (told !== undefined) red.push(`${viewer.name}, ${path}: tells ${told}`);
  }
  return red;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * The gateway takes out of the question what nobody who asks so may see, wherever it would stand: its errors have no
 * places in lists, and are told of what is not there, too.
 */
function tellsAll(errors: readonly string[], wanted: readonly string[]): boolean {
  const told = new Set(errors.map(withoutPlaces));
  return (
    wanted.every((each) => told.has(withoutPlaces(each))) && errors.every((each) => /UNAUTHORIZED|FORBIDDEN/.test(each))
  );
}

const withoutPlaces = (error: string): string => error.replace(/\.\d+(?=\.| )/g, '');

export type MatrixOptions = {
  readonly keyed: Keyed;
  /** Does it answer `_entities`, as a port does? */
  readonly entities: boolean;
};

export function* probesFor(judgement: Judgement, { entities, keyed }: MatrixOptions): Generator<Probe> {
  yield* lists(judgement);
  yield* lookups(judgement);
  if (entities) yield* entityProbes(judgement);
  if (entities) yield* stepProbes(judgement);
  yield* relations(judgement);
  yield* eventLists(judgement);
  if (entities) yield* eventEntities(judgement);
  yield* embeddedObjects(judgement);
  yield* findingProbes(judgement, keyed.pseudonym);
  yield* comparisons(judgement);
  yield* aggregates(judgement);
}
