import { CodeCompiler, keyCode } from '../../schema/generated-code.ts';
import type { GraphObject } from './graph-object.ts';

/** Makes an object of its fields' values, in the order of the fields. */
export type MakeObject = (values: readonly unknown[]) => GraphObject;

type Shape = { readonly fields: readonly { readonly key: string }[] };

const makers = new WeakMap<Shape, MakeObject>();

const compiler = new CodeCompiler<readonly unknown[], GraphObject>('v');

/**
 * What makes the objects of a plan: all keys at once, so that the engine knows their shape. Objects that grow key by key
 * take several times the memory, and the time to move it.
 */
export function makerOf(plan: Shape): MakeObject {
  const known = makers.get(plan);
  if (known !== undefined) return known;
  const fields = plan.fields.map(({ key }, index) => `${keyCode(key)}: v[${index}]`);
  const made = compiler.compile(`return { ${fields.join(', ')} };`);
  makers.set(plan, made);
  return made;
}
