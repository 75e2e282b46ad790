import type { ValueMapping } from './model.ts';

/** Is the value made of its columns once a row is read? Then no database compares, orders or groups by it. */
export const isWorkedOut = ({ combine, part }: Pick<ValueMapping, 'combine' | 'part'>): boolean =>
  combine !== null || part !== null;
