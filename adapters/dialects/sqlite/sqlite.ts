import { comma, join, label, slot, sql, type Sql } from '../../sql/sql.ts';
import type { ColumnInfo, Dialect } from '../../database/dialect.ts';

/**
 * SQLite. Keys travel as one JSON text; an expression of a subquery has no affinity, so the column's
 * own decides how a key compares, and its index works.
 */
export const sqlite: Dialect = {
  name: 'sqlite',
  perParent: 'window',
  quote,
  quoteText: (text) => `'${text.replaceAll("'", "''")}'`,
  placeholder: () => '?',
  fold: (name) => name.toLowerCase(),
  keyTable: (casts) => {
    const keys = casts.map((_, index) => sql`json_extract(value, '$[${jsonIndex(index)}]') AS ${label('k', index)}`);
    const ordinal = sql`json_extract(value, '$[${jsonIndex(casts.length)}]') AS n`;
    return sql`(SELECT ${join([...keys, ordinal], comma)} FROM json_each(${slot({ kind: 'keys' })})) AS k`;
  },
  anyOf: (column, values) => sql`${column} IN (SELECT value FROM json_each(${slot(values)}))`,
  fits,
  bind: (wanted, input) => {
    switch (wanted.kind) {
      case 'keys':
        return JSON.stringify(input.keys.map((key) => [...key.parts, key.ordinal]));
      case 'cursor':
        return input.cursor[wanted.index] ?? null;
      case 'limit':
        return input.limit;
      case 'own':
        return JSON.stringify(input.own);
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

/** Digits of a small constant. */
function jsonIndex(index: number): Sql {
  const digits = [sql`0`, sql`1`, sql`2`, sql`3`, sql`4`, sql`5`, sql`6`, sql`7`, sql`8`, sql`9`];
  const digit = digits[index];
  if (digit === undefined) throw new RangeError('a key has at most nine columns');
  return digit;
}
