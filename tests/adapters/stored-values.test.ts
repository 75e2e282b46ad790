import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, asNobody, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { finding, storedValues, type StoredValues } from './fixtures/stored-values.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';
import { workedOutValues } from './fixtures/worked-out-values.ts';

const bytes = (dialect: DialectName, hex: string): string => (dialect === 'postgres' ? `'\\x${hex}'` : `x'${hex}'`);
const sdl = (field: string) => `${smallSource()}
  type Query { things: ThingConnection @list(orderBy: ["id"]) }
  type Thing @key(fields: "id") @table(name: "things") { id: ID! @column(name: "id") value: ${field} }
  enum Kind @codes { ONE @code(value: ["1", "一"]) TWO @code(value: ["2", "二"]) }`;

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

/** On tables of its own. */
async function open(dialect: DialectName, file: string, ...statements: readonly string[]): Promise<Subgraph> {
  if (dialect !== 'sqlite') await small.on(dialect).run('DROP TABLE IF EXISTS things, others');
  return small.open(dialect, file, ...statements);
}

/** One column of bytes, read as the field says. */
const openBytes = (dialect: DialectName, field: string, stored: readonly string[]): Promise<Subgraph> =>
  open(
    dialect,
    sdl(field),
    `CREATE TABLE things (id integer NOT NULL PRIMARY KEY, c ${{ postgres: 'bytea', sqlite: 'blob', mysql: 'varbinary(40)' }[dialect]})`,
    `INSERT INTO things VALUES ${stored.map((hex, index) => `(${String(index)}, ${bytes(dialect, hex)})`).join()}`,
  );

async function expectValues(subgraph: Subgraph, rows: StoredValues['rows']): Promise<void> {
  const answer = await ask(subgraph, { query: '{ things(first: 100) { nodes { value } } }' });
  expect(answer.errors).toEqual([]);
  const asNull = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(asNull);
    return value === finding ? null : value;
  };
  expect(valueAt(answer, 'things', 'nodes')).toEqual(rows.map(([, value]) => ({ value: asNull(value) })));
  const lost = rows.flatMap(([, value]) => value).filter((value) => value === finding);
  expect(answer.findings.map(({ type, field }) => `${type}.${String(field)}`)).toEqual(lost.map(() => 'Thing.value'));
}

describe.each(dialects)('stored values on %s', (dialect) => {
  test.each(Object.entries({ ...storedValues, ...workedOutValues }))('%s', async (_, { columns, field, rows }) => {
    const subgraph = await open(
      dialect,
      sdl(field),
      `CREATE TABLE things (id integer NOT NULL PRIMARY KEY, ${columns})`,
      `INSERT INTO things VALUES ${rows.map(([sql], index) => `(${String(index)}, ${sql})`).join()}`,
    );
    await expectValues(subgraph, rows);
  });

  test('a value that every row has', async () => {
    const subgraph = await open(
      dialect,
      `${smallSource()}
        type Query { things: ThingConnection @list(orderBy: ["id"]) }
        type Thing @key(fields: "id") @table(name: "things") {
          id: ID! @column(name: "id")
          kind: Kind @constant(value: "TWO") count: Int @constant(value: "-3") open: Boolean @constant(value: "true")
          fee: Decimal @constant(value: "0.50") since: Date @constant(value: "2024-02-29") note: String @constant(value: "")
          other: Other @relation(columns: ["other"], references: ["id"])
        }
        type Other @key(fields: "id") @table(name: "others") { id: ID! @column(name: "id") country: String @constant(value: "CN") }
        enum Kind { ONE TWO }`,
      'CREATE TABLE others (id integer NOT NULL PRIMARY KEY)',
      'CREATE TABLE things (id integer NOT NULL PRIMARY KEY, other integer)',
      'INSERT INTO others VALUES (7)',
      'INSERT INTO things VALUES (1, 7), (2, NULL)',
    );
    const query = '{ things { nodes { kind count open fee since note other { country } } } }';
    const same = { kind: 'TWO', count: -3, open: true, fee: '0.50', since: '2024-02-29', note: '' };
    expect((await ask(subgraph, { query })).data).toEqual({
      things: {
        nodes: [
          { ...same, other: { country: 'CN' } },
          { ...same, other: null },
        ],
      },
    });
  });

  test('an object made of a person’s row is as personal as the row', async () => {
    const subgraph = await open(
      dialect,
      `${smallSource()}
        type Query { things: ThingConnection @list(orderBy: ["id"]) @public }
        type Thing @key(fields: "id") @table(name: "things") @subject(field: "id") {
          id: ID! @column(name: "id", as: RESIDENT_ID) @public
          home: Home @embedded(prefix: "h_") open: Home @embedded(prefix: "o_") @public
          homes: [Home] @embedded(prefix: ["h_", "o_"])
        }
        type Home { street: String @column(name: "dz") built: Int @column(name: "nd") }`,
      'CREATE TABLE things (id varchar(18) NOT NULL PRIMARY KEY, h_dz varchar(20), h_nd varchar(4), o_dz varchar(20), o_nd varchar(4))',
      `INSERT INTO things VALUES ('11010519491231002X', '一街', '1999', 'square', 'old'), ('440524188001010014', NULL, '', NULL, '1')`,
    );
    const query = '{ things { nodes { home { street } open { street built } homes { built } } } }';
    const all = await ask(subgraph, { query });
    expect(all.data).toEqual({
      things: {
        nodes: [
          {
            home: { street: '一街' },
            open: { street: 'square', built: null },
            homes: [{ built: 1999 }, { built: null }],
          },
          { home: null, open: { street: null, built: 1 }, homes: [{ built: 1 }] },
        ],
      },
    });
    expect(all.findings.map(({ type, field }) => `${type}.${String(field)}`)).toEqual(['Home.built', 'Home.built']);
    const own = await ask(subgraph, { query, request: asCitizen('11010519491231002X') });
    expect(valueAt(own, 'things', 'nodes')).toEqual([valueAt(all, 'things', 'nodes', 0)]);
    const nobody = await ask(subgraph, { query, request: asNobody() });
    expect(valueAt(nobody, 'things', 'nodes', 0)).toEqual({
      home: null,
      open: { street: 'square', built: null },
      homes: null,
    });
    expect(nobody.errors.map(({ code, path }) => [code, path.at(-1)])).toEqual([
      ['UNAUTHORIZED_FIELD_OR_TYPE', 'home'],
      ['UNAUTHORIZED_FIELD_OR_TYPE', 'homes'],
      ['UNAUTHORIZED_FIELD_OR_TYPE', 'home'],
      ['UNAUTHORIZED_FIELD_OR_TYPE', 'homes'],
    ]);
  });

  test('what is personal in an object of columns is its row’s person’s, and tells nobody whether it is there', async () => {
    const subgraph = await open(
      dialect,
      `${smallSource()}
        type Query { things: ThingConnection @list(orderBy: ["id"]) @public others: OtherConnection @list(orderBy: ["id"]) }
        type Thing @key(fields: "id") @table(name: "things") @subject(field: "id") {
          id: ID! @column(name: "id", as: RESIDENT_ID) applicant: Party @embedded(prefix: "s_")
        }
        type Other @key(fields: "id") @table(name: "others") { id: ID! @column(name: "id") applicant: Party @embedded(prefix: "s_") }
        type Party { name: String @column(name: "xm") @personal side: String @column(name: "cb") }`,
      'CREATE TABLE things (id varchar(18) NOT NULL PRIMARY KEY, s_xm varchar(9), s_cb varchar(9))',
      'CREATE TABLE others (id integer NOT NULL PRIMARY KEY, s_xm varchar(9), s_cb varchar(9))',
      `INSERT INTO things VALUES ('11010519491231002X', 'mine', NULL)`,
      `INSERT INTO others VALUES (1, 'somebody', NULL), (2, NULL, NULL), (3, NULL, 'left')`,
    );
    const own = await ask(subgraph, { query: '{ things { nodes { applicant { name } } } }', request: asCitizen('11010519491231002X') }); // prettier-ignore
    expect([own.data, own.errors]).toEqual([{ things: { nodes: [{ applicant: { name: 'mine' } }] } }, []]);
    const query = '{ others { nodes { applicant { side } } } }';
    for (const request of [asNobody(), asCitizen('11010519491231002X')])
      expect((await ask(subgraph, { query, request })).data).toEqual({
        others: { nodes: [{ applicant: null }, { applicant: null }, { applicant: { side: 'left' } }] },
      });
    const all = await ask(subgraph, { query: '{ others { nodes { applicant { name } } } }' });
    expect(valueAt(all, 'others', 'nodes', 0)).toEqual({ applicant: { name: 'somebody' } });
    const other = await ask(subgraph, { query: '{ others { nodes { applicant { name } } } }', request: asCitizen('11010519491231002X') }); // prettier-ignore
    expect(JSON.stringify(other.data)).not.toContain('somebody');
  });

  test('text of another charset in a column of bytes', async () => {
    const subgraph = await openBytes(dialect, 'String @column(name: "c", charset: "gb18030")', [
      'd5c5c8fd',
      '',
      '616263',
      '95328236',
      'd5',
      '41ff',
    ]);
    const values = ['张三', '', 'abc', '𠀀', finding, finding];
    await expectValues(
      subgraph,
      values.map((value) => ['', value] as const),
    );
  });

  test.each([
    ['an id in GBK', 'ID @column(name: "c", charset: "gbk", prefix: "n:")', 'd5c5', 'n:张'],
    ['Big5', 'String @column(name: "c", charset: "big5")', 'bb4fa55f', '臺北'],
    ['what is no Big5', 'String @column(name: "c", charset: "big5")', 'ff', finding],
  ])('%s in a column of bytes', async (_, field, hex, value) => {
    const subgraph = await openBytes(dialect, field, [hex]);
    await expectValues(subgraph, [['', value]]);
  });

  test('text of Windows in a column of bytes', async () => {
    const subgraph = await openBytes(dialect, 'String @column(name: "c", charset: "windows-1252")', ['80e9']);
    await expectValues(subgraph, [['', '€é']]);
  });

  test('text of another charset in a column that is taken for latin1, among text that is right', async () => {
    const latin1 = dialect === 'mysql';
    const subgraph = await open(
      dialect,
      sdl('String @column(name: "c", charset: "GBK")'),
      `CREATE TABLE things (id integer NOT NULL PRIMARY KEY, c varchar(20) ${latin1 ? 'CHARACTER SET latin1' : ''})`,
      // 张三 and 亖 in GBK, as latin1 shows their bytes: Õ Å È ý, and two that latin1 and its Windows form differ in.
      latin1
        ? `INSERT INTO things VALUES (0, CONVERT(x'd5c5c8fd' USING latin1)), (1, CONVERT(x'8180' USING latin1)), (2, 'abc')`
        : `INSERT INTO things VALUES (0, 'ÕÅÈý'), (1, '${String.fromCharCode(0x81)}€'), (2, 'abc'), (3, '李四'),
            (4, 'Íõ${String.fromCharCode(0x86)}´')`,
    );
    const values = [
      '张三',
      new TextDecoder('gbk').decode(Uint8Array.of(0x81, 0x80)),
      'abc',
      ...(latin1 ? [] : ['李四', '王喆']),
    ];
    await expectValues(
      subgraph,
      values.map((value) => ['', value] as const),
    );
  });
});
