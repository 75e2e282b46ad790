import {
  copyNumber,
  tableKey,
  untyped,
  type Catalog,
  type ColumnInfo,
  type Dialect,
  type TableInfo,
} from '../database/dialect.ts';
import type { Condition, Literal } from '../mapping/condition.ts';
import type { TableMapping } from '../mapping/model.ts';
import { and, comma, constant, empty, join, label, name, number, or, sql, yes, type Sql } from '../sql/sql.ts';

/** What a database says, in the words of its dialect. */
export type Database = { readonly dialect: Dialect; readonly catalog: Catalog };

/** A table in a statement, under its alias. */
export type AliasedTable = { readonly table: TableMapping; readonly info: TableInfo; readonly alias: number };

export function tableInfo(table: TableMapping, { catalog, dialect }: Database): TableInfo {
  const info = catalog.tables.get(tableKey(dialect, table));
  if (info === undefined) throw new MissingInDatabase(`there is no table “${table.name}”`);
  return info;
}

/** A table or column of the mapping that the database does not have; `check` tells its owner which. */
export class MissingInDatabase extends Error {}

export function columnInfo(info: TableInfo, column: string, dialect: Dialect): ColumnInfo {
  const found = info.columns.get(dialect.fold(column)) ?? (info.address?.name === column ? info.address : undefined);
  if (found === undefined && column === copyNumber.name) return copyNumber;
  if (found === undefined) throw new MissingInDatabase(`“${info.name}” has no column “${column}”`);
  return found;
}

export const columnSql = (alias: number, column: string): Sql => sql`${label('t', alias)}.${name(column)}`;

/**
 * The columns and joins of one set of rows, gathered while its fields are compiled. Only what a
 * field asked for is in it.
 */
export class TableRead {
  readonly base: AliasedTable;
  readonly #database: Database;
  readonly #columns: Sql[] = [];
  readonly #positions = new Map<string, number>();
  readonly #joined = new Map<string, AliasedTable>();
  readonly #joins: { readonly to: AliasedTable; readonly on: Sql }[] = [];

  constructor(table: TableMapping, database: Database) {
    this.#database = database;
    this.base = { table, info: tableInfo(table, database), alias: 0 };
  }

  /** Position of a column in the row; the same column is read once. */
  column(from: AliasedTable, column: string): number {
    const key = `${from.alias} ${this.#database.dialect.fold(column)}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    const info = columnInfo(from.info, column, this.#database.dialect);
    const position = this.#columns.push(columnSql(from.alias, info.name)) - 1;
    this.#positions.set(key, position);
    return position;
  }

  /** Position of a number that tells the first of these conditions that a row meets; null there for none. */
  firstThatHolds(from: AliasedTable, conditions: readonly (Condition | null)[]): number {
    const key = `${from.alias} first of ${JSON.stringify(conditions)}`;
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    const scope = { ...from, dialect: this.#database.dialect };
    const cases = conditions.map(
      (condition, index) =>
        sql`WHEN ${condition === null ? yes : conditionSql(condition, scope)} THEN ${number(String(index))}`,
    );
    const position = this.#columns.push(sql`CASE ${join(cases, sql` `)} END`) - 1;
    this.#positions.set(key, position);
    return position;
  }

  /** Joins the one row of another table whose unique columns equal these; the same row is joined once. */
  joinOne(from: AliasedTable, table: TableMapping, pairs: readonly (readonly [string, string])[]): AliasedTable {
    const { dialect } = this.#database;
    const identity = JSON.stringify([from.alias, table.schema, table.name, table.place, pairs]);
    const known = this.#joined.get(identity);
    if (known !== undefined) return known;
    const to = { table, info: tableInfo(table, this.#database), alias: this.#joins.length + 1 };
    const equal = pairs.map(([left, right]) => {
      const [leftInfo, rightInfo] = [columnInfo(from.info, left, dialect), columnInfo(to.info, right, dialect)];
      return dialect.equal(
        { sql: columnSql(from.alias, leftInfo.name), info: leftInfo },
        { sql: columnSql(to.alias, rightInfo.name), info: rightInfo },
      );
    });
    const conditions = [...equal, ...tableConditions(to, dialect)];
    this.#joins.push({ to, on: join(conditions, and) });
    this.#joined.set(identity, to);
    return to;
  }

  /** The same read, to which columns can be added that this one goes without. */
  fork(): TableRead {
    const fork = new TableRead(this.base.table, this.#database);
    fork.#columns.push(...this.#columns);
    for (const [key, at] of this.#positions) fork.#positions.set(key, at);
    for (const [key, to] of this.#joined) fork.#joined.set(key, to);
    fork.#joins.push(...this.#joins);
    return fork;
  }

  get width(): number {
    return this.#columns.length;
  }

  /** `t0."xm" AS c0, …`; a constant where only the number of rows matters. */
  columnList(): Sql {
    if (this.#columns.length === 0) return sql`1 AS c0`;
    return join(
      this.#columns.map((column, index) => sql`${column} AS ${label('c', index)}`),
      comma,
    );
  }

  /** `"t_ry_jbxx" AS t0`; where rows alike are told apart, a table that numbers them. */
  table(): Sql {
    const { dialect } = this.#database;
    return this.#positions.has(`0 ${dialect.fold(copyNumber.name)}`) ? numberedSql(this.base, dialect) : tableSql(this.base); // prettier-ignore
  }

  joins(): Sql {
    return join(
      this.#joins.map(({ to, on }) => sql` LEFT JOIN ${tableSql(to)} ON ${on}`),
      empty,
    );
  }
}

/** `"t_ry_jbxx" AS t0`. */
export function tableSql({ table, info, alias }: AliasedTable): Sql {
  const qualified = table.schema === null ? name(info.name) : sql`${name(table.schema)}.${name(info.name)}`;
  return sql`${qualified} AS ${label('t', alias)}`;
}

/** Only exact copies have numbers of one series: text is held apart as it is ordered. */
function numberedSql({ table, info, alias }: AliasedTable, dialect: Dialect): Sql {
  const inner = { table, info, alias: alias + copies };
  const alike = join(
    orderedColumns(info).map((column) => dialect.sortKey({ sql: columnSql(inner.alias, column.name), info: column })),
    comma,
  );
  return sql`(SELECT ${label('t', inner.alias)}.*, row_number() OVER (PARTITION BY ${alike} ORDER BY ${alike}) AS ${name(copyNumber.name)} FROM ${tableSql(inner)} LIMIT ${number(endless)}) AS ${label('t', alias)}`;
}

/** MariaDB moves conditions into a table in brackets, and loses what their subqueries name; into a page it moves none. */
const endless = '9223372036854775807';

/** Aliases of tables inside tables that number their rows. */
const copies = 500;

/** Columns that an engine can order, and so tell alike from unlike. */
export const orderedColumns = (info: TableInfo): readonly ColumnInfo[] => [...info.columns.values()].filter(isOrdered);

/** SQLite alone has columns without a type, of which it orders anything. */
const isOrdered = ({ family, type }: ColumnInfo): boolean =>
  family !== 'bytes' && (family !== 'other' || type === untyped);

/** The rows of a table that count, as conditions; none where all do. */
export const tableConditions = ({ table, info, alias }: AliasedTable, dialect: Dialect): readonly Sql[] =>
  [table.inherited, table.where].flatMap((condition) =>
    condition === null ? [] : [conditionSql(condition, { info, alias, dialect })],
  );

type ConditionScope = { readonly info: TableInfo; readonly alias: number; readonly dialect: Dialect };

/** Constants compare as the engine compares, with the column's collation where it has one: they are its owner's words. */
function conditionSql(condition: Condition, scope: ConditionScope): Sql {
  const info = (text: string) => columnInfo(scope.info, text, scope.dialect);
  const column = (text: string) => columnSql(scope.alias, info(text).name);
  const literal = (value: Literal, text: string) => literalSql(value, info(text));
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => conditionSql(part, scope));
      return sql`(${join(parts, condition.kind === 'and' ? and : or)})`;
    }
    case 'not':
      return sql`NOT (${conditionSql(condition.part, scope)})`;
    case 'compare':
      return sql`${column(condition.column)} ${operators[condition.operator]} ${literal(condition.literal, condition.column)}`;
    case 'in':
      return sql`${column(condition.column)} IN (${join(
        condition.literals.map((each) => literal(each, condition.column)),
        comma,
      )})`;
    case 'null':
      return sql`${column(condition.column)} IS NULL`;
  }
}

const operators = { '=': sql`=`, '<>': sql`<>`, '<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=` } as const;

const numbers: readonly ColumnInfo['family'][] = ['integer', 'decimal', 'float'];

/**
 * Quoted, the engine reads a literal in the column's type. A column without a type has none to read it
 * in: there a number must be written as one.
 */
function literalSql({ kind, text }: Literal, { family, cast }: ColumnInfo): Sql {
  const isNumber = kind === 'number' && (numbers.includes(family) || (cast === null && family === 'other'));
  return isNumber ? number(text) : constant(text);
}
