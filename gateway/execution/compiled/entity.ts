/** An object of the answer that is being put together. Keys are response keys; fetches are merged in place. */
export type Entity = Record<string, unknown>;

export const isEntity = (value: unknown): value is Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads one key of objects, and never what objects have by nature: a client may call a field `constructor`. */
export function readerOf(key: string): (entity: Entity) => unknown {
  if (!(key in Object.prototype)) return (entity) => entity[key];
  return (entity) => (Object.hasOwn(entity, key) ? entity[key] : undefined);
}
