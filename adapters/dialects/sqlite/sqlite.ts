import { comma, join, keyPlace, label, slot, sql, type SqlValue } from '../../sql/sql.ts';
import { toCursor, type CursorValue } from '../../database/cursor-value.ts';
import { sqliteFilters } from './sqlite-filters.ts';
import { claimedForms, keysAsJson, type ColumnInfo, type Dialect } from '../../database/dialect.ts';

/**
 * SQLite. Keys travel as one JSON text; an expression of a subquery has no affinity, so the column's
 * own decides how a key compares, and its index works.
 */
export const sqlite: Dialect = {
  name: 'sqlite',
  perParent: 'window',
  comparesRows: true,
  quote,
  quoteText: (text) => `'${text.replaceAll("'", "''")}'`,
  placeholder: () => '?',
  fold: (name) => name.toLowerCase(),
  foldTable: (name) => name.toLowerCase(),
  keyTable: (columns, of) => {
    const keys = columns.map((_, index) => sql`json_extract(value, '$[${keyPlace(index)}]') AS ${label('k', index)}`);
    const ordinal = sql`json_extract(value, '$[${keyPlace(columns.length)}]') AS n`;
    return sql`(SELECT ${join([...keys, ordinal], comma)} FROM json_each(${slot({ kind: 'keys', of })})) AS k`;
  },
  // SQLite keeps the order of a CROSS JOIN.
  keyJoin: sql`CROSS JOIN`,
  matches: (column, index) => sql`${column.sql} = k.${label('k', index)}`,
  matchesSole: (column, index) => sql`${column.sql} = ${slot({ kind: 'soleKey', index })}`,
  keyScan: () => null,
  anyOf: (column, values) => sql`${column.sql} IN (SELECT value FROM json_each(${slot(values)}))`,
  equal: (from, lookedUp) => sql`${from.sql} = ${lookedUp.sql}`,
  toldApartBy: () => null,
  asKeyOf: (column) => column.sql,
  sortKey: (column) => column.sql,
  isInOrder: () => true,
  sortValue: (value) => slot(value),
  nullsLast: (column, descending) =>
    descending ? sql`${column.sql} DESC NULLS LAST` : sql`${column.sql} ASC NULLS LAST`,
  nullsFirst: (column, descending) =>
    descending ? sql`${column.sql} DESC NULLS FIRST` : sql`${column.sql} ASC NULLS FIRST`,
  fits,
  // A text is a text in any column, and is compared letter by letter.
  toCursor: (value, column) => (typeof value === 'string' ? value : toCursor(value, column)),
  fromCursor,
  people: {
    codeFromEnd: (text, place) => (place === 1 ? sql`unicode(substr(${text}, -1))` : sql`unicode(substr(${text}, -2))`),
    // A whole number has 63 bits.
    countsInSum: 2,
  },
  filters: sqliteFilters,
  bind: (wanted, input) => {
    switch (wanted.kind) {
      case 'keys':
        return keysAsJson(input[wanted.of]);
      case 'soleKey':
        return input.keys.parts[wanted.index]?.[0] ?? null;
      case 'cursor':
        return input[wanted.end][wanted.index] ?? null;
      case 'limit':
        return input.limit;
      case 'filter': {
        const value = input.filter[wanted.index] ?? null;
        return Array.isArray(value) ? JSON.stringify(value) : value;
      }
      case 'own':
        return JSON.stringify(input.own[wanted.identifier]);
      case 'claim':
        return JSON.stringify(claimedForms(wanted, input));
      case 'key':
      case 'ordinal':
        throw new TypeError('SQLite takes keys as one JSON text');
    }
  },
};

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A column of numeric affinity would turn `9007199254740995.0` into a rounded number, and find the
 * row beside the one that was asked for: only what it holds digit by digit goes to it.
 */
function fits({ family }: ColumnInfo, text: string): boolean {
  if (family === 'text' || family === 'bytes' || Number.isNaN(Number(text))) return true;
  if (/^-?\d{1,19}$/.test(text)) return BigInt.asIntN(64, BigInt(text)) === BigInt(text);
  return family !== 'integer' && /^-?\d+\.\d+$/.test(text) && text.length <= 16;
}

/** What has no type of its own is compared by its value's: a number with numbers, bytes with bytes. */
function fromCursor(value: CursorValue): SqlValue {
  if (value === null || typeof value === 'string') return value;
  if ('b' in value) return Buffer.from(value.b, 'hex');
  return /^-?\d{1,19}$/.test(value.n) && BigInt.asIntN(64, BigInt(value.n)) === BigInt(value.n)
    ? BigInt(value.n)
    : Number(value.n);
}
