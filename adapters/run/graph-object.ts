/** An object of an answer, its keys in the order that the client selected. */
export type GraphObject = Record<string, unknown>;

/** A client may choose `__proto__` as an alias; it is a key like any other. */
export function setKey(object: GraphObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
