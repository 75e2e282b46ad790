import { comma, join, label, slot, sql, typeName, type Slot, type Sql } from '../../sql/sql.ts';
import { textFromCursor, toCursor } from '../../database/cursor-value.ts';
import { arrayText } from './array-text.ts';
import { comparable, postgresFilters } from './postgres-filters.ts';
import { claimedForms, type ColumnInfo, type Dialect, type InfoSql, type ScanByText } from '../../database/dialect.ts';

/**
 * PostgreSQL. Keys travel as arrays in the COLUMN's type: `bpchar[]` uses the index of a `char(18)`
 * where `text[]` scans.
 */
export const postgres: Dialect = {
  name: 'postgres',
  perParent: 'lateral',
  comparesRows: true,
  quote,
  quoteText: (text) => `'${text.replaceAll("'", "''")}'`,
  placeholder: (position, cast) => (cast === null ? `$${position}` : `$${position}::${cast}`),
  fold: (name) => name,
  foldTable: (name) => name,
  keyTable: (columns, of) => {
    // Selected, so that a plan does not depend on their number: the server would plan every run anew to know it.
    const array = (given: Slot, type: string): Sql => sql`(SELECT ${slot(given, `${type}[]`)})`;
    const arrays = columns.map(({ cast }, index) => array({ kind: 'key', of, index }, cast ?? 'text'));
    const names = columns.map((_, index) => label('k', index));
    return sql`unnest(${join([...arrays, array({ kind: 'ordinal', of }, 'int4')], comma)}) AS k(${join([...names, sql`n`], comma)})`;
  },
  keyJoin: sql`CROSS JOIN`,
  matches: (column, index) => sql`${column.sql} = k.${label('k', index)}`,
  matchesSole: ({ sql: column, info: { cast } }, index) =>
    sql`${column} = ${slot({ kind: 'soleKey', index }, cast ?? 'text')}`,
  keyScan: ([only, ...others]) => {
    const isPlain = only === undefined || others.length > 0 ? null : plainKeys(only.info);
    if (only === undefined || isPlain === null) return null;
    const { sql: column, info } = only;
    const array = `${info.cast ?? 'text'}[]`;
    // Selected as in `keyTable`; cast again, as an array in brackets would else be rows to compare with.
    const keys = sql`(SELECT ${slot({ kind: 'key', of: 'keys', index: 0 }, array)})::${typeName(info.cast ?? 'text')}[]`;
    return { kind: 'byText', condition: sql`${column} = ANY(${keys})`, value: sql`${column}::text`, isPlain };
  },
  anyOf: (column, values) => {
    const { sql: held, cast } = comparable(column);
    return sql`${held} = ANY(${slot(values, `${cast}[]`)})`;
  },
  equal: (from, lookedUp) => sql`${from.sql} = ${lookedUp.sql}`,
  toldApartBy: () => null,
  asKeyOf,
  sortKey,
  isInOrder: (column) => column.isCollated !== true,
  sortValue: (value, { cast, isCollated }) => slot(value, isCollated === true ? 'text' : cast),
  nullsLast: (column, descending) =>
    descending ? sql`${sortKey(column)} DESC NULLS LAST` : sql`${sortKey(column)} ASC NULLS LAST`,
  nullsFirst: (column, descending) =>
    descending ? sql`${sortKey(column)} DESC NULLS FIRST` : sql`${sortKey(column)} ASC NULLS FIRST`,
  fits: (column, text) => fitsFamily(column, text) && !text.includes('\0'),
  // What fills a CHAR column counts for nothing when it is compared.
  toCursor: (value, column) =>
    column.cast === 'bpchar' && typeof value === 'string' ? value.replace(/ +$/, '') : toCursor(value, column),
  fromCursor: textFromCursor,
  people: {
    codeFromEnd: (text, place) => (place === 1 ? sql`ascii(right(${text}, 1))` : sql`ascii(right(${text}, 2))`),
    countsInSum: 21,
  },
  filters: postgresFilters,
  bind: (wanted, input) => {
    switch (wanted.kind) {
      case 'key':
        return arrayText(input[wanted.of].parts[wanted.index] ?? []);
      case 'ordinal':
        return `{${input[wanted.of].ordinals.join()}}`;
      case 'cursor':
        return input[wanted.end][wanted.index] ?? null;
      case 'limit':
        return input.limit;
      case 'filter':
        return input.filter[wanted.index] ?? null;
      case 'own':
        return input.own[wanted.identifier];
      case 'claim':
        return claimedForms(wanted, input);
      case 'soleKey':
        return input.keys.parts[wanted.index]?.[0] ?? null;
      case 'keys':
        throw new TypeError('PostgreSQL takes keys as arrays');
    }
  },
};

/** The values of an enum are in the order they were made in, and text in that of its locale. */
function sortKey({ sql: column, info }: InfoSql): Sql {
  return info.isCollated === true ? sql`${column}::text COLLATE "C"` : column;
}

const textCasts: readonly (string | null)[] = ['text', 'varchar', 'bpchar', 'citext', 'name'];

/** Text of two types is compared as the one, and in the collation that only one of them has: no index of the other serves. */
function asKeyOf({ sql: column, info }: InfoSql, { cast }: ColumnInfo): Sql {
  const isText = textCasts.includes(info.cast) && textCasts.includes(cast);
  const typed = isText && cast !== null && cast !== info.cast ? sql`${column}::${typeName(cast)}` : column;
  return isText && info.hasOwnCollation === true ? sql`${typed} COLLATE "default"` : typed;
}

/** Equal texts are the same text, but for what fills a CHAR column; equal integers are written in one way. */
function plainKeys({ family, cast, hasOwnCollation }: ColumnInfo): ScanByText['isPlain'] | null {
  if (family === 'integer') return (form) => /^(?:0|-?[1-9]\d*)$/.test(form);
  if (hasOwnCollation === true) return null; // it may hold different texts equal
  if (cast === 'bpchar') return (form) => !form.endsWith(' ');
  return cast === 'text' || cast === 'varchar' ? () => true : null;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

type Integers = { readonly bits: number; /** One more than the greatest. */ readonly end: number };
const bigIntegers: Integers = { bits: 64, end: 2 ** 63 };
const integers: ReadonlyMap<string | null, Integers> = new Map([
  ['int2', { bits: 16, end: 2 ** 15 }],
  ['int4', { bits: 32, end: 2 ** 31 }],
]);

function fitsFamily(column: ColumnInfo, text: string): boolean {
  switch (column.family) {
    case 'text':
      return true;
    case 'integer':
      return fitsInteger(text, integers.get(column.cast) ?? bigIntegers);
    case 'decimal':
    case 'float':
      return /^-?\d{1,300}(\.\d{1,300})?$/.test(text);
    case 'boolean':
      return text === 'true' || text === 'false' || text === 't' || text === 'f';
    case 'date':
      return isDay(text);
    case 'timestamp':
      return (
        isDay(text.slice(0, 10)) &&
        /^([ T]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?)?$/.test(text.slice(10))
      );
    case 'bytes':
      return false;
    case 'other':
      return column.cast !== 'uuid' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
  }
}

function fitsInteger(text: string, { bits, end }: Integers): boolean {
  if (/^-?\d{1,15}$/.test(text)) return Number(text) >= -end && Number(text) < end;
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);
}

/** A day of the calendar: one text that is none would fail the statement for every key beside it. */
function isDay(text: string): boolean {
  const day = /^[1-9]\d{3}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
