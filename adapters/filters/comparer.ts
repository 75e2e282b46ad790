import type { Dialect, FilterValue, InfoSql } from '../database/dialect.ts';
import type { EnumMapping, ValueMapping } from '../mapping/model.ts';
import type { Slot, Sql } from '../sql/sql.ts';
import type { AskedValue, Comparison } from './filter.ts';

/** Takes a slot for the value at a place, as `bound` makes it of what was asked. */
export type SlotOf = (at: number, bound: (value: AskedValue) => FilterValue) => Slot;

/** One stored value, and what its comparison is compiled with. */
export type Compared = {
  readonly value: ValueMapping;
  readonly column: InfoSql;
  readonly dialect: Dialect;
  readonly enums: ReadonlyMap<string, EnumMapping>;
  readonly timezone: string;
  readonly slotOf: SlotOf;
};

/** How one kind of value is compared in SQL; null for what the column can't answer. */
export type Comparer = {
  /** Does the column hold a value that the graph gives? Never unknown itself. */
  readonly known: Sql;
  readonly equals: (at: number, unknown: boolean) => Sql | null;
  readonly oneOf: (at: number, unknown: boolean) => Sql | null;
  readonly is: (value: boolean) => Sql | null;
  /** Of known values. */
  readonly compare: (op: Comparison, at: number) => Sql | null;
  readonly contains: (at: number) => Sql | null;
  readonly startsWith: (at: number) => Sql | null;
};

/** What a comparer does not answer. */
export const unanswered = {
  equals: () => null,
  oneOf: () => null,
  is: () => null,
  compare: () => null,
  contains: () => null,
  startsWith: () => null,
} as const satisfies Omit<Comparer, 'known'>;
