import type { SqlValue } from '../../sql/sql.ts';
import {
  bigTableRows,
  tableKey,
  type Catalog,
  type ColumnFamily,
  type ColumnInfo,
  type TableInfo,
  type TableName,
} from '../../database/dialect.ts';
import type { Row } from '../../database/driver.ts';
import { indexColumns, type IndexEntry } from '../../database/index-columns.ts';
import { mysql } from './mysql.ts';

type Query = (text: string, values: readonly SqlValue[]) => Promise<readonly Row[]>;

/** Names compare without case in these views, whatever the server holds equal elsewhere. */
const columnsQuery = `
  SELECT table_name, column_name, column_type, data_type, is_nullable, character_set_name, collation_name,
         character_maximum_length, numeric_precision, numeric_scale
  FROM information_schema.columns WHERE table_schema = coalesce(?, database()) AND table_name = ?
  ORDER BY table_name, ordinal_position`;

const indexesQuery = `
  SELECT table_name, index_name, column_name, sub_part, non_unique FROM information_schema.statistics
  WHERE table_schema = coalesce(?, database()) AND table_name = ?
  ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index`;

const sizeQuery = `
  SELECT table_name, table_rows FROM information_schema.tables
  WHERE table_schema = coalesce(?, database()) AND table_name = ?`;

const namesQuery = `
  SELECT table_name FROM information_schema.tables
  WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY 1 LIMIT 5000`;

/**
 * Reads what the server says of these tables. A table without a schema is one of the database that the
 * URL names. Whether `T` and `t` are two tables is the server's set-up, so it is asked.
 */
export async function loadMysqlCatalog(query: Query, tables: readonly TableName[]): Promise<Catalog> {
  const [[lowerCase] = []] = await query('SELECT @@lower_case_table_names', []);
  const isSame = Number(lowerCase) === 0 ? equalNames : equalFoldedNames;
  const found = new Map<string, TableInfo>();
  for (const table of tables) {
    const info = await loadTable(query, table, isSame);
    if (info !== null) found.set(tableKey(mysql, table), info);
  }
  const names = await query(namesQuery, []);
  return { tables: found, names: names.map((row) => String(row[0])) };
}

type SameName = (one: string, other: string) => boolean;
const equalNames: SameName = (one, other) => one === other;
const equalFoldedNames: SameName = (one, other) => one.toLowerCase() === other.toLowerCase();

async function loadTable(query: Query, table: TableName, isSame: SameName): Promise<TableInfo | null> {
  const values = [table.schema, table.name];
  const isThis = (row: Row) => isSame(String(row[0]), table.name);
  const columns = (await query(columnsQuery, values)).filter(isThis);
  const name = columns[0]?.[0];
  if (name === undefined) return null;
  const infos = columns.map(readColumn);
  const byName = new Map(infos.map((column) => [mysql.fold(column.name), column]));
  const statistics = (await query(indexesQuery, values)).filter(isThis);
  const keys = groupKeys(statistics.filter((row) => Number(row[4]) === 0));
  const [size] = (await query(sizeQuery, values)).filter(isThis);
  const holds = (key: readonly (string | null)[]): key is readonly string[] =>
    key.every((column) => column !== null && byName.get(column)?.nullable === false);
  return {
    name: String(name),
    columns: byName,
    uniqueKeys: keys.filter(holds),
    indexes: indexColumns(statistics.map(indexEntry)),
    isBig: Number(size?.[1] ?? 0) > bigTableRows,
    address: null,
  };
}

const indexEntry = ([, index = null, column = null, part]: Row): IndexEntry => ({
  index,
  column: typeof column === 'string' && part === null ? mysql.fold(column) : null,
});

/** The columns of each index; null stands for a part of a column, or an expression. */
function groupKeys(rows: readonly Row[]): readonly (readonly (string | null)[])[] {
  const groups = new Map<string, (string | null)[]>();
  for (const [, index, column, part] of rows) {
    const group = groups.get(String(index)) ?? [];
    group.push(typeof column === 'string' && part === null ? mysql.fold(column) : null);
    groups.set(String(index), group);
  }
  return [...groups.values()];
}

function readColumn(row: Row): ColumnInfo {
  const [, name, columnType, dataType, isNullable, charset, collation, length, precision, scale] = row;
  const type = { data: String(dataType).toLowerCase(), declared: String(columnType), precision, scale };
  const text = typeof charset === 'string' ? { charset, collation: String(collation), length } : null;
  const family = text !== null || textTypes.includes(type.data) ? 'text' : (families[type.data] ?? 'other');
  return {
    name: String(name),
    type: type.declared,
    cast: family === 'text' ? textCast(text) : valueCast(type),
    family,
    nullable: isNullable !== 'NO',
  };
}

const families: Readonly<Record<string, ColumnFamily>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  bit: 'integer',
  year: 'integer',
  decimal: 'decimal',
  float: 'float',
  double: 'float',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamp',
  binary: 'bytes',
  varbinary: 'bytes',
  tinyblob: 'bytes',
  blob: 'bytes',
  mediumblob: 'bytes',
  longblob: 'bytes',
};

/** Types of MariaDB’s own that are written, compared and ordered as their text. */
const textTypes: readonly string[] = ['uuid', 'inet4', 'inet6'];

/** Longer columns are compared as LONGTEXT: a size of their own would make a key too long look like its beginning. */
const longestVarchar = 4000;

type TextColumn = Readonly<Record<'charset' | 'collation', string>> & { readonly length: SqlValue | undefined };

function textCast(column: TextColumn | null): string {
  const { charset, collation, length } = column ?? { charset: 'ascii', collation: 'ascii_general_ci', length: 64 };
  const type = Number(length) <= longestVarchar ? `varchar(${Number(length)})` : 'longtext';
  return `${type} CHARACTER SET ${charset} COLLATE ${collation}`;
}

type ValueColumn = Readonly<Record<'data' | 'declared', string>> &
  Readonly<Record<'precision' | 'scale', SqlValue | undefined>>;

/** What keys and cursors are cast to: as large as the column at least, so that nothing is rounded on the way. */
function valueCast({ data, declared, precision, scale }: ValueColumn): string | null {
  switch (data) {
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
      return /unsigned/.test(declared) ? 'bigint unsigned' : 'bigint';
    case 'bit':
      return 'bigint unsigned';
    case 'year':
      return 'int';
    case 'decimal':
      return `decimal(${Number(precision)},${Number(scale)})`;
    case 'float':
    case 'double':
    case 'date':
      return data;
    case 'datetime':
    case 'timestamp':
      return 'datetime(6)';
    case 'time':
      return 'time(6)';
    default:
      return null;
  }
}
