import { formsOf } from './asked-values.ts';
import { untyped, type ColumnInfo, type FilterValue } from '../database/dialect.ts';
import { number, sql, type Sql } from '../sql/sql.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { all, holdsValue, ofSomething, operators } from './conditions.ts';
import { fitDecimal, plainNumber, roundDecimal, shiftDecimal } from './decimal-text.ts';
import type { AskedValue, Comparison } from './filter.ts';

/** Numbers in columns of numbers; null for other columns. */
export function compareNumber(compared: Compared): Comparer | null {
  const { value, column, dialect, slotOf } = compared;
  const { filters, fromCursor } = dialect;
  const { info } = column;
  if ((!numbers.includes(info.family) && info.type !== untyped) || value.grouping !== null) return null;
  const stored = (asked: AskedValue): string | null => {
    const text = typeof asked === 'number' ? plainNumber(asked) : String(asked);
    return shiftDecimal(text, value.scale ?? 0);
  };
  const fitting = (asked: AskedValue): string | null => {
    const text = stored(asked);
    if (text === null) return null;
    if (info.family === 'float') return floatOf(text, info);
    return dialect.fits(info, text) ? text : null;
  };
  const room = filters.decimalRoom;
  const exactly = (asked: AskedValue): string | null => {
    const text = info.family === 'decimal' ? stored(asked) : fitting(asked);
    return text === null || info.family !== 'decimal' || room === null ? text : fitDecimal(text, room, null);
  };
  const bound = (text: string | null): FilterValue => (text === null ? null : scalar(fromCursor({ n: text })));
  return {
    ...unanswered,
    known: all([holdsValue(compared), ...rangeOf(compared)]),
    equals: (at) => {
      const limit = filters.number(slotOf(at, (asked) => bound(exactly(asked))), info); // prettier-ignore
      return ofSomething(compared, sql`${column.sql} = ${limit}`);
    },
    oneOf: (at) => {
      const values = slotOf(at, (asked) => formsOf(asked, fitting));
      return ofSomething(compared, dialect.anyOf(column, values));
    },
    compare: (op, at) => {
      const limit = (asked: AskedValue): FilterValue => {
        const text = stored(asked);
        if (text === null) return null;
        if (info.family === 'integer') return bound(wholeLimit(text, op, info));
        if (info.family === 'float') return bound(floatOf(text, info) ?? String(text.startsWith('-') ? -largest : largest)); // prettier-ignore
        return bound(room === null ? text : fitDecimal(text, room, op === 'lt' || op === 'gte' ? 'up' : 'down'));
      };
      const operator = info.family === 'integer' ? inclusive[op] : operators[op];
      return sql`${column.sql} ${operator} ${filters.number(slotOf(at, limit), info)}`;
    },
  };
}

const numbers: readonly ColumnInfo['family'][] = ['integer', 'decimal', 'float'];

const largest = Number.MAX_VALUE;

/** What a column of doubles, or of half their size, makes of a number; null for what is beyond its range. */
function floatOf(text: string, info: ColumnInfo): string | null {
  const found = isSingle(info) ? Math.fround(Number(text)) : Number(text);
  return Number.isFinite(found) ? String(found) : null;
}

/** Is it kept in four bytes? Compared as a double it is not the number that its digits say. */
export const isSingle = ({ cast }: ColumnInfo): boolean => cast === 'float4' || cast === 'float';

/** Of whole numbers, those below 10.5 are those up to 10, and those below 10 are those up to 9. */
const inclusive = { lt: operators.lte, lte: operators.lte, gt: operators.gte, gte: operators.gte } as const;

/** A limit that the column's type can hold; beyond its range the range's end says the same. Null where no number is left. */
function wholeLimit(text: string, op: Comparison, info: ColumnInfo): string | null {
  const [least, most] = info.cast === 'bigint unsigned' ? [0n, 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  const isUpper = op === 'lt' || op === 'lte';
  const rounded = roundDecimal(text, isUpper ? 'down' : 'up');
  const isWhole = !text.includes('.');
  const limit = isWhole && op === 'lt' ? rounded - 1n : isWhole && op === 'gt' ? rounded + 1n : rounded;
  if (isUpper ? limit < least : limit > most) return null;
  return String(limit < least ? least : limit > most ? most : limit);
}

/** What the graph can give of the column's numbers. */
function rangeOf({ value, column, dialect }: Compared): readonly Sql[] {
  const holds = dialect.filters.holdsNumber(column);
  const range = sql`${column.sql} BETWEEN ${number('-2147483648')} AND ${number('2147483647')}`;
  return [...(holds === null ? [] : [holds]), ...(value.type === 'Int' ? [range] : [])];
}

/** A cursor's value as it is bound is never a list. */
const scalar = (value: ReturnType<Compared['dialect']['fromCursor']>): FilterValue =>
  Array.isArray(value) ? null : (value as FilterValue);
