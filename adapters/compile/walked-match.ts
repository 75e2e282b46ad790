import { isOneKind, type Dialect, type InfoSql } from '../database/dialect.ts';
import { and, comma, constant, join, label, number, sql, type Sql } from '../sql/sql.ts';
import { heldMatch, tableColumn, type KeyMatch } from './held-match.ts';
import { ownCondition, type OwnRule } from './own-rule.ts';
import { MissingInDatabase, tableConditions, tableSql, type AliasedTable, type Database } from './table-read.ts';

/** How a relation is followed again from every row it finds. */
export type Walk = {
  /** Columns of a row that are held against the references, in their order, as the keys are: they lead to the next rows. */
  readonly columns: readonly string[];
  /** How often the relation is followed in all. */
  readonly upTo: number;
};

export type WalkScope = {
  readonly table: AliasedTable;
  /** Which rows are the citizen's who asks: no other is walked through. Null where all rows may be seen. */
  readonly own: OwnRule | null;
  /** What else narrows the rows that the caller may see. */
  readonly restricted: (table: AliasedTable) => readonly Sql[];
  readonly database: Database;
};

/**
 * All that stands above or below the keys in a tree. The table is walked from them, a level at a time, by the index of the
 * references; what these hold in the rows that are found then stands for the keys, so that a row comes once, however many
 * ways lead to it. Both parts of the recursion read the same columns: their types and collations are the same, and no
 * text is cut. Where rows lead round in a circle, the last level is the end.
 */
export function walkedMatch(references: readonly string[], walk: Walk, scope: WalkScope): KeyMatch {
  const { table, own, restricted, database } = scope;
  const { dialect } = database;
  // A subquery has aliases of its own.
  const step: AliasedTable = { ...table, alias: 1 };
  const start = heldMatch(references, step, database);
  const pairs = pairsOf(references, walk, { step, database });
  const keys = pairs.flatMap(({ found }, index) => named('k', index, { column: found, exact: index, dialect }));
  const leads = pairs.flatMap(({ leading }, index) => named('c', index, { column: leading, exact: pairs.length + index, dialect })); // prettier-ignore
  const read = join([...keys, ...leads].map(({ as, column }) => sql`${column} AS ${as}`), comma); // prettier-ignore
  const counts = [
    ...tableConditions(step, dialect),
    ...(own === null ? [] : [ownCondition(own, step, { dialect })]),
    ...restricted(step),
  ];
  const isWithin = sql`w.d < ${number(String(walk.upTo))}`;
  const first = sql`SELECT k.n AS n, ${read}, 1 AS d FROM ${start.keys} ${dialect.keyJoin} ${tableSql(step)} WHERE ${join([...start.conditions, ...counts], and)}`;
  const next = sql`SELECT w.n, ${read}, w.d + 1 FROM ${walked} ${dialect.keyJoin} ${tableSql(step)} WHERE ${join([...pairs.flatMap((pair, index) => leadsOn(pair, index, dialect)), isWithin, ...counts], and)}`;
  const distinct = join([sql`w.n`, ...keys.map(({ as }) => sql`w.${as}`)], comma);
  return {
    keys: sql`(WITH RECURSIVE onestop_walk AS (${first} UNION ${next}) SELECT DISTINCT ${distinct} FROM ${walked}) AS k`,
    conditions: references.map((reference, index) => {
      const column = tableColumn(table, reference, database);
      return dialect.equal({ sql: sql`k.${label('k', index)}`, info: column.info }, column);
    }),
    sole: null,
    scan: null,
    isSpread: true,
    columns: start.columns,
  };
}

const walked = sql`onestop_walk AS w`;

/** A column that a row is found by, and the one that leads on from it, as the walk carries it. */
type Pair = { readonly found: InfoSql; readonly leading: InfoSql };

/** @throws {MissingInDatabase} where the two are of two kinds, which engines compare each in a way of its own */
function pairsOf(
  references: readonly string[],
  { columns }: Walk,
  { step, database }: { readonly step: AliasedTable; readonly database: Database },
): readonly Pair[] {
  return references.map((reference, index) => {
    const found = tableColumn(step, reference, database);
    const leading = tableColumn(step, columns[index] ?? '', database);
    if (!isOneKind(leading.info, found.info))
      throw new MissingInDatabase(
        `“${step.info.name}”.“${leading.info.name}” is of another kind than what it leads to`,
      );
    return { found, leading: { ...leading, sql: database.dialect.asKeyOf(leading, found.info) } };
  });
}

type Named = { readonly as: Sql; readonly column: Sql };

/** A column of the walk, and beside it what tells apart what its collation holds equal. */
function named(
  prefix: 'k' | 'c',
  index: number,
  { column, exact, dialect }: { readonly column: InfoSql; readonly exact: number; readonly dialect: Dialect },
): readonly Named[] {
  const apart = dialect.toldApartBy(column);
  const own = { as: label(prefix, index), column: column.sql };
  return apart === null ? [own] : [own, { as: label('b', exact), column: apart }];
}

/** Does a row of the walk lead to one of the table? As with keys, what is blank leads nowhere. */
function leadsOn({ found, leading: { info } }: Pair, index: number, dialect: Dialect): readonly Sql[] {
  const column = { sql: sql`w.${label('c', index)}`, info };
  const isThere = sql`${dialect.sortKey(column)} <> ${constant('')}`;
  return [dialect.equal(column, found), ...(info.family === 'text' ? [isThere] : [])];
}
