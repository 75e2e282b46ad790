import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDriver } from '../../adapters/database/open-driver.ts';
import type { Driver } from '../../adapters/database/driver.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { describeMariadb, isMariadb } from './fixtures/engine.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Stands for null with a finding. */
const finding = Symbol('finding');
type Stored = readonly (readonly [sql: string, value: unknown])[];

/** A column, the field that reads it, and what its stored values are in the graph. */
const everywhere: readonly (readonly [column: string, field: string, stored: Stored])[] = [
  ['tinyint(1)', 'Int', [['1', 1], ['2', 2], ['-128', -128]]],
  ['tinyint(1)', 'Boolean', [['1', true], ['0', false], ['2', finding]]],
  ['tinyint unsigned', 'Int', [['255', 255]]],
  ['smallint', 'Int', [['-32768', -32768]]],
  ['mediumint', 'Int', [['8388607', 8388607], ['-8388608', -8388608]]],
  ['int', 'Int', [['-2147483648', -2147483648]]],
  ['int unsigned', 'Int', [['4294967295', finding], ['2147483647', 2147483647]]],
  ['int(5) zerofill', 'Int', [['42', 42]]],
  ['bigint', 'String', [['-9223372036854775808', '-9223372036854775808'], ['9007199254740993', '9007199254740993']]],
  ['bigint unsigned', 'String', [['18446744073709551615', '18446744073709551615'], ['9223372036854775808', '9223372036854775808']]],
  ['bigint unsigned', 'Decimal', [['18446744073709551615', '18446744073709551615']]],
  ['decimal(65,30)', 'Decimal', [['12345678901234567890123456789012345.123456789012345678901234567890', '12345678901234567890123456789012345.123456789012345678901234567890'], ['-0.000000000000000000000000000001', '-0.000000000000000000000000000001']]],
  ['decimal(10,2)', 'Decimal', [['-1.50', '-1.50'], ['0', '0.00']]],
  ['float', 'Float', [['0.1', 0.1], ['16777216', 16777216], ['126.009605', 126.009605], ['-3.4e38', -3.4e38]]],
  ['double', 'Float', [['0.1', 0.1], ['1e300', 1e300], ['0.30000000000000004', 0.30000000000000004]]],
  ['bit(8)', 'Int', [[`b'10000001'`, 129], [`b'0'`, 0]]],
  ['bit(1)', 'Boolean', [[`b'1'`, true], [`b'0'`, false]]],
  ['bit(64)', 'String', [[`b'${'1'.repeat(64)}'`, '18446744073709551615']]],
  ['year', 'Int', [['2024', 2024], ['0', 0], ['1901', 1901]]],
  ['year', 'PartialDate:yyyy', [['2024', '2024'], ['0', finding]]],
  ['date', 'Date', [[`'2024-02-29'`, '2024-02-29'], [`'0000-00-00'`, null], [`'2024-00-10'`, finding], [`'2013-03-00'`, finding], [`'0000-01-01'`, finding], [`'9999-12-31'`, '9999-12-31'], [`'2023-02-30'`, finding]]],
  ['date', 'PartialDate', [[`'2013-03-00'`, '2013-03'], [`'2013-00-00'`, '2013'], [`'2024-00-10'`, finding], [`'0000-00-00'`, null]]],
  ['date', 'String', [[`'0000-00-00'`, '0000-00-00'], [`'2013-03-00'`, '2013-03-00']]],
  ['datetime', 'DateTime', [[`'2024-02-29 23:30:15'`, '2024-02-29T23:30:15+08:00'], [`'0000-00-00 00:00:00'`, null], [`'2024-00-10 00:00:00'`, finding], [`'1960-01-01 00:00:00'`, '1960-01-01T00:00:00+08:00']]],
  ['datetime(6)', 'DateTime', [[`'2024-02-29 23:30:15.123456'`, '2024-02-29T23:30:15+08:00'], [`'2024-02-29 23:30:15.000001'`, '2024-02-29T23:30:15+08:00'], [`'0000-00-00 00:00:00'`, null]]],
  ['datetime', 'PartialDate', [[`'2013-03-00 00:00:00'`, '2013-03']]],
  ['timestamp NULL', 'DateTime', [[`'2024-02-29 23:30:15'`, '2024-03-01T07:30:15+08:00'], [`'0000-00-00 00:00:00'`, null]]],
  ['timestamp(3) NULL', 'DateTime', [[`'2024-02-29 23:30:15.123'`, '2024-03-01T07:30:15+08:00']]],
  ['time', 'String', [[`'-12:00:00'`, '-12:00:00'], [`'838:59:59'`, '838:59:59']]],
  ['time(3)', 'String', [[`'00:00:00.500'`, '00:00:00.5']]],
  ['char(10)', 'String', [[`'padded'`, 'padded'], [`''`, '']]],
  ['varchar(20)', 'String', [[`'blanks  '`, 'blanks'], [`'😀𠮷·'`, '😀𠮷·'], [`'back\\slash ''n'' "q"'`, `back\\slash 'n' "q"`]]],
  ['varchar(20) CHARACTER SET gbk', 'String', [[`'张　三'`, '张　三'], [`'·'`, '·']]],
  ['char(8) CHARACTER SET gb2312', 'String', [[`'统计'`, '统计']]],
  ['varchar(20) CHARACTER SET latin1', 'String', [[`'Ärger €'`, 'Ärger €']]],
  ['text CHARACTER SET big5', 'String', [[`'臺北'`, '臺北']]],
  ['longtext', 'String', [[`repeat('长', 5000)`, '长'.repeat(5000)]]],
  ['tinytext', 'String', [[`'short'`, 'short']]],
  [`enum('a','B','长')`, 'String', [[`'B'`, 'B'], [`'长'`, '长'], [`'a'`, 'a']]],
  [`enum('b','a','长') COLLATE utf8mb4_bin`, 'String', [[`'b'`, 'b'], [`'长'`, '长'], [`'a'`, 'a']]],
  [`set('x','y')`, 'String', [[`'x,y'`, 'x,y'], [`''`, '']]],
  ['json', 'String', [[`'{"a": [1, "长"]}'`, '{"a": [1, "长"]}'], [`'null'`, 'null']]],
]; // prettier-ignore

const onMariadb: typeof everywhere = [
  ['uuid', 'String', [[`'123E4567-e89b-12d3-a456-426614174000'`, '123e4567-e89b-12d3-a456-426614174000'], [`'00000000-0000-0000-0000-000000000001'`, '00000000-0000-0000-0000-000000000001']]],
  ['inet6', 'String', [[`'2001:db8::1'`, '2001:db8::1'], [`'::1'`, '::1']]],
]; // prettier-ignore

const matrix = [...everywhere, ...(isMariadb ? onMariadb : [])];

/** Read by no field, but a key of its table may be made of it: cursors must carry it. */
const unread = ['binary(4)', 'varbinary(20)'] as const;
const unreadStored = [`x'00ff10'`, `'ab'`, `x'80'`] as const;

const field = (index: number) => `f${index}`;
const columns = [...matrix.map(([column]) => column), ...unread];
const rowCount = Math.max(...matrix.map(([, , stored]) => stored.length)) + 1; // the last holds nulls

const mappedField = ([, type]: (typeof matrix)[number], index: number): string => {
  const [name = '', format] = type.split(':');
  return `${field(index)}: ${name} @column(name: "c${index}"${format === undefined ? '' : `, format: "${format}"`})`;
};

const sdl = `${smallSource('pool: 4')}
  type Query {
    rows: RowConnection @list(orderBy: ["id"], max: 100)
    ${matrix.map((_, index) => `by${index}: RowConnection @list(orderBy: ["${field(index)}"], max: 100) back${index}: RowConnection @list(orderBy: ["${field(index)} DESC"], max: 100)`).join('\n')}
    ${columns.map((_, index) => `keys${index}: Key${index}Connection @list(orderBy: ["id"], max: 100)`).join('\n')}
  }
  type Row @key(fields: "id") @table(name: "matrix") { id: ID! @column(name: "id") ${matrix.map(mappedField).join(' ')} }
  ${columns.map((_, index) => `type Key${index} @key(fields: "id") @table(name: "matrix") { id: ID! @column(name: "c${index}") row: Int @column(name: "id") }`).join('\n')}`;

describeMariadb('every type of MariaDB’s columns', () => {
  let small: SmallDepartments;
  let subgraph: Subgraph;
  let driver: Driver;
  beforeAll(async () => {
    small = await openSmallDepartments();
    const valueOf = (index: number, row: number) => matrix[index]?.[2][row]?.[0] ?? unreadValue(index, row);
    const unreadValue = (index: number, row: number) =>
      index < matrix.length ? 'NULL' : (unreadStored[row] ?? 'NULL');
    subgraph = await small.open(
      'mysql',
      sdl,
      `SET SESSION time_zone = '+00:00'`,
      `CREATE TABLE matrix (id int NOT NULL PRIMARY KEY, ${columns.map((column, index) => `c${index} ${column}`).join()})`,
      ...Array.from(
        { length: rowCount },
        (_, row) => `INSERT INTO matrix VALUES (${[row, ...columns.map((_, index) => valueOf(index, row))].join()})`,
      ),
    );
    driver = openDriver({
      ...{ department: 'small', url: small.on('mysql').ownerUrl, onFailure: () => {} },
      ...{ pool: 1, queue: 1, statementTimeoutMs: 5000 },
    });
  });
  afterAll(async () => {
    await driver.close();
    await small.close();
  });

  test.each(matrix.map(([column, type, stored], index) => ({ column, type, stored, index })))(
    '$column is read as $type',
    async ({ stored, index }) => {
      const answer = await ask(subgraph, { query: `{ rows(first: 100) { nodes { ${field(index)} } } }` });
      expect(answer.errors).toEqual([]);
      const nodes = valueAt(answer, 'rows', 'nodes') as readonly Record<string, unknown>[];
      const expected = stored.map(([, value]) => (value === finding ? null : value));
      expect(nodes.map((node) => node[field(index)]).slice(0, stored.length)).toEqual(expected);
      expect(nodes.slice(stored.length).every((node) => node[field(index)] === null)).toBe(true);
      expect(answer.findings).toHaveLength(stored.filter(([, value]) => value === finding).length);
    },
  );

  /** Row numbers of a list, in pages of one: each cursor holds a value of the column. */
  const walk = async (list: string, selected: string): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    for (let after: string | null = null; found.length <= rowCount;) {
      const query = `query ($after: String) { ${list}(first: 1, after: $after) { edges { node { ${selected} } } pageInfo { hasNextPage endCursor } } }`;
      const answer = await ask(subgraph, { query, variables: { after } });
      expect(answer.errors).toEqual([]);
      found.push(valueAt(answer, list, 'edges', 0, 'node', selected) ?? null);
      if (valueAt(answer, list, 'pageInfo', 'hasNextPage') !== true) break;
      after = String(valueAt(answer, list, 'pageInfo', 'endCursor'));
    }
    return found;
  };

  test.each(matrix.map(([column], index) => ({ column, index })))(
    'a list by $column gives every row once, both ways, nulls last',
    async ({ index }) => {
      const nulls = Array.from({ length: rowCount }, (_, row) => row).slice(matrix[index]?.[2].length);
      for (const list of [`by${index}`, `back${index}`]) {
        const whole = await ask(subgraph, { query: `{ ${list}(first: 100) { nodes { id } } }` });
        const all = (valueAt(whole, list, 'nodes') as readonly { readonly id: string }[]).map(({ id }) => id);
        expect(await walk(list, 'id')).toEqual(all);
        expect([...all].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: rowCount }, (_, row) => String(row))); // prettier-ignore
        expect(new Set(all.slice(-nulls.length))).toEqual(new Set(nulls.map(String)));
      }
    },
  );

  test.each(unread.map((column, at) => ({ column, index: matrix.length + at })))(
    'a list by a key of $column gives every row once',
    async ({ index }) => expect((await walk(`keys${index}`, 'row')).length).toBe(rowCount),
  );

  test.each(matrix.map(([column], index) => ({ column, index })))(
    'a value of $column as it is read finds its rows, and no others',
    async ({ column, index }) => {
      if (column === 'json' && !isMariadb) return; // no text on MySQL, and nobody's key
      const raws = (await driver.query(`SELECT c${index}, id FROM matrix WHERE c${index} IS NOT NULL`, [])).map(
        ([raw, id]) => [String(raw), Number(id)] as const,
      );
      // Blanks at the end are no part of an id, and nothing is nobody’s.
      const keys = raws.filter(([raw]) => raw !== '' && raw === raw.trimEnd());
      const answer = await ask(subgraph, {
        query: entitiesQuery(`... on Key${index} { id row }`),
        representations: [...keys.map(([id]) => id), 'no such', '1', '999999999999999999999'].map((id) => ({
          __typename: `Key${index}`,
          id,
        })),
      });
      expect(answer.errors).toEqual([]);
      const found = valueAt(answer, '_entities') as readonly ({ readonly row: number } | null)[];
      // No key is a rounded number.
      if (!/^(float|double)/.test(columns[index] ?? ''))
        expect(found.slice(0, keys.length).map((each) => each?.row)).toEqual(keys.map(([, id]) => id));
      for (const [at, id] of ['no such', '1', '999999999999999999999'].entries())
        if (!raws.some(([raw]) => Number(raw) === Number(id))) expect(found[keys.length + at]).toBeNull();
    },
  );
});
