import type { LinkMapping } from '../mapping/model.ts';
import { heldMatch, type KeyMatch } from './held-match.ts';
import { linkedMatch } from './linked-match.ts';
import type { Sql } from '../sql/sql.ts';
import type { OwnRule } from './own-rule.ts';
import type { AliasedTable, Database } from './table-read.ts';
import { walkedMatch, type Walk } from './walked-match.ts';

export type MatchRequest = {
  readonly columns: readonly string[];
  /** The table that pairs the keys with these columns; null where the columns hold the keys. */
  readonly link: LinkMapping | null;
  /** How the rows that are found lead to more; null where they don't. */
  readonly walk: Walk | null;
  /** Which rows are the citizen's who asks; null where all rows may be seen. */
  readonly own: OwnRule | null;
  /** Which of a table's rows the caller is there for. */
  readonly restricted: (table: AliasedTable) => readonly Sql[];
};

/** The keys are looked up in the table's own columns, in those of a link that leads to them, or from row to row. */
export function keyMatch(
  { columns, link, walk, own, restricted }: MatchRequest,
  table: AliasedTable,
  database: Database,
): KeyMatch {
  if (link !== null) return linkedMatch(columns, link, { table, database });
  return walk === null
    ? heldMatch(columns, table, database)
    : walkedMatch(columns, walk, { table, own, restricted, database });
}
