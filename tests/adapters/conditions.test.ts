import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conditionColumns, parseCondition } from '../../adapters/mapping/condition.ts';
import { postgres } from '../../adapters/dialects/postgres/postgres.ts';
import { mysql } from '../../adapters/dialects/mysql/mysql.ts';
import { sqlite } from '../../adapters/dialects/sqlite/sqlite.ts';
import { tableConditions } from '../../adapters/compile/table-read.ts';
import type { ColumnInfo, Dialect, TableInfo } from '../../adapters/database/dialect.ts';
import { join, or, renderSql } from '../../adapters/sql/sql.ts';

describe('the condition of @table(where:)', () => {
  test.each([
    ["a = '1'", ['a']],
    ["a='1' and b<>'2'", ['a', 'b']],
    ['a != 1 OR NOT b >= -1.50', ['a', 'b']],
    ['a IS NULL AND b IS NOT NULL', ['a', 'b']],
    ["a IN ('x', 'y') AND b NOT IN (1, 2)", ['a', 'b']],
    [`"Group by" = 'it''s' AND "a""b" < 'x'`, ['Group by', 'a"b']],
    ["((a = '1'))", ['a']],
    ["删除标志 = '0'", ['删除标志']],
    ["NOT NOT a = ''", ['a']],
    ["a = '\\'", ['a']],
    ["a = '--' AND b = ';'", ['a', 'b']],
  ])('%s is accepted', (text, columns) => {
    const parsed = parseCondition(text);
    expect(parsed.ok ? conditionColumns(parsed.condition) : parsed.reason).toEqual(columns);
  });

  test.each([
    '',
    'a',
    'a =',
    "a = 'x",
    'a = b',
    "a == 'x'",
    "'x' = a",
    "a = 'x';",
    "a = 'x' --",
    "a = 'x' /* */",
    "a LIKE 'x'",
    "a || b = 'x'",
    "f(a) = 'x'",
    'a = (SELECT 1)',
    'a IN ()',
    "a IN ('x',)",
    'a IS 1',
    'NOT',
    "(a = 'x'",
    "a = 'x')",
    "a = 'x' b = 'y'",
    "a BETWEEN '1' AND '2'",
    'a = $1',
    'a = ?',
    'a = 0x1F',
    "a = E'x'",
    '"" = 1',
    't.a = 1',
  ])('%s is refused, with a reason', (text) => {
    const parsed = parseCondition(text);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? '' : parsed.reason).toMatch(/character \d+/);
  });

  /** A table that has every column asked for. */
  const everyColumn = (dialect: Dialect): TableInfo => {
    const column = (name: string): ColumnInfo => ({ name, type: 'text', cast: 'text', family: 'text', nullable: true });
    const columns = { get: (name: string) => column(name) } as unknown as TableInfo['columns']; // a map without an end
    return { name: dialect.name, columns, uniqueKeys: [], indexes: [], isBig: false, address: null };
  };

  /** The statement's text without what is quoted in it. */
  const bare = (text: string) =>
    text
      .replace(/"(?:[^"]|"")*"/g, '')
      .replace(/`(?:[^`]|``)*`/g, '')
      .replace(/'(?:[^']|'')*'/g, '');

  test('nothing of any text reaches a statement unquoted, and none makes the parser throw', () => {
    const token = fc.oneof(
      fc.constantFrom('a', '"b c"', '"d""e"', '=', '<>', '!=', '<', 'IN', 'NOT', 'IS', 'NULL', 'AND', 'OR', '(', ')', ',', "'x'", "'it''s'", "''", "';--'", '1', '-2.5', ';', '--', "'", '"'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ); // prettier-ignore
    const free = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(' '));
    const literal = fc.string({ unit: 'binary' }).map((text) => `'${text.replaceAll("'", "''")}'`);
    const column = fc.string({ unit: 'binary', minLength: 1 }).map((text) => `"${text.replaceAll('"', '""')}"`);
    const right = fc.tuple(column, literal).map(([name, value]) => `${name} = ${value}`);
    fc.assert(
      fc.property(fc.oneof(free, fc.string({ unit: 'binary' }), right), (text) => {
        const parsed = parseCondition(text);
        if (!parsed.ok) return;
        for (const dialect of [postgres, sqlite, mysql]) {
          const table = {
            name: 't',
            schema: null,
            where: parsed.condition,
            inherited: null,
            prefer: [],
            place: { file: '', line: 1, column: 1 },
          };
          const conditions = tableConditions({ table, info: everyColumn(dialect), alias: 0 }, dialect);
          expect(bare(renderSql(join(conditions, or), dialect).text)).toMatch(
            /^(t0\.|[\s()=<>,]|AND|OR|NOT|IN|IS NULL)*$/,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
