import { LRUCache } from 'lru-cache';

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

/** Functions that one place makes of code, at most; what falls out is compiled again by whoever needs it next. */
const keptFunctions = 2_000;

/**
 * Compiles code of ours and keeps what it is by its text: documents that differ in other things share it. Keys stand in it
 * by `keyCode` and `readCode`.
 */
export class CodeCompiler<Parts, Made> {
  readonly #parameter: string;
  readonly #made = new LRUCache<string, (parts: Parts) => Made>({ max: keptFunctions });

  /** @param parameter what the code calls its parts, which are all that it sees beside globals */
  constructor(parameter: string) {
    this.#parameter = parameter;
  }

  compile(code: string): (parts: Parts) => Made {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the one place where text becomes code
    const make = this.#made.get(code) ?? (new Function(this.#parameter, code) as (parts: Parts) => Made);
    this.#made.set(code, make);
    return make;
  }
}
