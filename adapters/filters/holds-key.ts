import { badInput } from '../../schema/input-mistakes.ts';
import type { Dialect, InfoSql } from '../database/dialect.ts';
import { empty, sql, type Sql } from '../sql/sql.ts';
import type { FollowedColumn } from './filterable.ts';
import { keyForms } from './key-forms.ts';

type Scope = {
  readonly target: string;
  readonly dialect: Dialect;
  /** A new alias, for the table of the key's forms. */
  readonly alias: () => Sql;
};

/** A condition, and the table it needs before the one that is looked up in; empty for none. */
export type HeldKey = { readonly condition: Sql; readonly table: Sql };

/**
 * Does the column that is looked up hold the row's key? In any of its forms, each of which an index can find.
 * @throws {OnestopError} `BAD_USER_INPUT` where the two columns don't compare
 */
export function holdsKey(
  { codec, isHeldInAllForms }: FollowedColumn,
  [own, lookedUp]: readonly [InfoSql, InfoSql],
  { target, dialect, alias }: Scope,
): HeldKey {
  const isText = own.info.family === 'text' && lookedUp.info.family === 'text';
  if (own.info.family !== lookedUp.info.family || (codec !== 'TEXT' && !isText))
    throw badInput('The list can’t be filtered or ordered by {field} in this database', { field: target });
  if (codec === 'TEXT') return { condition: dialect.equal(own, lookedUp), table: empty };
  const all = keyForms(codec, own, dialect);
  const form = dialect.filters.eachOf(alias(), isHeldInAllForms ? all : all.slice(0, 1));
  return {
    condition: dialect.filters.holdsText(lookedUp, sql`NULLIF(${form.value}, '')`),
    table: sql`${form.table} ${dialect.keyJoin} `,
  };
}
