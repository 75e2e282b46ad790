import { CodeCompiler, readCode, warmUpObjects } from '../../../schema/generated-code.ts';
import { setOwn } from '../../../schema/set-own.ts';
import { isEntity, type Entity } from './entity.ts';

export type Merge = (target: Entity, source: Entity) => void;

/**
 * Merges a department's answer into the object it belongs to, which keeps parts of it: `source` must be nobody else's.
 * Objects are merged key by key, lists of one length item by item; anything else is replaced.
 */
export function mergeInto(target: Entity, source: Entity): void {
  for (const key in source) {
    const given = source[key];
    if (given === undefined) continue;
    const known = Object.hasOwn(target, key) ? target[key] : undefined;
    if (typeof known !== 'object' || known === null || !mergeValue(known, given)) setOwn(target, key, given);
  }
}

/** `mergeInto` for the answers of one fetch: by a loop as long as there are few, then by code for the keys they had. */
export function createMerge(): Merge {
  let code: Merge | null = null;
  let left = warmUpObjects;
  const keys = new Set<string>();
  return (target, source) => {
    if (code !== null) return code(target, source);
    for (const key in source) keys.add(key);
    if (left-- === 0) code = mergeByCode([...keys]);
    mergeInto(target, source);
  };
}

type Parts = { readonly mergeValue: typeof mergeValue; readonly mergeInto: Merge };

const compiler = new CodeCompiler<Parts, Merge>('{ mergeValue, mergeInto }');

/** The same, generated so that each key is read and set at a place of its own; what has others is left to the loop. */
export function mergeByCode(keys: readonly string[]): Merge {
  const code = keys
    .filter((key) => key !== '__proto__') // which can't be set by its name
    .map((key) => {
      const set = `target[${JSON.stringify(key)}] = given;`;
      return `given = ${readCode('source', key)}; if (given !== undefined) { seen += 1; known = ${readCode('target', key)}; if (typeof known !== 'object' || known === null || !mergeValue(known, given)) ${set} }`;
    })
    .join('\n');
  const make = compiler.compile(
    `return (target, source) => { let given, known, seen = 0; ${code} for (const key in source) seen -= 1; if (seen !== 0) mergeInto(target, source); };`,
  );
  return make({ mergeValue, mergeInto });
}

/** @returns false where the two can't be merged */
function mergeValue(known: object, given: unknown): boolean {
  if (isEntity(known)) {
    if (!isEntity(given)) return false;
    mergeInto(known, given);
    return true;
  }
  if (!Array.isArray(known) || !Array.isArray(given) || known.length !== given.length) return false;
  given.forEach((item: unknown, index) => {
    const at: unknown = known[index];
    if (typeof at !== 'object' || at === null || !mergeValue(at, item)) known[index] = item;
  });
  return true;
}

/** The same value, sharing nothing with it. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isEntity(value)) return value;
  const copy: Entity = {};
  for (const key in value) setOwn(copy, key, copyOf(value[key]));
  return copy;
}
