import { formsOf, stretchesOf } from './asked-values.ts';
import { number, sql } from '../sql/sql.ts';
import { epochUnits } from '../values/epoch.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { all, holdsValue, ofSomething } from './conditions.ts';
import { firstDate, lastDate, readDay, readMoment, secondOf } from './date-parts.ts';
import type { AskedValue, Comparison } from './filter.ts';

/** Moments counted since 1970 in a column of numbers: a second of the graph, or a day, is a stretch of counts. */
export function compareEpoch(compared: Compared): Comparer | null {
  const { value, column, dialect, slotOf, timezone } = compared;
  const { family } = column.info;
  if (family !== 'integer' && family !== 'decimal' && family !== 'float') return null;
  const unit = epochUnits[value.formats[0] ?? ''] ?? 1;
  /** The first second that counts, and the first after those that count. */
  const stretch = (asked: AskedValue): readonly [from: number, until: number] => {
    if (value.type === 'DateTime') {
      const { second, isWhole } = readMoment(String(asked));
      return isWhole ? [second, second + 1] : [second + 1, second + 1];
    }
    const day = readDay(String(asked));
    if (day.dd === '00') return startOf(day, timezone);
    const from = secondOf(day, timezone);
    return [from, secondOf({ ...day, HH: '23', mm: '59', ss: '59' }, timezone) + 1];
  };
  const count = (second: number): string => String(second * (1000 / unit));
  const limit = (at: number, end: 0 | 1) => {
    const bound = (asked: AskedValue) => {
      const stored = dialect.fromCursor({ n: count(stretch(asked)[end]) });
      return typeof stored === 'object' ? null : stored;
    };
    return dialect.filters.number(slotOf(at, bound), column.info);
  };
  const compare = (op: Comparison, at: number) => {
    switch (op) {
      case 'lt':
        return sql`${column.sql} < ${limit(at, 0)}`;
      case 'lte':
        return sql`${column.sql} < ${limit(at, 1)}`;
      case 'gt':
        return sql`${column.sql} >= ${limit(at, 1)}`;
      case 'gte':
        return sql`${column.sql} >= ${limit(at, 0)}`;
    }
  };
  const exactly = (asked: AskedValue): string | null => {
    const [from, until] = stretch(asked);
    const counted = count(from);
    return from < until && dialect.fits(column.info, counted) ? counted : null;
  };
  const written = (asked: AskedValue): string | null => {
    const [from, until] = stretch(asked);
    return from < until ? `${count(from)}|${count(until)}` : null;
  };
  const holds = dialect.filters.holdsNumber(column);
  const [least, most] = [secondOf(firstDate, timezone), secondOf(lastDate, timezone)];
  const years = sql`${column.sql} >= ${number(count(least))} AND ${column.sql} < ${number(count(most + 1))}`;
  return {
    ...unanswered,
    known: all([holdsValue(compared), ...(holds === null ? [] : [holds]), years]),
    oneOf: (at) => {
      // Counts of whole seconds are the seconds themselves.
      const isSecond = unit === 1000 && family === 'integer' && value.type === 'DateTime';
      const found = isSecond
        ? dialect.anyOf(
            column,
            slotOf(at, (asked) => formsOf(asked, exactly)),
          )
        : dialect.filters.inStretches(
            column,
            slotOf(at, (asked) => stretchesOf(asked, written)),
            false,
          );
      return ofSomething(compared, found);
    },
    equals: (at) => ofSomething(compared, all([compare('gte', at), compare('lte', at)])),
    compare,
  };
}

/** Of a year or a month no moment is stored; it comes before its first. */
function startOf({ yyyy, MM }: ReturnType<typeof readDay>, timezone: string): readonly [number, number] {
  const first = secondOf(readDay(`${yyyy}-${MM === '00' ? '01' : MM}-01`), timezone);
  return [first, first];
}
