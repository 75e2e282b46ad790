import type { ColumnInfo, FilterSyntax, InfoSql } from '../../database/dialect.ts';
import { mostSigns, numberPattern, wideSigns } from '../../values/number-text.ts';
import { datePattern } from '../../values/date-pattern.ts';
import { whiteSpace } from '../../values/white-space.ts';
import { shapePattern } from '../../values/date-shape.ts';
import { zoneChanges } from '../../values/zone-changes.ts';
import { comma, constant, join, label, number, slot, sql, typeName, type Slot, type Sql } from '../../sql/sql.ts';
import { bytesOf, castText, inCollation, textOf } from './mysql-text.ts';

/** Of the widest decimals, which say more than these digits as another number. */
const decimalRoom = { whole: 35, places: 30 } as const;

/** What filters ask of MariaDB and MySQL. What a collation finds is compared again, byte by byte. */
export const mysqlFilters: FilterSyntax = {
  equals,
  contains: (column, text) => sql`LOCATE(CAST(${slot(text)} AS BINARY), ${bytesOf(column.sql)}) > 0`,
  startsWith: (column, slotOf) => {
    const isAtStart = sql`LOCATE(CAST(${slot(slotOf((beginning) => beginning))} AS BINARY), ${bytesOf(column.sql)}) = 1`;
    const text = textOf(column.info);
    if (text === null) return isAtStart;
    const pattern = inCollation(slot(slotOf(likePattern)), text);
    return sql`${column.sql} LIKE ${pattern} ESCAPE '|' AND ${isAtStart}`;
  },
  number: (value, { family, cast }) => castText(slot(value), numberType(family, cast)),
  asText: (column) => textSql(column),
  trimmed: (text, at) => {
    const signs = Array.from(whiteSpace(at)).filter((sign) => sign !== ' ');
    const blanks = exchanged(text, signs, signs.map(() => ' ')); // prettier-ignore
    return at.ends === 'end' ? sql`RTRIM(${blanks})` : sql`TRIM(${blanks})`;
  },
  hasForm: (text, form) => sql`${text} REGEXP ${constant(shapePattern(form))}`,
  isDate: (text, { format, isPartial }) => sql`${text} REGEXP ${constant(datePattern(format, isPartial))}`,
  holdsNumber: () => null,
  numberOf: (text, form) => {
    const { wide, ascii } = wideSigns(form);
    const written = exchanged(text, wide, ascii);
    const plain = form.grouping === null ? written : exchanged(written, `${form.grouping}${form.point}`, ['', '.']);
    const { cast, info } = numberTypes[form.kind];
    const isShort = form.kind === 'Int' ? sql`` : sql`CHAR_LENGTH(${text}) <= ${number(String(mostSigns))} AND `;
    const isOne = sql`${isShort}${written} REGEXP ${constant(numberPattern(form, form.kind === 'Decimal' ? decimalRoom : null))}`;
    const found = sql`CAST(${plain} AS ${typeName(cast)})`;
    // What a double can't hold is made the largest one.
    const isHeld = form.kind === 'Float' ? sql` AND ABS(${found}) < 1.7976931348623157e308` : sql``;
    return { sql: sql`CASE WHEN ${isOne}${isHeld} THEN ${found} END`, info };
  },
  decimalRoom,
  decimalKey: null,
  // What stands for no date, and days that no month has.
  holdsDate: ({ sql: column }) => sql`${column} >= '0001-01-01' AND DAYOFMONTH(${column}) > 0`,
  keepsOffset: ({ type }) => type.startsWith('timestamp'),
  momentText,
  localText: (column, timezone) =>
    column.info.type.startsWith('timestamp') ? zonedText(column, timezone) : momentText(column),
  sum: (values) => ({ sql: sql`SUM(${values})`, places: 0 }),
  concat: (parts) => sql`CONCAT(${join(parts, comma)})`,
  length: (text) => sql`CHAR_LENGTH(${text})`,
  upper: (text) => ofAscii(text, sql`UPPER`),
  lower: (text) => ofAscii(text, sql`LOWER`),
  exchanged,
  // A table in brackets knows nothing of the rows outside; one that is made of JSON does.
  inSteps: (value, ...steps) => {
    const last = steps.at(-1);
    if (last === undefined) return value;
    const tables = [() => value, ...steps.slice(0, -1)].map((step, at) => {
      const list = sql`JSON_ARRAY(${step(stepAt(at - 1))})`;
      return sql`JSON_TABLE(${list}, '$[*]' COLUMNS (v longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$')) AS ${label('v', at)}`;
    });
    return sql`(SELECT ${last(stepAt(steps.length - 1))} FROM ${join(tables, sql` STRAIGHT_JOIN `)})`;
  },
  isDigits: (text) => sql`${text} REGEXP '^[0-9]+$'`,
  digit: (character) => character,
  inStretches: ({ sql: column, info }, stretches, isClosed) => {
    const type = info.family === 'timestamp' ? 'datetime(6)' : 'decimal(65,30)';
    const end = (at: string) => castText(sql`SUBSTRING_INDEX(r.v, '|', ${number(at)})`, type);
    const rows = sql`JSON_TABLE(${slot(stretches)}, '$[*]' COLUMNS (v varchar(100) PATH '$')) AS r`;
    return sql`EXISTS (SELECT 1 FROM ${rows} WHERE ${column} >= ${end('1')} AND ${column} ${isClosed ? sql`<=` : sql`<`} ${end('-1')})`;
  },
  // A table in brackets knows nothing of the rows outside: it has numbers, and the value is chosen by them.
  eachOf: (alias, values) => {
    const [first] = values;
    if (values.length === 1 && first !== undefined) return { table: sql`(SELECT 0 AS form) AS ${alias}`, value: first };
    const numbers = values.map((_, index) => number(String(index)));
    const rows = join(numbers.map((each) => sql`SELECT ${each} AS form`), sql` UNION ALL `); // prettier-ignore
    const cases = join(values.map((value, index) => sql`WHEN ${numbers[index] ?? sql`0`} THEN ${value}`), sql` `); // prettier-ignore
    return { table: sql`(${rows}) AS ${alias}`, value: sql`CASE ${alias}.form ${cases} END` };
  },
  holdsText: (column, text) => {
    const own = textOf(column.info);
    const found = own === null ? text : inCollation(text, own);
    return sql`${column.sql} = ${found} AND ${bytesOf(column.sql)} = ${bytesOf(text)}`;
  },
  textInfo: {
    name: 'text',
    type: 'varchar(64)',
    cast: 'varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    family: 'text',
    nullable: true,
  },
};

const stepAt = (index: number): Sql => sql`${label('v', index)}.v`;

function exchanged(text: Sql, from: Iterable<string>, to: Iterable<string>): Sql {
  const others = Array.from(to);
  return Array.from(from).reduce(
    (one, sign, at) => sql`REPLACE(${one}, ${constant(sign)}, ${constant(others[at] ?? '')})`,
    text,
  );
}

function equals(column: InfoSql, value: Slot): Sql {
  const text = textOf(column.info);
  if (text !== null)
    return sql`(${column.sql} = ${inCollation(slot(value), text)} AND ${bytesOf(column.sql)} = CAST(${slot(value)} AS BINARY))`;
  const { cast } = column.info;
  return sql`${column.sql} = ${cast === null ? slot(value) : castText(slot(value), cast)}`;
}

const numberTypes = {
  Int: { cast: 'SIGNED', info: { name: 'number', type: 'bigint', cast: 'bigint', family: 'integer', nullable: true } },
  Float: { cast: 'double', info: { name: 'number', type: 'double', cast: 'double', family: 'float', nullable: true } },
  Decimal: {
    cast: 'decimal(65,30)',
    info: { name: 'number', type: 'decimal(65,30)', cast: 'decimal(65,30)', family: 'decimal', nullable: true },
  },
} as const satisfies Record<string, { readonly cast: string; readonly info: ColumnInfo }>;

const ofAscii = (text: Sql, change: Sql): Sql =>
  sql`CASE WHEN LENGTH(${text}) = CHAR_LENGTH(${text}) THEN ${change}(${text}) ELSE ${text} END`;

/** As many digits as there are; a limit is not the column's, and must not be rounded to it. */
function numberType(family: InfoSql['info']['family'], cast: string | null): string {
  if (family === 'integer') return cast === 'bigint unsigned' ? 'UNSIGNED' : 'SIGNED';
  return family === 'float' ? 'double' : 'decimal(65,30)';
}

const inBinary = (text: Sql): Sql => sql`CONVERT(${text} USING utf8mb4) COLLATE utf8mb4_bin`;

const textSql = ({ sql: column, info }: InfoSql): Sql =>
  inBinary(textOf(info) === null ? sql`CAST(${info.type.startsWith('bit') ? sql`${column} + 0` : column} AS CHAR)` : sql`RTRIM(${column})`); // prettier-ignore

/** The beginning, and anything: a sign that LIKE knows stands for itself. */
const likePattern = (beginning: string): string => `${beginning.replace(/[|%_]/g, (sign) => `|${sign}`)}%`;

function momentText({ sql: column, info }: InfoSql): Sql {
  const form = info.family === 'date' ? '%Y-%m-%d' : '%Y-%m-%d %H:%i:%s';
  return inBinary(sql`DATE_FORMAT(${column}, ${constant(form)})`);
}

/** The server need not know zones by name: it is told when the zone's offset was another. Null for too many changes. */
function zonedText({ sql: column, info }: InfoSql, timezone: string): Sql | null {
  const changes = zoneChanges(timezone);
  if (changes === null) return null;
  const shifted = (minutes: number) => sql`DATE_ADD(${column}, INTERVAL ${number(String(minutes))} MINUTE)`;
  const last = changes.at(-1)?.offset ?? 0;
  const cases = changes.slice(0, -1).map(({ until, offset }) => sql` WHEN ${column} < ${constant(until)} THEN ${shifted(offset)}`); // prettier-ignore
  const local = cases.length === 0 ? shifted(last) : sql`CASE${join(cases, sql``)} ELSE ${shifted(last)} END`;
  return momentText({ sql: local, info });
}
