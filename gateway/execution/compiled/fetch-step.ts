import type { FetchNode } from '@apollo/query-planner';
import { once } from '../../../schema/once.ts';
import type { ResponsePath } from '../../../schema/response-error.ts';
import type { FetchError, Variables } from '../../../schema/subgraph.ts';
import { askDepartment } from '../ask-department.ts';
import type { CompiledFetch } from '../compile-fetch.ts';
import { compileContexts } from './contexts.ts';
import { isEntity, type Entity } from './entity.ts';
import { batchEntities, type EntityBatch } from './entity-batch.ts';
import { compileFinder, placesOf } from './find-entities.ts';
import { copyOf, createMerge, mergeInto, type Merge } from './merge.ts';
import type { PlanRun, PlanScope, Step } from './plan-step.ts';
import { compileRepresentation } from './representation.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';

/**
 * One fetch: finds the objects at its path, asks the department and merges the answer into them.
 * @param path from the root of the response; `@` stands for every item of a list
 */
export function compileFetchStep(node: FetchNode, path: ResponsePath, scope: PlanScope): Step {
  const fetch = scope.compileFetch(node.serviceName, node.operation);
  return node.requires === undefined
    ? rootStep(node, fetch, { ...scope, path })
    : entitiesStep(node, fetch, { ...scope, path, requires: node.requires });
}

type Placed = PlanScope & { readonly path: ResponsePath };

/** Starts at a root type, which payloads of mutations may lead back to. */
function rootStep(node: FetchNode, fetch: CompiledFetch, { path, policy, typesUnder }: Placed): Step {
  const find = compileFinder(path);
  const pickVariables = compileVariables(node.variableUsages);
  const rewrite = compileRewrites(node.outputRewrites, typesUnder);
  return async ({ data, variables, request, log }) => {
    const objects = find(data);
    if (objects.length === 0) return;
    const input = { variables: pickVariables(variables), representations: [], request };
    const answer = await askDepartment(fetch, { input, log, policy, path, positions: null });
    if (answer === null) return;
    rewrite?.(answer);
    for (let index = objects.length - 1; index >= 0; index -= 1)
      mergeOne(objects[index], index === 0 ? answer : copyOf(answer), noMerging);
  };
}

function entitiesStep(
  node: FetchNode,
  fetch: CompiledFetch,
  scope: Placed & { readonly requires: NonNullable<FetchNode['requires']> },
): Step {
  const { path, policy, typesUnder } = scope;
  const find = compileFinder(path);
  const pickVariables = compileVariables(node.variableUsages);
  const represent = compileRepresentation(scope.requires, {
    typesUnder,
    rewrite: compileRewrites(node.inputRewrites, typesUnder),
  });
  const rewrite = compileRewrites(node.outputRewrites, typesUnder);
  const isInterface = (type: unknown): boolean => typeof type === 'string' && scope.isInterface(type);
  const merging = { rewrite, isInterface, merge: createMerge() };
  const readContexts = compileContexts(node.contextRewrites, typesUnder);
  const askFor = async ({ objects, places, contexts }: Asked, { variables, request, log }: PlanRun): Promise<void> => {
    const batch = batchEntities(objects, represent);
    const { representations } = batch;
    if (representations.length === 0) return;
    const picked = pickVariables(variables);
    const given = contexts === null ? picked : { ...picked, ...contexts };
    const input = { variables: given, representations, request };
    const answer = await askDepartment(fetch, {
      input,
      log,
      policy,
      path,
      positions: once(() => positionsOf(batch, places())),
      spread: (errors) => spreadErrors(batch, errors),
    });
    const entities = answer?.['_entities'];
    if (!Array.isArray(entities)) return;
    mergeEntities(entities, { batch, objects, merging });
  };
  return async (run) => {
    const objects = find(run.data);
    const places = () => placesOf(run.data, path);
    if (readContexts === null) return askFor({ objects, places, contexts: null }, run);
    const alike = groupByContexts(objects, places(), (place) => readContexts(run.data, place));
    await Promise.all(alike.map((asked) => askFor(asked, run)));
  };
}

/** Objects of one fetch, which the objects around them hand the same down to. */
type Asked = {
  readonly objects: readonly Entity[];
  /** In their order. */
  readonly places: () => readonly ResponsePath[];
  /** Null where nothing is handed down. */
  readonly contexts: Variables | null;
};

function groupByContexts(
  objects: readonly Entity[],
  places: readonly ResponsePath[],
  contextsAt: (place: ResponsePath) => Variables,
): readonly Asked[] {
  const groups = new Map<string, { objects: Entity[]; found: ResponsePath[]; contexts: Variables }>();
  places.forEach((place, index) => {
    const object = objects[index];
    if (object === undefined) return;
    const contexts = contextsAt(place);
    const key = JSON.stringify(contexts);
    const group = groups.get(key) ?? { objects: [], found: [], contexts };
    groups.set(key, group);
    group.objects.push(object);
    group.found.push(place);
  });
  return [...groups.values()].map(({ found, ...group }) => ({ ...group, places: () => found }));
}

type Merging = {
  readonly rewrite: Rewrite | null;
  readonly isInterface: (type: unknown) => boolean;
  readonly merge: Merge;
};

const noMerging: Merging = { rewrite: null, isInterface: () => false, merge: mergeInto };

type Merged = {
  readonly batch: EntityBatch;
  readonly objects: readonly Entity[];
  readonly merging: Merging;
};

/** The first object of a representation keeps parts of its entity, the others copies. */
function mergeEntities(entities: readonly unknown[], { batch, objects, merging }: Merged): void {
  const { slots, firsts } = batch;
  for (let index = slots.length - 1; index >= 0; index -= 1) {
    const slot = slots[index] ?? 0;
    const entity = entities[slot];
    mergeOne(objects[batch.objects[index] ?? 0], firsts[slot] === index ? entity : copyOf(entity), merging);
  }
}

function mergeOne(object: Entity | undefined, own: unknown, { rewrite, isInterface, merge }: Merging): void {
  if (object === undefined || !isEntity(own)) return;
  // Rewrites ask for the type, and one that knows an interface as an object knows less than whoever told before.
  const { __typename: type } = own;
  if (type === undefined ? rewrite !== null : isInterface(type) && object['__typename'] !== undefined)
    own['__typename'] = object['__typename'];
  rewrite?.(own);
  merge(object, own);
}

/** Places of the represented objects, in their order; null where they can't be told any more. */
function positionsOf({ objects }: EntityBatch, places: readonly ResponsePath[]): readonly ResponsePath[] | null {
  const positions = objects.flatMap((object) => {
    const place = places[object];
    return place === undefined ? [] : [place];
  });
  return positions.length === objects.length ? positions : null;
}

/** What is wrong with an entity is wrong wherever it stands: the index becomes that of each represented object. */
function spreadErrors({ slots, representations }: EntityBatch, errors: readonly FetchError[]): readonly FetchError[] {
  if (slots.length === representations.length) return errors;
  return errors.flatMap((error) => {
    const [entities, index, ...rest] = error.path;
    if (entities === undefined || typeof index !== 'number') return [error];
    return slots.flatMap((representation, slot) =>
      representation === index ? [{ ...error, path: [entities, slot, ...rest] }] : [],
    );
  });
}

/** What a fetch uses of the client's variables; absent ones stay absent. */
function compileVariables(names: readonly string[] = []): (variables: Variables) => Variables {
  if (names.length === 0) return () => ({});
  return (variables) => {
    const picked: Record<string, unknown> = {};
    for (const name of names) {
      if (Object.hasOwn(variables, name) && variables[name] !== undefined) picked[name] = variables[name];
    }
    return picked;
  };
}
