import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tableKey } from '../../adapters/database/dialect.ts';
import { openDriver } from '../../adapters/database/open-driver.ts';
import { ask, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { describeMariadb } from './fixtures/engine.ts';
import { dialects } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

test('an index on an expression is no key of a SQLite table, and generated columns are read', async () => {
  const subgraph = await small.open(
    'sqlite',
    `${smallSource()}
      type Query { rows: RowConnection @list(orderBy: ["stored"]) row(id: ID!): Row @lookup }
      type Row @key(fields: "id") @table(name: "made", where: "virtual <> 'X'") {
        id: ID! @column(name: "name")
        stored: Int @column(name: "stored")
        virtual: String @column(name: "virtual")
        twin: Row @relation(columns: ["name"], references: ["virtual"])
      }`,
    `CREATE TABLE made (name varchar(9) NOT NULL, size integer NOT NULL,
      virtual varchar(9) GENERATED ALWAYS AS (upper(name)) VIRTUAL, stored integer AS (size * 2) STORED)`,
    'CREATE UNIQUE INDEX by_lower ON made (lower(name))',
    'CREATE UNIQUE INDEX by_sum ON made (name, size + 1)',
    `INSERT INTO made (name, size) VALUES ('b', 1), ('A', 2), ('x', 3)`,
  );
  const answer = await ask(subgraph, { query: '{ rows { nodes { id stored virtual twin { id } } totalCount } }' });
  expect(answer.errors).toEqual([]);
  expect(valueAt(answer, 'rows')).toEqual({
    nodes: [
      { id: 'b', stored: 2, virtual: 'B', twin: null },
      { id: 'A', stored: 4, virtual: 'A', twin: { id: 'A' } },
    ],
    totalCount: 2,
  });
  expect((await ask(subgraph, { query: '{ row(id: "b") { stored } }' })).data).toEqual({ row: { stored: 2 } });
});

test('generated columns of PostgreSQL are read', async () => {
  const subgraph = await small.open(
    'postgres',
    `${smallSource()} type Query { rows: RowConnection @list(orderBy: ["doubled"]) }
      type Row @key(fields: "id") @table(name: "made") { id: ID! @column(name: "id") doubled: Int @column(name: "doubled") }`,
    'CREATE TABLE made (id integer PRIMARY KEY, doubled integer GENERATED ALWAYS AS (id * 2) STORED)',
    'CREATE UNIQUE INDEX ON made ((id + 1))',
    'INSERT INTO made VALUES (1), (2)',
  );
  const answer = await ask(subgraph, { query: '{ rows { nodes { doubled } } }' });
  expect(valueAt(answer, 'rows', 'nodes')).toEqual([{ doubled: 2 }, { doubled: 4 }]);
});

describe('keys of PostgreSQL that don’t hold', () => {
  const sdl = (offices: string) => `${smallSource()}
    type Query { cases: CaseConnection @list(orderBy: ["id"]) }
    type Case @key(fields: "id") @table(name: "cases") { id: ID! @column(name: "id") office: Office @relation(columns: ["office"], references: ["code"]) sign: String @column(name: "sign", through: "office") }
    type Office @key(fields: "id") @table(name: "${offices}", prefer: ["sign"]) { id: ID! @column(name: "code") sign: String @column(name: "sign") }`;
  beforeAll(() =>
    small.database.run(
      'CREATE TABLE cases (id integer PRIMARY KEY, office varchar(9))',
      `INSERT INTO cases VALUES (1, 'a'), (2, 'b'), (3, 'a')`,
    ),
  );

  /** Joined, the office that is there twice would double its cases. */
  const expectEachCaseOnce = async (offices: string, ...statements: readonly string[]) => {
    const subgraph = await small.open('postgres', sdl(offices), ...statements);
    const answer = await ask(subgraph, { query: '{ cases { nodes { id sign office { sign } } totalCount } }' });
    expect(answer.errors).toEqual([]);
    expect(valueAt(answer, 'cases')).toEqual({
      nodes: ['1', '2', '3'].map((id) => {
        const sign = id === '2' ? 'B' : 'A';
        return { id, sign, office: { sign } };
      }),
      totalCount: 3,
    });
  };
  const flags = (text: string) => `UPDATE pg_index SET ${text} WHERE indexrelid = 'offices_code'::regclass`;

  test('an index that was never finished is none', () =>
    expectEachCaseOnce(
      'offices',
      'CREATE TABLE offices (code varchar(9) NOT NULL, sign varchar(9))',
      'CREATE UNIQUE INDEX offices_code ON offices (code)',
      flags('indisvalid = false, indisready = false'),
      `INSERT INTO offices VALUES ('a', 'A'), ('b', 'B'), ('a', 'C')`,
      flags('indisready = true'),
    ));

  test('a table’s key says nothing of the rows it inherits', () =>
    expectEachCaseOnce(
      'all_offices',
      'CREATE TABLE all_offices (code varchar(9) PRIMARY KEY, sign varchar(9))',
      'CREATE TABLE branch_offices () INHERITS (all_offices)',
      `INSERT INTO all_offices VALUES ('a', 'A'), ('b', 'B')`,
      `INSERT INTO branch_offices VALUES ('a', 'C'), ('b', 'D')`,
    ));

  test('an index over some rows only is none', () =>
    expectEachCaseOnce(
      'open_offices',
      'CREATE TABLE open_offices (code varchar(9) NOT NULL, sign varchar(9), closed boolean)',
      'CREATE UNIQUE INDEX ON open_offices (code) WHERE NOT closed',
      `INSERT INTO open_offices VALUES ('a', 'A', false), ('a', 'C', true), ('b', 'B', false)`,
    ));
});

test('columns of a domain are keys like their base types', async () => {
  const subgraph = await small.open(
    'postgres',
    `${smallSource()}
      type Query { rows: HolderConnection @list(orderBy: ["number"]) holder(id: ID!): Holder @lookup }
      type Holder @key(fields: "id") @key(fields: "number") @table(name: "holders") {
        id: ID! @column(name: "card")
        number: Int @column(name: "number")
        next: Holder @relation(columns: ["next"], references: ["number"])
        followers: HolderConnection @relation(columns: ["number"], references: ["next"]) @list(orderBy: ["id"])
      }`,
    `CREATE DOMAIN card AS varchar(9) CHECK (VALUE <> '')`,
    'CREATE DOMAIN small_number AS int4',
    'CREATE DOMAIN odd_number AS small_number CHECK (VALUE % 2 = 1)',
    'CREATE TABLE holders (card card PRIMARY KEY, number odd_number NOT NULL UNIQUE, next odd_number)',
    `INSERT INTO holders VALUES ('a', 1, 3), ('b', 3, 5), ('c', 5, NULL)`,
  );
  const found = await ask(subgraph, {
    query: entitiesQuery('... on Holder { id next { id } followers { nodes { id } } }'),
    representations: [{ id: 'b' }, { number: 5 }, { number: 2 }, { id: 'x' }].map((key) => ({
      __typename: 'Holder',
      ...key,
    })),
  });
  expect(found.errors).toEqual([]);
  expect(valueAt(found, '_entities')).toEqual([
    { id: 'b', next: { id: 'c' }, followers: { nodes: [{ id: 'a' }] } },
    { id: 'c', next: null, followers: { nodes: [{ id: 'b' }] } },
    null,
    null,
  ]);
  const first = await ask(subgraph, { query: '{ rows(first: 1) { pageInfo { endCursor } } holder(id: "a") { number } }' }); // prettier-ignore
  expect(valueAt(first, 'holder')).toEqual({ number: 1 });
  const after = String(valueAt(first, 'rows', 'pageInfo', 'endCursor'));
  const second = await ask(subgraph, { query: `{ rows(after: "${after}") { nodes { number } } }` });
  expect(valueAt(second, 'rows', 'nodes')).toEqual([{ number: 3 }, { number: 5 }]);
});

test.each(dialects)('a condition on a column without a type counts the rows it means on %s', async (dialect) => {
  const subgraph = await small.open(
    dialect,
    `${smallSource()} type Query { rows: FlaggedConnection @list(orderBy: ["id"]) }
      type Flagged @key(fields: "id") @table(name: "flagged", where: "flag = 0 AND size >= 1.5 AND kind IN (1, 2)") { id: ID! @column(name: "id") }`,
    'CREATE TABLE flag_rows (id integer NOT NULL PRIMARY KEY, f integer, s integer, k integer)',
    'CREATE VIEW flagged AS SELECT id, f + 0 AS flag, s * 1.0 AS size, abs(k) AS kind FROM flag_rows',
    'INSERT INTO flag_rows VALUES (1, 0, 2, 1), (2, 1, 2, 1), (3, 0, 1, 1), (4, 0, 3, -2), (5, 0, 3, 3), (6, NULL, 3, 1)',
  );
  const answer = await ask(subgraph, { query: '{ rows { nodes { id } totalCount } }' });
  expect(answer.errors).toEqual([]);
  expect(valueAt(answer, 'rows')).toEqual({ nodes: [{ id: '1' }, { id: '4' }], totalCount: 2 });
});

test.each(dialects)('numbers are read in the forms they are stored in, and in no others, on %s', async (dialect) => {
  const subgraph = await small.open(
    dialect,
    `${smallSource()} type Query { rows: NumericConnection @list(orderBy: ["id"]) }
      type Numeric @key(fields: "id") @table(name: "numerics") { id: ID! @column(name: "id") whole: Int @column(name: "n") real: Float @column(name: "n") exact: Decimal @column(name: "n") }`,
    'CREATE TABLE numerics (id integer NOT NULL PRIMARY KEY, n varchar(20))',
    `INSERT INTO numerics VALUES (1, '0x1F'), (2, '-2147483648'), (3, '-2147483649'), (4, '2147483647'), (5, '007.50'),
      (6, '-00.5'), (7, '0b11'), (8, '1_000'), (9, '000'), (10, 'Infinity'), (11, '.5')`,
  );
  const answer = await ask(subgraph, { query: '{ rows { nodes { whole real exact } } }' });
  expect((valueAt(answer, 'rows', 'nodes') as object[]).map((row) => Object.values(row))).toEqual([
    [null, null, null],
    [-2147483648, -2147483648, '-2147483648'],
    [null, -2147483649, '-2147483649'],
    [2147483647, 2147483647, '2147483647'],
    [null, 7.5, '7.50'],
    [null, -0.5, '-0.5'],
    [null, null, null],
    [null, null, null],
    [0, 0, '0'],
    [null, null, null],
    [null, null, null],
  ]);
});

describeMariadb('what MariaDB says of tables', () => {
  const tableOf = async (name: string, schema: string | null = null) => {
    const driver = openDriver({ department: 'small', url: small.on('mysql').ownerUrl, pool: 1, queue: 9, statementTimeoutMs: 5000, onFailure: () => {} }); // prettier-ignore
    const table = { schema, name };
    const { tables, names } = await driver.catalog([table]);
    await driver.close();
    return { table: tables.get(tableKey(driver.dialect, table)), names };
  };

  test('keys are those that hold for every row, the primary one first', async () => {
    await small.on('mysql').run(
      `CREATE TABLE keyed (a int NOT NULL, b varchar(50) NOT NULL, c int NULL, d varchar(9) NOT NULL, doubled int AS (a * 2) STORED,
        UNIQUE KEY a_first (d), UNIQUE KEY beginning (b(3)), UNIQUE KEY nullable (a, c), UNIQUE KEY two (A, d), KEY plain (b),
        PRIMARY KEY (b, a), UNIQUE KEY made (doubled))`,
    );
    const { table } = await tableOf('keyed');
    expect(table?.uniqueKeys[0]).toEqual(['b', 'a']);
    expect([...(table?.uniqueKeys ?? [])].map((key) => key.join()).sort()).toEqual(['a,d', 'b,a', 'd']);
    expect(table?.address).toBeNull();
  });

  test('a view has no key, and can give null what a join leaves out', async () => {
    await small
      .on('mysql')
      .run(
        'CREATE TABLE sides (id int NOT NULL PRIMARY KEY, name varchar(9) NOT NULL)',
        'CREATE VIEW joined AS SELECT l.id, r.name, count(r.id) AS many FROM sides AS l LEFT JOIN sides AS r ON r.id = l.id + 1 GROUP BY l.id, r.name',
      );
    const { table } = await tableOf('joined');
    expect(table?.uniqueKeys).toEqual([]);
    expect(table?.columns.get('name')?.nullable).toBe(true);
    expect(table?.columns.get('many')).toMatchObject({ family: 'integer' });
  });

  test('columns are found in any case, tables in their own, here and in another database', async () => {
    const other = `${new URL(small.on('mysql').ownerUrl).pathname.slice(1)}_other`;
    await small
      .on('mysql')
      .run(
        `CREATE DATABASE ${other}`,
        `CREATE TABLE ${other}.elsewhere (Id int PRIMARY KEY)`,
        'CREATE TABLE "Mixed" ("Xm" int PRIMARY KEY)',
        'CREATE TABLE "mixed" (other int PRIMARY KEY)',
      );
    expect([...((await tableOf('Mixed')).table?.columns.values() ?? [])].map(({ name }) => name)).toEqual(['Xm']);
    expect([...((await tableOf('mixed')).table?.columns.values() ?? [])].map(({ name }) => name)).toEqual(['other']);
    expect((await tableOf('MIXED')).table).toBeUndefined();
    expect((await tableOf('elsewhere')).table).toBeUndefined();
    expect((await tableOf('elsewhere', other)).table?.columns.has('id')).toBe(true);
    expect((await tableOf('Mixed')).names).toEqual(expect.arrayContaining(['Mixed', 'mixed', 'elsewhere']));
    const subgraph = await small.open(
      'mysql',
      `${smallSource()} type Query { rows: RowConnection @list(orderBy: ["id"]) there: ThereConnection @list(orderBy: ["id"]) }
        type Row @key(fields: "id") @table(name: "Mixed", where: "xM > 1") { id: ID! @column(name: "XM") }
        type There @key(fields: "id") @table(name: "elsewhere", schema: "${other}") { id: ID! @column(name: "ID") }`,
      'INSERT INTO "Mixed" VALUES (1), (2)',
      `INSERT INTO ${other}.elsewhere VALUES (7)`,
    );
    const answer = await ask(subgraph, { query: '{ rows { nodes { id } } there { nodes { id } } }' });
    expect([answer.errors, answer.data]).toEqual([[], { rows: { nodes: [{ id: '2' }] }, there: { nodes: [{ id: '7' }] } }]); // prettier-ignore
    await small.on('mysql').run(`DROP DATABASE ${other}`);
  });

  test('an account that may read some columns sees those', async () => {
    await small
      .on('mysql')
      .run(
        'CREATE TABLE half (id int PRIMARY KEY, open varchar(9), shut varchar(9))',
        `INSERT INTO half VALUES (1, 'a', 'b')`,
        `CREATE USER half_reader@'127.0.0.1' IDENTIFIED BY 'x'`,
        `GRANT SELECT (id, open) ON half TO half_reader@'127.0.0.1'`,
      );
    const url = new URL(small.on('mysql').ownerUrl);
    [url.username, url.password] = ['half_reader', 'x'];
    const sdl = (column: string) => `${smallSource()} type Query { rows: RowConnection @list(orderBy: ["id"]) }
      type Row @key(fields: "id") @table(name: "half") { id: ID! @column(name: "id") name: String @column(name: "${column}") }`;
    const rows = async (column: string) => {
      const answer = await ask(small.openAt(url.href, sdl(column)), { query: '{ rows { nodes { name } } }' });
      return valueAt(answer, 'rows', 'nodes') ?? answer.errors[0]?.code;
    };
    expect(await rows('open')).toEqual([{ name: 'a' }]);
    expect(await rows('shut')).toBe('DEPARTMENT_ERROR');
    await small.on('mysql').run(`DROP USER half_reader@'127.0.0.1'`);
  });

  test('constants of a condition are text as they are written, and compare as the column does', async () => {
    const subgraph = await small.open(
      'mysql',
      `${smallSource()} type Query { rows: ConstantConnection @list(orderBy: ["id"]) folded: FoldedConnection @list(orderBy: ["id"]) }
        type Constant @key(fields: "id") @table(name: "constants", where: "a = 'back\\\\slash ''x''' AND n >= '9007199254740993' AND d = '0000-00-00'") { id: ID! @column(name: "id") }
        type Folded @key(fields: "id") @table(name: "constants", where: "g = '张X'") { id: ID! @column(name: "id") }`,
      'CREATE TABLE constants (id int PRIMARY KEY, a varchar(20), n bigint unsigned, d date, g varchar(9) CHARACTER SET gbk)',
      `INSERT INTO constants VALUES (1, 'back\\slash ''x''', 9007199254740993, '0000-00-00', '张x'), (2, 'back\\slash ''x''', 9007199254740992, '0000-00-00', '张X'),
        (3, 'backslash ''x''', 18446744073709551615, '0000-00-00', NULL), (4, 'back\\slash ''x''', 18446744073709551615, NULL, '張X')`,
    );
    const answer = await ask(subgraph, { query: '{ rows { nodes { id } } folded { nodes { id } } }' });
    expect([answer.errors, answer.data]).toEqual([[], { rows: { nodes: [{ id: '1' }] }, folded: { nodes: [{ id: '1' }, { id: '2' }] } }]); // prettier-ignore
  });
});
