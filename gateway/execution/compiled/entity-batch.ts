import type { Representation } from '../../../schema/subgraph.ts';
import type { Entity } from './entity.ts';
import type { Represent } from './representation.ts';

/** The distinct entities one fetch asks for, and whose they are. */
export type EntityBatch = {
  readonly representations: readonly Representation[];
  /** By position of the representation, the objects that it stands for: at least one. */
  readonly owners: readonly (readonly Entity[])[];
  /** For each object that is represented, in their order: its position among all, and that of its representation. */
  readonly slots: readonly Slot[];
};

export type Slot = { readonly object: number; readonly representation: number };

/** A department is asked once for what stands in many places. */
export function batchEntities(objects: readonly Entity[], represent: Represent): EntityBatch {
  const representations: Representation[] = [];
  const owners: Entity[][] = [];
  const slots: Slot[] = [];
  const known = new Map<string, number>();
  objects.forEach((entity, object) => {
    const representation = represent(entity);
    if (representation === null) return;
    const key = objects.length === 1 ? '' : keyOf(representation);
    const at = known.get(key);
    if (at === undefined) {
      known.set(key, representations.length);
      slots.push({ object, representation: representations.length });
      representations.push(representation);
      owners.push([entity]);
    } else {
      slots.push({ object, representation: at });
      owners[at]?.push(entity);
    }
  });
  return { representations, owners, slots };
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
