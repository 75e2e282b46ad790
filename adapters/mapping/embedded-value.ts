import type { ValueMapping } from './model.ts';

/** A value of an embedded type, as it is read from the columns of one row. */
export const withPrefix = (value: ValueMapping, prefix: string): ValueMapping =>
  prefix === '' ? value : { ...value, columns: value.columns.map((column) => prefix + column) };
