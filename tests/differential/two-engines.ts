import { isDeepStrictEqual } from 'node:util';
import { Kind, parse, print, visit } from 'graphql';
import { pino } from 'pino';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import type { EngineAnswer } from '../../gateway/execution/engine.ts';
import { resolveConditions } from '../../gateway/planning/conditions.ts';
import { OperationRefused } from '../../gateway/planning/operation-refused.ts';
import { createPlanner } from '../../gateway/planning/plan-operation.ts';
import type { ClientOperation } from '../../gateway/planning/select-operation.ts';
import { hasRequirements } from '../../gateway/planning/separate-requirements.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { ResponseError } from '../../schema/response-error.ts';
import type { Subgraph, Variables } from '../../schema/subgraph.ts';
import { countPlan, type PlanCounts } from './plan-nodes.ts';
import type { RandomOperation } from './random-operation.ts';

/** One graph, asked through both engines. */
export type TwoEngines = {
  readonly apollo: Gateway;
  readonly compiled: Gateway;
  /** Of all operations that were compared. */
  readonly counts: PlanCounts;
  compare(operation: RandomOperation, request: RequestContext): Promise<Compared>;
  close(): Promise<void>;
};

/** Where the engines may answer differently, and why ours is right. */
export type Exception =
  /** The stock gateway forgets what a department gave under a renamed key if it is 0, false or empty, and what requires it. */
  | 'RENAMED_FALSY'
  /** It can't tell which of several like entities failed; "the path [..] to the response field which experienced the error". */
  | 'PLACES_OF_ERRORS'
  /** It writes fragments of one type together: "the order of fields in the result corresponds to the order in the request" (6.3.2). */
  | 'ORDER_OF_FRAGMENTS'
  /** Of what an interface object said last it forgets the type: `__typename` is null, and fragments on the type are left out. "__typename: the name of the object type" (4.4). */
  | 'INTERFACE_OBJECTS';

export type Compared =
  | { readonly kind: 'invalid' }
  | { readonly kind: 'same'; readonly fetches: number; readonly exception: Exception | null }
  | { readonly kind: 'different'; readonly report: string };

const generous = {
  depth: 60,
  aliases: 5_000,
  fields: 50_000,
  directives: 5_000,
  tokens: 100_000,
  characters: 1_000_000,
};

export async function openTwoEngines(subgraphs: readonly Subgraph[]): Promise<TwoEngines> {
  const logger = pino({ level: 'silent' });
  const limits = { ...generous, cost: 1e9 };
  const account = async (): Promise<void> => {};
  const apollo = await createGateway({ subgraphs, engine: 'apollo', logger, limits, account });
  const supergraphSdl = apollo.supergraph.sdl;
  const compiled = await createGateway({ subgraphs, supergraphSdl, engine: 'compiled', logger, limits, account });
  const { plan } = createPlanner(apollo.supergraph.sdl);
  const counts: PlanCounts = {};
  return {
    apollo,
    compiled,
    counts,
    compare: async ({ text, variables }, request) => {
      const operation = prepared(apollo, text);
      if (operation === null) return { kind: 'invalid' };
      const planned: PlanCounts = {};
      const fetches = countPlan(plan(operation.document), planned);
      for (const [what, count] of Object.entries(planned)) counts[what] = (counts[what] ?? 0) + count;
      const ask = ({ pipeline }: Gateway, asked: ClientOperation, given: Variables) =>
        pipeline.run(pipeline.admit(asked, given), request);
      // Where fields require others, the stock gateway leaves out what stands beside what a condition leaves out.
      const resolved = hasRequirements(supergraphSdl)
        ? prepared(apollo, withoutConditions(text, variables))
        : operation;
      if (resolved === null) return { kind: 'invalid' };
      const theirs = withoutEmpty(await ask(apollo, resolved, resolved === operation ? variables : {}));
      const ours = await ask(compiled, operation, variables);
      const exception = differenceOf(theirs, ours, planned);
      if (exception === 'DIFFERENT') {
        const told = [text, JSON.stringify(variables), textOf(theirs), textOf(ours), JSON.stringify(theirs.errors), JSON.stringify(ours.errors)]; // prettier-ignore
        return { kind: 'different', report: told.join('\n') };
      }
      return { kind: 'same', fetches, exception };
    },
    close: () => apollo.close(), // the ports are the same
  };
}

/** What the stock gateway is asked of an object of which all is left out. */
const empty = 'nothingOfIt';

const withoutEmpty = (answer: EngineAnswer): EngineAnswer => ({
  ...answer,
  data: JSON.parse(JSON.stringify(answer.data), (key, each: unknown) => (key === empty ? undefined : each)) as never,
});

/** The same operation, with what a condition lets through. */
function withoutConditions(text: string, variables: Variables): string {
  const alias = { kind: Kind.NAME, value: empty } as const;
  const typename = { kind: Kind.FIELD, alias, name: { kind: Kind.NAME, value: '__typename' } } as const;
  const resolved = resolveConditions(parse(text), variables, typename);
  return print(visit(resolved, { OperationDefinition: (node) => ({ ...node, variableDefinitions: [] }) }));
}

function prepared({ pipeline }: Gateway, text: string) {
  try {
    return pipeline.prepare({ text, id: null, hash: null }, null);
  } catch (error) {
    if (error instanceof OperationRefused) return null;
    throw error;
  }
}

/** Ours as it is sent. */
const textOf = (answer: EngineAnswer): string => answer.json?.toString() ?? JSON.stringify(answer.data);

function differenceOf(theirs: EngineAnswer, ours: EngineAnswer, planned: PlanCounts): Exception | 'DIFFERENT' | null {
  if (readsOf(theirs) !== readsOf(ours) || departmentsOf(theirs) !== departmentsOf(ours)) return 'DIFFERENT';
  const places = sameErrors(theirs.errors, ours.errors);
  if (places === 'DIFFERENT') return 'DIFFERENT';
  if (textOf(theirs) === textOf(ours)) return places;
  const [one, other]: readonly unknown[] = [theirs, ours].map((answer) => JSON.parse(textOf(answer)) as unknown);
  if (isDeepStrictEqual(one, other)) return 'ORDER_OF_FRAGMENTS';
  if (planned['output KeyRenamer'] !== undefined && hasAllOf(withoutFalsy(other), withoutFalsy(one)))
    return 'RENAMED_FALSY';
  return planned['input ValueSetter'] !== undefined && hasAllOf(other, one) ? 'INTERFACE_OBJECTS' : 'DIFFERENT';
}

/** Who was read, by which department, in one order. */
const readsOf = ({ reads }: EngineAnswer): string =>
  JSON.stringify(
    reads
      .map(({ department, fields, subjects }) => [department, [...fields].sort(), [...subjects].sort()])
      .sort(([one = ''], [other = '']) => (String(one) < String(other) ? -1 : 1)),
  );

const departmentsOf = ({ fetches }: EngineAnswer): string =>
  fetches
    .map(({ department }) => department)
    .sort()
    .join();

const withoutFalsy = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    each === 0 || each === false || each === '' ? null : each,
  );

/** Is it the same, but for what stands where the other has null or nothing? */
function hasAllOf(ours: unknown, theirs: unknown): boolean {
  if (theirs === null) return true;
  if (typeof ours !== 'object' || ours === null || typeof theirs !== 'object') return ours === theirs;
  return (
    Array.isArray(ours) === Array.isArray(theirs) &&
    Object.keys(theirs).every((key) => hasAllOf(Reflect.get(ours, key), Reflect.get(theirs, key)))
  );
}

/** Are the stock gateway's errors ours, told of the same places or of lists that these are in? */
function sameErrors(
  theirs: readonly ResponseError[],
  ours: readonly ResponseError[],
): 'PLACES_OF_ERRORS' | 'DIFFERENT' | null {
  if (JSON.stringify(theirs) === JSON.stringify(ours)) return null;
  const left = [...ours];
  for (const error of theirs) {
    const index = left.findIndex((each) => {
      const begins = (error.path ?? []).every((step, at) => each.path?.[at] === step);
      return begins && JSON.stringify({ ...each, path: null }) === JSON.stringify({ ...error, path: null });
    });
    if (index === -1) return 'DIFFERENT';
    left.splice(index, 1);
  }
  return left.length === 0 ? 'PLACES_OF_ERRORS' : 'DIFFERENT';
}
