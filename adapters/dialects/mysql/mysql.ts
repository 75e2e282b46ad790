import { comma, empty, join, keyPlace, label, slot, sql, typeName, type Slot, type Sql } from '../../sql/sql.ts';
import { textFromCursor, toCursor } from '../../database/cursor-value.ts';
import {
  claimedForms,
  keysAsJson,
  type BindInput,
  type ColumnInfo,
  type Dialect,
  type InfoSql,
} from '../../database/dialect.ts';
import { mysqlFilters } from './mysql-filters.ts';
import { fitsMysqlColumn } from './mysql-fits.ts';
import { bytesOf, castText, inCollation, isText, textOf } from './mysql-text.ts';

/**
 * MariaDB and MySQL. Keys travel as one JSON text and are read from it in the COLUMN's type, charset
 * and collation, so that its index works. A collation may hold `x` and `X`, or `e` and `é`, equal: what
 * it finds is compared again, byte by byte.
 */
export const mysql: Dialect = {
  name: 'mysql',
  perParent: 'window',
  comparesRows: false,
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  // Sessions have NO_BACKSLASH_ESCAPES: a backslash is a backslash.
  quoteText: (text) => `'${text.replaceAll("'", "''")}'`,
  placeholder: () => '?',
  fold: (name) => name.toLowerCase(),
  foldTable: (name) => name,
  keyTable: (columns, of) => {
    const keys = columns.map((info, index) => keyColumn(info, index, sql`'$[${keyPlace(index)}]'`));
    const ordinal = sql`n INT PATH '$[${keyPlace(columns.length)}]'`;
    return sql`JSON_TABLE(${slot({ kind: 'keys', of })}, '$[*]' COLUMNS (${join([...keys, ordinal], comma)})) AS k`;
  },
  // Left to itself, the server may read the whole table first and the keys for each of its rows.
  keyJoin: sql`STRAIGHT_JOIN`,
  matches: (column, index) =>
    sql`${column.sql} = k.${label('k', index)}${exactly(column, sql`k.${label('b', index)}`)}`,
  matchesSole: (column, index) => mysqlFilters.equals(column, { kind: 'soleKey', index }),
  // To number the rows of each key costs the server a seventh of the statement.
  keyScan: () => ({ kind: 'joined' }),
  anyOf: (column, values) => {
    const only = keyColumn(column.info, 0, sql`'$'`);
    const exact = isText(column.info) ? sql` WHERE ${bytesOf(column.sql)} = CAST(o.b0 AS BINARY)` : empty;
    return sql`${column.sql} IN (SELECT o.k0 FROM JSON_TABLE(${slot(values)}, '$[*]' COLUMNS (${only})) AS o${exact})`;
  },
  equal,
  toldApartBy: (column) => (isText(column.info) ? bytesOf(column.sql) : null),
  asKeyOf: (column) => column.sql,
  sortKey: (column) => (isOrderedByBytes(column.info) ? bytesOf(column.sql) : column.sql),
  isInOrder: (column) => !isOrderedByBytes(column),
  sortValue,
  // Nulls come first here, and last when the order is reversed.
  nullsLast: (column, descending) =>
    descending ? sql`${mysql.sortKey(column)} DESC` : sql`${column.sql} IS NULL, ${mysql.sortKey(column)}`,
  nullsFirst: (column, descending) =>
    descending ? sql`${column.sql} IS NULL DESC, ${mysql.sortKey(column)} DESC` : mysql.sortKey(column),
  fits: fitsMysqlColumn,
  toCursor,
  fromCursor: textFromCursor,
  bind,
  people: {
    codeFromEnd: (text, place) =>
      place === 1
        ? sql`ord(CONVERT(right(${text}, 1) USING utf32))`
        : sql`ord(CONVERT(left(right(${text}, 2), 1) USING utf32))`,
    // A decimal number has 65 digits.
    countsInSum: 7,
  },
  filters: mysqlFilters,
};

/** The key as the column would hold it, k0, and where that loses something, as it was given, b0. */
function keyColumn(info: ColumnInfo, index: number, path: Sql): Sql {
  const own = sql`${label('k', index)} ${typeName(info.cast ?? 'longtext')} PATH ${path}`;
  const text = textOf(info);
  if (text === null) return own;
  const asGiven = typeName(`${text.type} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  return sql`${own}, ${label('b', index)} ${asGiven} PATH ${path}`;
}

const exactly = (column: InfoSql, given: Sql): Sql =>
  isText(column.info) ? sql` AND ${bytesOf(column.sql)} = CAST(${given} AS BINARY)` : empty;

function equal(from: InfoSql, lookedUp: InfoSql): Sql {
  const [left, right] = [textOf(from.info), textOf(lookedUp.info)];
  if (left === null || right === null) return sql`${from.sql} = ${lookedUp.sql}`;
  const isOneKind = left.charset === right.charset && left.collation === right.collation;
  const converted = isOneKind ? from.sql : inCollation(from.sql, right);
  return sql`${converted} = ${lookedUp.sql} AND ${bytesOf(from.sql)} = ${bytesOf(lookedUp.sql)}`;
}

/**
 * Collations that order by code points already: the column stays bare, so that an index can answer.
 * Of these, those that pad differ from the bytes only where a text is the other and blanks.
 */
const codePointCollations = /^((utf8|utf8mb3|utf8mb4|ascii)_(nopad_)?bin|utf8mb4_0900_bin)$/;

function isOrderedByBytes(info: ColumnInfo): boolean {
  const text = textOf(info);
  // By itself it is ordered as its values are listed, and compared as text.
  if (/^(enum|set)\b/.test(info.type)) return true;
  return text === null ? info.type === 'json' : !codePointCollations.test(text.collation);
}

/**
 * Parameters are texts, and a number or a date compared with a text would be compared as rounded numbers. MySQL takes
 * a parameter for what it is cast to, and has cut it short by then: it is named a text first.
 */
function sortValue(value: Slot, info: ColumnInfo): Sql {
  const text = textOf(info);
  if (isOrderedByBytes(info)) return sql`CAST(${slot(value)} AS BINARY)`;
  if (text !== null) return inCollation(slot(value), text);
  // Bytes are given as `\x` and their digits.
  if (info.family === 'bytes') return sql`UNHEX(SUBSTRING(${slot(value)}, 3))`;
  if (info.cast === null) return slot(value);
  return castText(slot(value), info.cast);
}

function bind(wanted: Slot, input: BindInput) {
  switch (wanted.kind) {
    case 'keys':
      return keysAsJson(input[wanted.of]);
    case 'soleKey':
      return input.keys.parts[wanted.index]?.[0] ?? null;
    case 'cursor': {
      const value = input[wanted.end][wanted.index] ?? null;
      return value === null ? null : String(value);
    }
    case 'limit':
      // As text: a number would go as a double, which LIMIT refuses.
      return String(input.limit);
    case 'filter': {
      const value = input.filter[wanted.index] ?? null;
      if (value === null || typeof value === 'string') return value;
      return Array.isArray(value) ? JSON.stringify(value) : String(value);
    }
    case 'own':
      return JSON.stringify(input.own[wanted.identifier]);
    case 'claim':
      return JSON.stringify(claimedForms(wanted, input));
    case 'key':
    case 'ordinal':
      throw new TypeError('MySQL takes keys as one JSON text');
  }
}
