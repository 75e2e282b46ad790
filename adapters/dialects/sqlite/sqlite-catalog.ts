import type { SqlValue } from '../../sql/sql.ts';
import {
  bigTableRows,
  untyped,
  tableKey,
  type Catalog,
  type ColumnFamily,
  type ColumnInfo,
  type TableInfo,
  type TableName,
} from '../../database/dialect.ts';
import type { Row } from '../../database/driver.ts';
import { indexColumns } from '../../database/index-columns.ts';
import { sqlite } from './sqlite.ts';

type Query = (text: string, values: readonly SqlValue[]) => Promise<readonly Row[]>;

/** Reads what the file says of these tables. */
export async function loadSqliteCatalog(query: Query, tables: readonly TableName[]): Promise<Catalog> {
  const found = new Map<string, TableInfo>();
  for (const table of tables) {
    const info = await loadTable(query, table);
    if (info !== null) found.set(tableKey(sqlite, table), info);
  }
  const names = await query(`SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name`, []);
  return { tables: found, names: names.map((row) => String(row[0])) };
}

async function loadTable(query: Query, table: TableName): Promise<TableInfo | null> {
  const columns = await query('SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1', [
    table.name,
  ]);
  if (columns.length === 0) return null;
  const primary = columns.filter((row) => Number(row[3]) > 0).map((row) => sqlite.fold(String(row[0])));
  const unique = await query(
    // An index on an expression has a column without a name.
    `SELECT i.name, x.name FROM pragma_index_list(?) AS i JOIN pragma_index_info(i.name) AS x WHERE i."unique" = 1 AND i.partial = 0 AND NOT EXISTS (SELECT 1 FROM pragma_index_info(i.name) WHERE name IS NULL) ORDER BY i.seq, x.seqno`,
    [table.name],
  );
  const every = await query(
    `SELECT i.name, x.name FROM pragma_index_list(?) AS i JOIN pragma_index_info(i.name) AS x WHERE i.partial = 0 ORDER BY i.seq, x.seqno`,
    [table.name],
  );
  const kinds = await query('SELECT type, wr FROM pragma_table_list(?)', [table.name]);
  const hasAddress = kinds.some((row) => row[0] === 'table' && Number(row[1]) === 0);
  // A primary key of SQLite may hold nulls, unless the table is kept by it or it is the row's address.
  const isKept = kinds.some((row) => Number(row[1]) === 1);
  const infos = columns.map((row) => readColumn(row, { isKept, isAlone: primary.length === 1 }));
  const nullable = new Set(infos.filter((column) => column.nullable).map((column) => sqlite.fold(column.name)));
  const indexes = groupRows(unique);
  const keys = [primary, ...indexes].filter(
    (key) => key.length > 0 && (key === primary || !key.some((column) => nullable.has(column))),
  );
  return {
    name: table.name,
    columns: new Map(infos.map((column) => [sqlite.fold(column.name), column])),
    uniqueKeys: keys,
    indexes: [
      primary,
      ...indexColumns(
        every.map(([index = null, column = null]) => ({
          index,
          column: typeof column === 'string' ? sqlite.fold(column) : null,
        })),
      ),
    ],
    isBig: kinds.some((row) => row[0] === 'table') && (await isBig(query, table.name)),
    address: hasAddress && !infos.some((column) => sqlite.fold(column.name) === rowAddress.name) ? rowAddress : null,
  };
}

const rowAddress: ColumnInfo = { name: 'rowid', type: 'INTEGER', cast: null, family: 'integer', nullable: false, isAddress: true }; // prettier-ignore

/** Counts no further than it has to. */
async function isBig(query: Query, table: string): Promise<boolean> {
  const rows = await query(`SELECT count(*) FROM (SELECT 1 FROM ${sqlite.quote(table)} LIMIT ${bigTableRows + 1})`, []);
  return Number(rows[0]?.[0]) > bigTableRows;
}

function groupRows(rows: readonly Row[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [index, column] of rows) {
    const group = groups.get(String(index)) ?? [];
    group.push(sqlite.fold(String(column)));
    groups.set(String(index), group);
  }
  return [...groups.values()];
}

/** @param key is the table kept by its primary key, and is that one column? */
function readColumn(row: Row, key: { readonly isKept: boolean; readonly isAlone: boolean }): ColumnInfo {
  const [name, type, notNull, primary] = row;
  const declared = String(type);
  const isPrimary = Number(primary) > 0;
  const isAddress = isPrimary && key.isAlone && !key.isKept && /^INTEGER$/i.test(declared);
  return {
    name: String(name),
    type: declared === '' ? untyped : declared,
    cast: null,
    family: familyOf(declared),
    nullable: Number(notNull) === 0 && !isAddress && !(isPrimary && key.isKept),
    isAddress,
  };
}

/** Rules of affinity: https://sqlite.org/datatype3.html */
function familyOf(declared: string): ColumnFamily {
  if (/INT/i.test(declared)) return 'integer';
  if (/CHAR|CLOB|TEXT/i.test(declared)) return 'text';
  if (/BLOB/i.test(declared)) return 'bytes';
  if (/REAL|FLOA|DOUB/i.test(declared)) return 'float';
  if (/BOOL/i.test(declared)) return 'boolean';
  if (/TIMESTAMP|DATETIME/i.test(declared)) return 'timestamp';
  if (/DATE/i.test(declared)) return 'date';
  if (/DEC|NUM/i.test(declared)) return 'decimal';
  return 'other';
}
