/** What stays, or what may be read anew while the process runs: a function, which then gives another value. */
export type Renewable<T extends string | object> = T | (() => T);

/** The value as it is now. */
export const nowOf = <T extends string | object>(value: Renewable<T>): T =>
  typeof value === 'function' ? (value as () => T)() : value; // no value is a function
