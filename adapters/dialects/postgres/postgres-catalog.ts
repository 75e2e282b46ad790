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
import { indexColumns } from '../../database/index-columns.ts';
import { postgres } from './postgres.ts';

type Query = (text: string, values: readonly SqlValue[]) => Promise<readonly Row[]>;

/**
 * Is a collation's order that of code points? Those of the server's own making are; of the system's, those named so. What
 * the database's default is stands in its own row, under names that depend on the server's version.
 */
const inCodePoints = `
  SELECT o.collname IN ('C', 'POSIX', 'ucs_basic') OR o.collprovider = 'b'
    OR (o.collprovider = 'c' AND o.collcollate ~ '^(C|POSIX)([.].*)?$')
    OR (o.collprovider = 'd' AND EXISTS (
      SELECT 1 FROM pg_database d WHERE d.datname = current_database()
      AND (to_jsonb(d) ->> 'datlocprovider' = 'b' OR (coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' AND d.datcollate ~ '^(C|POSIX)([.].*)?$'))))
  FROM pg_collation o WHERE o.oid = a.attcollation`;

/** A domain may be made of a domain; what its values are is the type at the end. */
const columnsQuery = `
  WITH RECURSIVE base (oid, type) AS (
    SELECT oid, oid FROM pg_type WHERE typtype <> 'd'
    UNION ALL SELECT d.oid, base.type FROM pg_type d JOIN base ON d.typtype = 'd' AND d.typbasetype = base.oid
  )
  SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), t.typname, t.typtype, a.attnotnull, pg_table_is_visible(c.oid), t.oid::regtype,
         CASE WHEN c.relkind NOT IN ('r', 'm', 'p') THEN 0 WHEN c.reltuples >= 0 THEN c.reltuples ELSE pg_relation_size(c.oid) / 100 END,
         CASE WHEN c.relkind = 'r' AND EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhparent = c.oid) THEN 'inherited' ELSE c.relkind::text END,
         t.typtype = 'e' OR t.typname = 'citext' OR (a.attcollation <> 0 AND NOT (${inCodePoints})),
         EXISTS (SELECT 1 FROM pg_collation o WHERE o.oid = a.attcollation AND o.collprovider <> 'd')
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN base ON base.oid = a.atttypid
  JOIN pg_type t ON t.oid = base.type
  WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND c.relname = ANY($1::text[])
  ORDER BY c.oid, a.attnum`;

const keysQuery = `
  SELECT n.nspname, c.relname, i.indexrelid::text, a.attname, a.attnotnull
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
  WHERE i.indisunique AND i.indisvalid AND i.indisready AND i.indpred IS NULL AND i.indexprs IS NULL AND c.relname = ANY($1::text[])
  ORDER BY i.indisprimary DESC, i.indexrelid`;

/** Columns of every index in its order; null for an expression. */
const indexesQuery = `
  SELECT n.nspname, c.relname, i.indexrelid::text, a.attname
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k(attnum, place)
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.attnum > 0
  WHERE i.indisvalid AND i.indisready AND i.indpred IS NULL AND c.relname = ANY($1::text[])
  ORDER BY i.indexrelid, k.place`;

const namesQuery = `
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  ORDER BY 1 LIMIT 5000`;

/** Reads what the database says of these tables. A table without a schema is the one the account sees. */
export async function loadPostgresCatalog(query: Query, tables: readonly TableName[]): Promise<Catalog> {
  const names = [[...new Set(tables.map((table) => table.name))]];
  const [columns, keys, indexes, all] = [
    await query(columnsQuery, names),
    await query(keysQuery, names),
    await query(indexesQuery, names),
    await query(namesQuery, []),
  ];
  const found = new Map<string, TableInfo>();
  for (const table of tables) {
    const rows = columns.filter(
      (row) => row[1] === table.name && (table.schema === null ? row[7] === 't' : row[0] === table.schema),
    );
    if (rows.length === 0) continue;
    const schema = rows[0]?.[0];
    // A key of an inherited table says nothing of its heirs' rows, which a read of it brings along.
    const isInherited = rows[0]?.[10] === 'inherited';
    const uniqueKeys = isInherited ? [] : readKeys(keys.filter((row) => row[0] === schema && row[1] === table.name));
    found.set(tableKey(postgres, table), {
      name: table.name,
      columns: new Map(rows.map(readColumn).map((column) => [column.name, column])),
      uniqueKeys,
      indexes: indexColumns(
        indexes
          .filter((row) => row[0] === schema && row[1] === table.name)
          .map(([, , index, column]) => ({ index: index ?? null, column: column ?? null })),
      ),
      isBig: Number(rows[0]?.[9]) > bigTableRows,
      // Partitions each count from zero, and views have no addresses.
      address: rows[0]?.[10] === 'r' || rows[0]?.[10] === 'm' ? rowAddress : null,
    });
  }
  return { tables: found, names: all.map((row) => String(row[0])) };
}

const rowAddress: ColumnInfo = { name: 'ctid', type: 'tid', cast: 'tid', family: 'other', nullable: false };

function readColumn(row: Row): ColumnInfo {
  const [, , name, type, typname, typtype, notNull, , regtype, , , isCollated, hasOwnCollation] = row.map(String);
  return {
    name: name ?? '',
    type: type ?? '',
    cast: castOf({ typname, typtype, regtype }),
    family: families[typname ?? ''] ?? (typtype === 'e' ? 'text' : 'other'),
    nullable: notNull !== 't',
    isCollated: isCollated === 't',
    hasOwnCollation: hasOwnCollation === 't',
  };
}

/** An enum compares with its own kind only; what else is no base type is read and compared as text. */
function castOf(type: Readonly<Record<'typname' | 'typtype' | 'regtype', string | undefined>>): string | null {
  if (type.typtype === 'e') return type.regtype ?? null;
  return type.typtype === 'b' ? (type.typname ?? null) : 'text';
}

const families: Readonly<Record<string, ColumnFamily>> = {
  bpchar: 'text',
  varchar: 'text',
  text: 'text',
  char: 'text',
  name: 'text',
  citext: 'text',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  money: 'other',
  float4: 'float',
  float8: 'float',
  bool: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  bytea: 'bytes',
};

function readKeys(rows: readonly Row[]): readonly (readonly string[])[] {
  const byIndex = new Map<string, { readonly columns: string[]; nullable: boolean }>();
  for (const [, , index, column, notNull] of rows) {
    const key = byIndex.get(String(index)) ?? { columns: [], nullable: false };
    key.columns.push(String(column));
    if (notNull !== 't') key.nullable = true;
    byIndex.set(String(index), key);
  }
  return [...byIndex.values()].filter((key) => !key.nullable).map((key) => key.columns);
}
