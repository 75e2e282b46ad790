import type { CallerClaim } from '../../schema/request.ts';
import type { Row } from '../database/driver.ts';
import type { SqlValue } from '../sql/sql.ts';
import type { Tally } from '../suppression/tally.ts';

/** Rows of people, of whom few must not be told: whose they are, and what is worked out over them. */
export type GroupGuard = {
  /** The rows' table, by which clients' questions about it are compared. */
  readonly table: string;
  /** What makes the caller's rows others than those of somebody else: part of what was asked. */
  readonly view: string;
  readonly claims: readonly CallerClaim[];
  readonly tally: (row: Row) => Tally;
  /** What stands in a row, by position: its name, the same wherever the same is worked out. */
  readonly values: ReadonlyMap<number, string>;
};

export type AggregateFieldPlan =
  | { readonly kind: 'typename'; readonly key: string; readonly typename: string }
  | { readonly kind: 'count'; readonly key: string; readonly at: number }
  /** Are the numbers kept back? */
  | { readonly kind: 'suppressed'; readonly key: string }
  | {
      readonly kind: 'values';
      readonly key: string;
      /** Is it what the group has in common? */
      readonly isKey: boolean;
      readonly typename: string;
      readonly fields: readonly AggregateValuePlan[];
    };

export type AggregateValuePlan =
  | { readonly kind: 'typename'; readonly key: string }
  | { readonly kind: 'withheld'; readonly key: string }
  | {
      readonly kind: 'value';
      readonly key: string;
      readonly at: readonly number[];
      readonly read: (raws: readonly SqlValue[]) => unknown;
    }
  /** What the group has in common: of a field that was grouped by. */
  | { readonly kind: 'group'; readonly key: string; readonly field: string };
