import type { FetchNode } from '@apollo/query-planner';
import type { ResponsePath } from '../../../schema/response-error.ts';
import type { Variables } from '../../../schema/subgraph.ts';
import { isEntity, readerOf, type Entity } from './entity.ts';
import { conditionOf, type TypesUnder } from './type-conditions.ts';

type PlannedContext = NonNullable<FetchNode['contextRewrites']>[number];

/**
 * What the objects around an entity hand down to it, as variables of its fetch; null where they have none.
 * @param place of the entity
 */
export type ReadContexts = (data: Entity, place: ResponsePath) => Variables;

/** Undefined where an object is of another type than is asked. */
type Read = (value: unknown) => unknown;

const up = '..';

/** `@fromContext`, which the planner writes as paths that begin above the entity. Null where nothing is handed down. */
export function compileContexts(
  contexts: readonly PlannedContext[] | undefined,
  typesUnder: TypesUnder,
): ReadContexts | null {
  if (contexts === undefined || contexts.length === 0) return null;
  const compiled = contexts.map(({ path, renameKeyTo }) => {
    const levels = path.findIndex((step) => step !== up);
    return { name: renameKeyTo, levels, read: compileRead(path.slice(levels), typesUnder) };
  });
  return (data, place) => {
    const variables: Record<string, unknown> = {};
    for (const { name, levels, read } of compiled) {
      // Several paths may lead to one argument, one for each type that the object above may have.
      const value = read(objectAt(data, placeAbove(place, levels)));
      variables[name] ??= value ?? null;
    }
    return variables;
  };
}

/** So many fields up; the list that an object is an item of is the field's. */
function placeAbove(place: ResponsePath, levels: number): ResponsePath {
  let end = place.length;
  for (let left = levels; left > 0; left -= 1) {
    while (typeof place[end - 1] === 'number') end -= 1;
    end -= 1;
  }
  return place.slice(0, Math.max(0, end));
}

const objectAt = (data: Entity, place: ResponsePath): unknown =>
  place.reduce<unknown>((value, step) => {
    if (typeof step === 'number') return Array.isArray(value) ? (value as readonly unknown[])[step] : undefined;
    return isEntity(value) ? readerOf(step)(value) : undefined;
  }, data);

function compileRead([step, ...rest]: readonly string[], typesUnder: TypesUnder): Read {
  if (step === undefined) return (value) => value;
  const below = compileRead(rest, typesUnder);
  const condition = conditionOf(step);
  if (condition !== null) {
    const types = typesUnder(condition);
    return (value) => {
      const type = isEntity(value) ? value['__typename'] : undefined;
      return typeof type === 'string' && !types.has(type) ? undefined : below(value);
    };
  }
  const read = readerOf(step);
  const each: Read = (value) => {
    if (Array.isArray(value)) return value.map(each);
    return isEntity(value) ? below(read(value)) : value === null ? null : undefined;
  };
  return each;
}
