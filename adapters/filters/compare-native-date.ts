import { formsOf, stretchesOf } from './asked-values.ts';
import type { FilterValue } from '../database/dialect.ts';
import { number, sql, type Sql } from '../sql/sql.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { all, any, holdsValue, ofSomething, operators } from './conditions.ts';
import { lastDate, localDate, readDay, readMoment, secondOf, utcDate, type AskedDate } from './date-parts.ts';
import type { AskedValue, Comparison } from './filter.ts';

/**
 * Dates and moments in the engine's own columns. What the graph gives as one second or one day is a stretch of stored
 * moments; of a date that is known in part nothing is stored, and it comes before its first day.
 */
export function compareNativeDate(compared: Compared): Comparer {
  const { value, column, dialect, slotOf } = compared;
  const { filters } = dialect;
  const keepsOffset = filters.keepsOffset(column.info);
  const compare = (op: Comparison, at: number): Sql => {
    const end = op === 'lt' || op === 'gte' ? 0 : 1;
    const bound = slotOf(at, (asked): FilterValue => stretchOf(asked, compared)[end]);
    return sql`${column.sql} ${operators[op]} ${dialect.sortValue(bound, column.info)}`;
  };
  const known = all([holdsValue(compared), filters.holdsDate(column) ?? isNativeText(compared)]);
  return {
    ...unanswered,
    known,
    equals: (at) => ofSomething(compared, all([compare('gte', at), compare('lte', at)])),
    oneOf: (at) => {
      // A day of the zone is a stretch of moments of UTC: there is no text that says it.
      if (keepsOffset && value.type !== 'DateTime') {
        const stretch = (asked: AskedValue) => writtenStretch(stretchOf(asked, compared));
        return ofSomething(compared, filters.inStretches(column, slotOf(at, (asked) => stretchesOf(asked, stretch)), true)); // prettier-ignore
      }
      const moment = filters.momentText(column);
      const text = value.type === 'DateTime' ? moment : sql`substr(${moment}, 1, 10)`;
      const form = (asked: AskedValue) => momentForm(asked, compared, keepsOffset);
      return ofSomething(compared, dialect.anyOf({ sql: text, info: filters.textInfo }, slotOf(at, (asked) => formsOf(asked, form)))); // prettier-ignore
    },
    compare,
  };
}

/** The first stored moment that counts, and the last. */
function stretchOf(asked: AskedValue, { value, column, dialect, timezone }: Compared): readonly [string, string] {
  const [first, last] = endsOf(asked, value.type, timezone);
  if (column.info.family === 'date') return [dayAtOrAfter(first, timezone), writtenDay(localDate(last, timezone))];
  const write = dialect.filters.keepsOffset(column.info) ? utcDate : (second: number) => localDate(second, timezone);
  const { HH, mm, ss, ...day } = write(last);
  // Where moments are kept as text, nothing of a day comes after this letter and the day's end.
  const between = value.type === 'DateTime' ? ' ' : 'T';
  return [written(write(first)), `${writtenDay(day)}${between}${HH}:${mm}:${ss}.999999`];
}

/** Of a date that is known in part there is none: its end comes before its first day. */
const writtenStretch = ([first, last]: readonly [string, string]): string | null =>
  first <= last ? `${first}|${last}` : null;

/** As seconds since 1970; of what no second is, the last comes before the first. */
function endsOf(asked: AskedValue, type: string, timezone: string): readonly [number, number] {
  if (type === 'DateTime') {
    const { second, isWhole } = readMoment(String(asked));
    return [isWhole ? second : second + 1, second];
  }
  const day = readDay(String(asked));
  if (day.dd !== '00') return [secondOf(day, timezone), secondOf({ ...day, HH: '23', mm: '59', ss: '59' }, timezone)];
  const first = secondOf({ ...day, MM: day.MM === '00' ? '01' : day.MM, dd: '01' }, timezone);
  return [first, first - 1];
}

function nextDay(day: AskedDate): AskedDate {
  const next = new Date(Date.parse(`${day.yyyy}-${day.MM}-${day.dd}T00:00:00Z`) + 86_400_000);
  return readDay(next.toISOString().slice(0, 10));
}

/** A day stands for the midnight it begins with. */
function dayAtOrAfter(second: number, timezone: string): string {
  const local = localDate(second, timezone);
  const isMidnight = local.HH === '00' && local.mm === '00' && local.ss === '00';
  // After the last day there is none.
  return writtenDay(isMidnight || writtenDay(local) === writtenDay(lastDate) ? local : nextDay(local));
}

const writtenDay = ({ yyyy, MM, dd }: Pick<AskedDate, 'yyyy' | 'MM' | 'dd'>): string => `${yyyy}-${MM}-${dd}`;

/** Midnight as the day alone, which comes first where moments are kept as text. */
function written({ HH, mm, ss, ...date }: AskedDate): string {
  const day = writtenDay(date);
  return HH === '00' && mm === '00' && ss === '00' ? day : `${day} ${HH}:${mm}:${ss}`;
}

/** As `momentText` writes it; null for what no stored moment is. */
function momentForm(asked: AskedValue, { value, column, timezone }: Compared, keepsOffset: boolean): string | null {
  if (value.type !== 'DateTime') {
    const { yyyy, MM, dd } = readDay(String(asked));
    return dd === '00' ? null : `${yyyy}-${MM}-${dd}`;
  }
  const { second, isWhole } = readMoment(String(asked));
  if (!isWhole) return null;
  const { yyyy, MM, dd, HH, mm, ss } = keepsOffset ? utcDate(second) : localDate(second, timezone);
  const time = `${HH}:${mm}:${ss}`;
  if (column.info.family === 'date') return time === '00:00:00' ? `${yyyy}-${MM}-${dd}` : null;
  return `${yyyy}-${MM}-${dd} ${time}`;
}

/** Where moments are kept as text: a day, alone or with a time of the day. */
function isNativeText({ column, dialect }: Compared): Sql {
  const text = dialect.filters.asText(column);
  const part = (from: number, length: number) =>
    sql`substr(${text}, ${number(String(from))}, ${number(String(length))})`;
  const { isDate } = dialect.filters;
  return all([
    isDate(part(1, 10), { format: 'yyyy-MM-dd', isPartial: false }),
    any([sql`length(${text}) = 10`, isDate(part(12, 8), { format: 'HH:mm:ss', isPartial: false })]),
  ]);
}
