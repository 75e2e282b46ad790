import type { FetchNode } from '@apollo/query-planner';
import { CodeCompiler, keyCode, readCode } from '../../../schema/generated-code.ts';
import type { Representation } from '../../../schema/subgraph.ts';
import { isEntity, readerOf, type Entity } from './entity.ts';
import { setOwn } from '../../../schema/set-own.ts';
import { mergeInto } from './merge.ts';
import type { Rewrite } from './rewrites.ts';
import type { TypesUnder } from './type-conditions.ts';

type Required = NonNullable<FetchNode['requires']>[number];

/** What an object is found by in another department; null where it lacks a part, or has another type. */
export type Represent = (entity: Entity) => Representation | null;

/** Picks the selection of one object; null where a field of it is missing. */
type Pick = (source: unknown) => Entity | null;
/** Adds to what is picked. @returns false where the field is missing */
type Part = (source: Entity, into: Entity) => boolean;

export function compileRepresentation(
  requires: readonly Required[],
  { typesUnder, rewrite }: { readonly typesUnder: TypesUnder; readonly rewrite: Rewrite | null },
): Represent {
  const pick = compilePick(requires, typesUnder);
  return (entity) => {
    const picked = pick(entity);
    if (picked === null || !isRepresentation(picked)) return null;
    rewrite?.(picked);
    return picked;
  };
}

const isRepresentation = (picked: Entity): picked is Entity & Representation =>
  typeof picked['__typename'] === 'string' && picked['__typename'] !== '';

function compilePick(selections: readonly Required[], typesUnder: TypesUnder): Pick {
  const leaves = selections.flatMap((each) => (each.kind === 'Field' && each.selections === undefined ? [each.alias ?? each.name] : [])); // prettier-ignore
  if (leaves.length === selections.length && new Set(leaves).size === leaves.length) return pickLeaves(leaves);
  const parts = selections.map((selection) =>
    selection.kind === 'Field' ? fieldPart(selection, typesUnder) : fragmentPart(selection, typesUnder),
  );
  return (source) => {
    if (!isEntity(source)) return null;
    const picked: Entity = {};
    for (const part of parts) if (!part(source, picked)) return null;
    return picked;
  };
}

const compiler = new CodeCompiler<typeof isEntity, Pick>('isEntity');

/** Most keys are a few leaves: generated, so that what is picked has all of them at once. */
function pickLeaves(keys: readonly string[]): Pick {
  const code = [
    ...keys.map(
      (key, at) => `const value${at} = ${readCode('source', key)}; if (value${at} === undefined) return null;`,
    ),
    `return { ${keys.map((key, at) => `${keyCode(key)}: value${at}`).join()} };`,
  ].join('\n');
  return compiler.compile(`return (source) => { if (!isEntity(source)) return null; ${code} };`)(isEntity);
}

function fieldPart({ alias, name, selections }: Extract<Required, { kind: 'Field' }>, typesUnder: TypesUnder): Part {
  const key = alias ?? name;
  const read = readerOf(key);
  const pick = selections === undefined ? null : compilePick(selections, typesUnder);
  const below = (value: unknown): unknown => {
    if (pick === null) return value;
    return Array.isArray(value) ? value.map(below) : pick(value);
  };
  return (source, into) => {
    const value = read(source);
    if (value === undefined) return false;
    setOwn(into, key, below(value));
    return true;
  };
}

function fragmentPart(
  { typeCondition, selections }: Extract<Required, { kind: 'InlineFragment' }>,
  typesUnder: TypesUnder,
): Part {
  const types = typeCondition === undefined ? null : typesUnder(typeCondition);
  const pick = compilePick(selections, typesUnder);
  return (source, into) => {
    const type = source['__typename'];
    if (types !== null && !(typeof type === 'string' && types.has(type))) return true;
    // An object that lacks a part of one of its types' keys may be found by another.
    const picked = pick(source);
    if (picked !== null) mergeInto(into, picked);
    return true;
  };
}
