import { isEntity, type Entity } from './entity.ts';
import { setOwn } from '../../../schema/set-own.ts';

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
