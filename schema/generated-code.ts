/**
 * Parts of code that is generated for keys that clients or departments chose. They are texts of the code, whatever they
 * are: nothing of them is run.
 */

/** A key of an object literal. `__proto__` is computed, so that it is a key like any other. */
export const keyCode = (key: string): string =>
  key === '__proto__' ? `[${JSON.stringify(key)}]` : JSON.stringify(key);

/** Reads a key of an object, and never what objects have by nature: a client may call a field `constructor`. */
export function readCode(object: string, key: string): string {
  const read = `${object}[${JSON.stringify(key)}]`;
  return key in Object.prototype ? `(Object.hasOwn(${object}, ${JSON.stringify(key)}) ? ${read} : undefined)` : read;
}

/** Objects that are made one key after another until code is generated for their like: most documents are asked seldom. */
export const warmUpObjects = 64;
