/** `apollo`: the stock gateway's executor. `compiled`: our own, over the same plans. */
export const engineNames = ['apollo', 'compiled'] as const;
export type EngineName = (typeof engineNames)[number];
export const defaultEngine: EngineName = 'compiled';
