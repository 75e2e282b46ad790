import type { ColumnInfo, FilterSyntax, InfoSql } from '../../database/dialect.ts';
import { mostSigns, numberPattern, wideSigns } from '../../values/number-text.ts';
import { datePattern } from '../../values/date-pattern.ts';
import { whiteSpace } from '../../values/white-space.ts';
import { shapePattern } from '../../values/date-shape.ts';
import { comma, constant, empty, join, label, number, slot, sql, typeName, type Sql } from '../../sql/sql.ts';

const exchanged = (text: Sql, from: string, to: string): Sql =>
  sql`translate(${text}, ${constant(from)}, ${constant(to)})`;

const stepAt = (index: number): Sql => sql`${label('v', index)}.v`;

/** What filters ask of PostgreSQL. */
export const postgresFilters: FilterSyntax = {
  equals: (column, value) => {
    const { sql: held, cast } = comparable(column);
    return sql`${held} = ${slot(value, cast)}`;
  },
  contains: (column, text) => sql`strpos(${column.sql}::text, ${slot(text, 'text')}) > 0`,
  startsWith: (column, slotOf) =>
    sql`starts_with(${column.sql}::text, ${slot(
      slotOf((beginning) => beginning),
      'text',
    )})`,
  number: (value, { family, cast }) => slot(value, family === 'integer' ? 'int8' : family === 'decimal' ? 'numeric' : family === 'float' ? 'float8' : cast), // prettier-ignore
  asText: (column) => (column.info.family === 'text' ? sql`rtrim(${column.sql}::text)` : sql`${column.sql}::text`),
  trimmed: (text, at) => sql`${at.ends === 'end' ? sql`rtrim` : sql`btrim`}(${text}, ${constant(whiteSpace(at))})`,
  hasForm: (text, form) => sql`${text} ~ ${constant(shapePattern(form))}`,
  isDate: (text, { format, isPartial }) => sql`${text} ~ ${constant(datePattern(format, isPartial))}`,
  holdsNumber: ({ sql: column, info: { family, cast } }) => {
    if (family === 'integer') return null;
    return sql`${cast === 'float4' ? sql`${column}::float8` : column} BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308'`;
  },
  numberOf: (text, form) => {
    const { wide, ascii } = wideSigns(form);
    const written = exchanged(text, wide, ascii);
    const plain = form.grouping === null ? written : exchanged(written, `${form.point}${form.grouping}`, '.');
    const isShort = form.kind === 'Int' ? sql`` : sql`char_length(${text}) <= ${number(String(mostSigns))} AND `;
    const isOne = sql`${isShort}${written} ~ ${constant(numberPattern(form, null))}`;
    return { sql: sql`CASE WHEN ${isOne} THEN ${ofKind(plain, form.kind)} END`, info: numberInfo[form.kind] };
  },
  decimalRoom: null,
  decimalKey: null,
  holdsDate: ({ sql: column }) => sql`${column} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999'`,
  keepsOffset: ({ cast }) => cast === 'timestamptz',
  momentText: (column) => momentText(column),
  localText: (column, timezone) =>
    column.info.cast === 'timestamptz'
      ? sql`to_char(${column.sql} AT TIME ZONE ${constant(timezone)}, 'YYYY-MM-DD HH24:MI:SS')`
      : momentText(column),
  sum: (values, { cast }) => ({ sql: cast === 'float4' ? sql`sum((${values})::float8)` : sql`sum(${values})`, places: 0 }), // prettier-ignore
  concat: (parts) => sql`concat(${join(parts, comma)})`,
  length: (text) => sql`char_length(${text})`,
  upper: (text) => ofAscii(text, [small, capital]),
  lower: (text) => ofAscii(text, [capital, small]),
  exchanged,
  inSteps: (value, ...steps) => {
    const last = steps.at(-1);
    if (last === undefined) return value;
    const tables = steps.slice(0, -1).map((step, at) => sql` CROSS JOIN LATERAL (SELECT ${step(stepAt(at))} AS v) AS ${label('v', at + 1)}`); // prettier-ignore
    return sql`(SELECT ${last(stepAt(steps.length - 1))} FROM (SELECT ${value} AS v) AS v0${join(tables, empty)})`;
  },
  isDigits: (text) => sql`${text} ~ '^[0-9]+$'`,
  digit: (character) => sql`${character}::int4`,
  inStretches: ({ sql: column, info }, stretches, isClosed) => {
    const type = typeName(info.family === 'timestamp' ? (info.cast ?? 'timestamptz') : 'numeric');
    const end = (at: string) => sql`split_part(r.v, '|', ${number(at)})::${type}`;
    return sql`EXISTS (SELECT 1 FROM unnest(${slot(stretches, 'text[]')}) AS r(v) WHERE ${column} >= ${end('1')} AND ${column} ${isClosed ? sql`<=` : sql`<`} ${end('2')})`;
  },
  eachOf: (alias, values) => {
    const rows = join(values.map((value) => sql`(${value})`), comma); // prettier-ignore
    return { table: sql`(VALUES ${rows}) AS ${alias}(form)`, value: sql`${alias}.form` };
  },
  holdsText: (column, text) => {
    const { sql: held, cast } = comparable(column);
    return sql`${held} = (${text})::${typeName(cast)}`;
  },
  textInfo: { name: 'text', type: 'text', cast: 'text', family: 'text', nullable: true },
};

const textTypes: readonly (string | null)[] = ['bpchar', 'varchar', 'text', 'char', 'name', 'citext'];

/** A column as a value can be held against it: what no enum has can't be made one of its values, and is none of them. */
export function comparable({ sql: column, info }: InfoSql): { readonly sql: Sql; readonly cast: string } {
  const isEnum = info.family === 'text' && !textTypes.includes(info.cast);
  return isEnum ? { sql: sql`${column}::text`, cast: 'text' } : { sql: column, cast: info.cast ?? 'text' };
}

const numberInfo = {
  Int: { name: 'number', type: 'bigint', cast: 'int8', family: 'integer', nullable: true },
  Float: { name: 'number', type: 'double precision', cast: 'float8', family: 'float', nullable: true },
  Decimal: { name: 'number', type: 'numeric', cast: 'numeric', family: 'decimal', nullable: true },
} as const satisfies Record<string, ColumnInfo>;

/** What a double can't hold would be an error: too large it is none of the graph's numbers, too small it is nought. */
function ofKind(plain: Sql, kind: keyof typeof numberInfo): Sql {
  if (kind !== 'Float') return sql`${plain}::${typeName(numberInfo[kind].cast)}`;
  const exact = sql`${plain}::numeric`;
  return sql`CASE WHEN abs(${exact}) < '2.5e-324' THEN 0 WHEN abs(${exact}) <= '1.7976931348623157e308' THEN ${plain}::float8 END`;
}

const capital = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const small = capital.toLowerCase();

/** Letter by letter: `upper` knows them by a collation, and a text of another than the column's is not found by its index. */
const ofAscii = (text: Sql, [from, to]: readonly [string, string]): Sql =>
  sql`CASE WHEN octet_length(${text}) = char_length(${text}) THEN ${exchanged(text, from, to)} ELSE ${text} END`;

function momentText({ sql: column, info }: InfoSql): Sql {
  if (info.family === 'date') return sql`${column}::text`;
  const inUtc = info.cast === 'timestamptz' ? sql`${column} AT TIME ZONE 'UTC'` : column;
  return sql`to_char(${inUtc}, 'YYYY-MM-DD HH24:MI:SS')`;
}
