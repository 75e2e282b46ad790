import type { FetchNode } from '@apollo/query-planner';
import { isEntity, readerOf, type Entity } from './entity.ts';
import { setOwn } from '../../../schema/set-own.ts';
import { conditionOf, type TypesUnder } from './type-conditions.ts';

type PlannedRewrite = NonNullable<FetchNode['inputRewrites']>[number];

/** Changes what is sent to a department, or what came from it, in place. */
export type Rewrite = (value: unknown) => void;

/** Null where there is nothing to change. */
export function compileRewrites(
  rewrites: readonly PlannedRewrite[] | undefined,
  typesUnder: TypesUnder,
): Rewrite | null {
  if (rewrites === undefined || rewrites.length === 0) return null;
  const compiled = rewrites.map((rewrite) => compileAt(rewrite.path, changeOf(rewrite), typesUnder));
  return (value) => {
    for (const each of compiled) each(value);
  };
}

/** @param path field names and type conditions; the last names the field that is changed */
function compileAt(path: readonly string[], change: (entity: Entity) => void, typesUnder: TypesUnder): Rewrite {
  const [step, ...rest] = path;
  if (step === undefined || rest.length === 0) return onEach(change);
  const below = compileAt(rest, change, typesUnder);
  const condition = conditionOf(step);
  if (condition !== null) {
    const types = typesUnder(condition);
    return onEach((entity) => {
      const type = entity['__typename'];
      // What tells no type is taken at the planner's word.
      if (typeof type !== 'string' || types.has(type)) below(entity);
    });
  }
  const read = readerOf(step);
  return onEach((entity) => below(read(entity)));
}

function onEach(work: (entity: Entity) => void): Rewrite {
  const each = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(each);
    else if (isEntity(value)) work(value);
  };
  return each;
}

function changeOf(rewrite: PlannedRewrite): (entity: Entity) => void {
  const key = rewrite.path.at(-1) ?? '';
  if (rewrite.kind === 'ValueSetter') {
    const value: unknown = rewrite.setValueTo;
    return (entity) => setOwn(entity, key, value);
  }
  const { renameKeyTo } = rewrite;
  return (entity) => {
    if (!Object.hasOwn(entity, key) || entity[key] === undefined) return;
    setOwn(entity, renameKeyTo, entity[key]);
    Reflect.deleteProperty(entity, key);
  };
}
