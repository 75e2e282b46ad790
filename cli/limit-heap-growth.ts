import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow over what was in use before it is collected again, in percent. */
const growth = 50;

/**
 * Left to itself V8 lets a heap of 45 MB grow to four times as much before it looks what is still in use: a server under
 * load takes a third less memory so, and some 5 % more CPU. For when it has started, which is fastest with as much as there is.
 */
export const limitHeapGrowth = (): void => setFlagsFromString(`--heap-growing-percent=${growth}`);
