/**
 * A filter's shape: what is asked of which fields, without the values, which stand beside it and are named by their
 * place. Filters of one shape are one statement, whatever their values.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'value'; readonly field: string; readonly test: ValueTest }
  | { readonly kind: 'related'; readonly field: string; readonly how: Quantifier; readonly part: Filter }
  /** Of the key of an entity that others hold, or of an object made of the row's columns. */
  | { readonly kind: 'inside'; readonly field: string; readonly part: Filter };

/** How many of the related rows the part holds of; `one` for a to-one relation. */
export type Quantifier = 'one' | 'some' | 'none' | 'every';

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte';

/**
 * What is asked of one value. `at` are places in the values beside the filter. Which Boolean is asked for is part of the
 * shape, and so is whether an enum's value for unknown codes is among the values.
 */
export type ValueTest =
  | { readonly op: 'isNull'; readonly holds: boolean }
  | { readonly op: 'eq' | 'ne' | 'in'; readonly at: number; readonly unknown: boolean }
  | { readonly op: 'is' | 'isNot'; readonly value: boolean }
  | { readonly op: Comparison; readonly at: number }
  | { readonly op: 'contains' | 'startsWith'; readonly at: number };

/** A filter, and what fills its places: texts, numbers, or lists of these, as the graph writes them. */
export type AskedFilter = { readonly filter: Filter; readonly values: readonly AskedValue[] };
export type AskedValue = string | number | readonly (string | number)[];

/** One field of `orderBy`. */
export type AskedOrder = { readonly field: string; readonly descending: boolean };
