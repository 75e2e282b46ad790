import type { Representation } from '../../../schema/subgraph.ts';
import type { Entity } from './entity.ts';
import type { Represent } from './representation.ts';

/** The distinct entities one fetch asks for, and which objects they stand for. */
export type EntityBatch = {
  readonly representations: readonly Representation[];
  /** Positions, among all objects, of those that are represented; in their order. */
  readonly objects: readonly number[];
  /** For each of these the position of its representation, which others may share. */
  readonly slots: readonly number[];
  /** For each representation the position in `slots` where it comes first. */
  readonly firsts: readonly number[];
};

/** A department is asked once for what stands in many places. */
export function batchEntities(all: readonly Entity[], represent: Represent): EntityBatch {
  const representations: Representation[] = [];
  const objects: number[] = [];
  const slots: number[] = [];
  const firsts: number[] = [];
  const positionOf = createPositions();
  for (let object = 0; object < all.length; object += 1) {
    const entity = all[object];
    const representation = entity === undefined ? null : represent(entity);
    if (representation === null) continue;
    const slot = positionOf(representation, representations.length);
    if (slot === representations.length) {
      representations.push(representation);
      firsts.push(slots.length);
    }
    objects.push(object);
    slots.push(slot);
  }
  return { representations, objects, slots, firsts };
}

/** Tells where a representation was met first, or notes that it is met at `next`. */
function createPositions(): (representation: Representation, next: number) => number {
  const bySole = new Map<string, number>();
  const byText = new Map<string, number>();
  let [type, name] = ['', ''];
  const note = <K>(known: Map<K, number>, key: K, next: number): number => {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, next);
    return next;
  };
  return (representation, next) => {
    // Most are told apart by one field, and are of the type that the first one is.
    const sole = soleField(representation);
    if (next === 0 && sole !== null) [type, name] = [representation.__typename, sole];
    if (sole === null || sole !== name || representation.__typename !== type)
      return note(byText, keyOf(representation), next);
    const value = representation[sole];
    return typeof value === 'string' ? note(bySole, value, next) : note(byText, keyOf(representation), next);
  };
}

/** The only field beside the type; null where there are more, or none. */
function soleField(representation: Representation): string | null {
  let sole: string | null = null;
  for (const name in representation) {
    if (name === '__typename') continue;
    if (sole !== null) return null;
    sole = name;
  }
  return sole;
}

/** One text for one entity: texts are told by their length, so that none can pose as two. */
function keyOf(representation: Representation): string {
  let key = '';
  for (const name of Object.keys(representation)) {
    const value = representation[name];
    key += typeof value === 'string' ? `${name}"${value.length}:${value}` : `${name}:${JSON.stringify(value)}`;
  }
  return key;
}
