import type { LinkMapping } from '../mapping/model.ts';
import { heldMatch, type KeyMatch } from './held-match.ts';
import { linkedMatch } from './linked-match.ts';
import type { AliasedTable, Database } from './table-read.ts';

export type MatchRequest = {
  readonly columns: readonly string[];
  /** The table that pairs the keys with these columns; null where the columns hold the keys. */
  readonly link: LinkMapping | null;
};

/** The keys are looked up in the table's own columns, or in those of a link that leads to them. */
export function keyMatch({ columns, link }: MatchRequest, table: AliasedTable, database: Database): KeyMatch {
  return link === null ? heldMatch(columns, table, database) : linkedMatch(columns, link, { table, database });
}
