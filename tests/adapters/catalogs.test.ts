import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, entitiesQuery, valueAt } from './fixtures/ask.ts';
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
