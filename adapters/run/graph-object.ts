/** An object of an answer, its keys in the order that the client selected. */
export type GraphObject = Record<string, unknown>;
