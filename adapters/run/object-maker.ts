import { LRUCache } from 'lru-cache';
import { keyCode } from '../../schema/generated-code.ts';
import type { GraphObject } from './graph-object.ts';

/** Makes an object of its fields' values, in the order of the fields. */
export type MakeObject = (values: readonly unknown[]) => GraphObject;

type Shape = { readonly fields: readonly { readonly key: string }[] };

const makers = new WeakMap<Shape, MakeObject>();

/** Plans that write the same keys share what makes their objects: documents differ in other things more often. */
const byKeys = new LRUCache<string, MakeObject>({ max: 2_000 });

/**
 * What makes the objects of a plan: all keys at once, so that the engine knows their shape. Objects that grow key by key
 * take several times the memory, and the time to move it.
 */
export function makerOf(plan: Shape): MakeObject {
  const known = makers.get(plan);
  if (known !== undefined) return known;
  const keys = plan.fields.map(({ key }) => key);
  const together = keys.join(); // no name of GraphQL has a comma in it
  const made = byKeys.get(together) ?? generate(keys);
  byKeys.set(together, made);
  makers.set(plan, made);
  return made;
}

/** Code of ours, but for the keys: names of GraphQL, and texts of the code whatever they are. */
function generate(keys: readonly string[]): MakeObject {
  const fields = keys.map((key, index) => `${keyCode(key)}: v[${index}]`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function('v', `return { ${fields.join(', ')} };`) as MakeObject;
}
