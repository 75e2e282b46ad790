import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, asCitizen, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { dialects } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

describe('the engines’ own date and time columns', () => {
  const sdl = `${smallSource()}
    type Query { moment(id: ID!): Moment @lookup }
    type Moment @key(fields: "id") @table(name: "moments") {
      id: ID! @column(name: "id") day: Date @column(name: "d") partial: PartialDate @column(name: "d")
      local: DateTime @column(name: "t") zoned: DateTime @column(name: "z") zonedDay: Date @column(name: "z")
    }`;
  const expected = {
    day: '2024-02-29',
    partial: '2024-02-29',
    local: '2024-02-29T23:30:15+08:00',
    zoned: '2024-03-01T07:30:15+08:00',
    zonedDay: '2024-03-01',
  };
  const query = '{ moment(id: 1) { day partial local zoned zonedDay } }';

  test('of PostgreSQL are read with their fractions and offsets', async () => {
    const subgraph = await small.open(
      'postgres',
      sdl,
      'CREATE TABLE moments (id int PRIMARY KEY, d date, t timestamp, z timestamptz)',
      `INSERT INTO moments VALUES (1, '2024-02-29', '2024-02-29 23:30:15.25', '2024-02-29 23:30:15.123456+00'),
        (2, 'infinity', '0044-03-15 BC', '-infinity'), (3, '0001-01-01', '0001-01-01 00:00:00', NULL)`,
    );
    expect((await ask(subgraph, { query })).data).toEqual({ moment: expected });
    const unknown = await ask(subgraph, { query: query.replace('1', '2') });
    expect(Object.values(valueAt(unknown, 'moment') ?? {})).toEqual([null, null, null, null, null]);
    expect(unknown.findings).toHaveLength(5);
    const early = await ask(subgraph, { query: query.replace('1', '3') });
    expect(early.data).toMatchObject({ moment: { day: '0001-01-01', zoned: null } });
    expect(valueAt(early, 'moment', 'local')).toMatch(/^0001-01-01T00:00:00\+08:0\d$/);
  });

  test('of SQLite are read as the texts it keeps', async () => {
    const subgraph = await small.open(
      'sqlite',
      sdl,
      'CREATE TABLE moments (id integer PRIMARY KEY, d date, t timestamp, z datetime)',
      `INSERT INTO moments VALUES (1, '2024-02-29', '2024-02-29T23:30:15.25', '2024-02-29T23:30:15.123Z')`,
    );
    expect((await ask(subgraph, { query })).data).toEqual({ moment: expected });
  });
});

describe.each(dialects)('on %s', (dialect) => {
  test('a to-one relation between columns of different kinds answers as one between equal kinds', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query { cases: CaseConnection @list(orderBy: ["id"]) }
        type Case @key(fields: "id") @table(name: "cases") {
          id: ID! @column(name: "id")
          office: Office @relation(columns: ["office"], references: ["code"])
          sign: String @column(name: "sign", through: "office")
        }
        type Office @key(fields: "id") @table(name: "offices") { id: ID! @column(name: "code") sign: String @column(name: "sign") }`,
      'CREATE TABLE cases (id integer NOT NULL PRIMARY KEY, office bigint)',
      'CREATE TABLE offices (code varchar(12) NOT NULL PRIMARY KEY, sign varchar(9))',
      `INSERT INTO cases VALUES (1, 110105), (2, 7), (3, NULL)`,
      `INSERT INTO offices VALUES ('110105', 'A'), ('007', 'B')`,
    );
    const answer = await ask(subgraph, { query: '{ cases { nodes { id sign office { id sign } } } }' });
    expect(answer.errors).toEqual([]);
    expect(valueAt(answer, 'cases', 'nodes')).toEqual([
      { id: '1', sign: 'A', office: { id: '110105', sign: 'A' } },
      { id: '2', sign: null, office: null },
      { id: '3', sign: null, office: null },
    ]);
    await small.database.run('DROP TABLE IF EXISTS cases, offices');
  });

  test('ids in a numeric column are found, also for a citizen whose id ends with X', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query { people: PersonConnection @list(orderBy: ["id"]) }
        type Person @key(fields: "id") @table(name: "people") @subject(field: "id") { id: ID! @column(name: "sfzh", as: RESIDENT_ID) name: String @column(name: "xm") }`,
      'CREATE TABLE people (sfzh bigint NOT NULL PRIMARY KEY, xm varchar(9))',
      `INSERT INTO people VALUES (110105194912310, 'short'), (110105194912310018, 'long')`,
    );
    const id = '110105194912310018';
    const own = await ask(subgraph, { query: '{ people { nodes { id name } } }', request: asCitizen(id) });
    expect(own.data).toEqual({ people: { nodes: [{ id, name: 'long' }] } });
    const other = await ask(subgraph, {
      query: '{ people { nodes { id } } }',
      request: asCitizen('11010519491231002X'),
    });
    expect([other.data, other.errors]).toEqual([{ people: { nodes: [] } }, []]);
    const found = await ask(subgraph, {
      query: entitiesQuery('... on Person { name }'),
      representations: [id, '11010519491231002X', `${id}.0`, 'nobody'].map((key) => ({
        __typename: 'Person',
        id: key,
      })),
    });
    expect(found.data).toEqual({ _entities: [{ name: 'long' }, null, null, null] });
    await small.database.run('DROP TABLE IF EXISTS people');
  });

  test('values that can’t be read are null with a finding; blanks and markers are null without', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query { things: ThingConnection @list(orderBy: ["id"]) }
        type Thing @key(fields: "id") @table(name: "things") {
          id: ID! @column(name: "id") whole: Int @column(name: "a") real: Float @column(name: "b", nullIf: ["N/A"]) money: Decimal @column(name: "c", scale: 2)
          yes: Boolean @column(name: "d") kind: Kind @column(name: "e") text: String @column(name: "f", nullIf: ["", "无", "999"])
        }
        enum Kind @codes { ONE @code(value: ["1", "一"]) TWO @code(value: "2") }`,
      'CREATE TABLE things (id integer NOT NULL PRIMARY KEY, a varchar(20), b varchar(20), c varchar(20), d varchar(20), e varchar(20), f varchar(20))',
      `INSERT INTO things VALUES (1, '12', '1.5', '1234', 'true', '一', 'text  '), (2, '2147483648', 'N/A ', '12.34', 'maybe', '3', ' 无 '),
        (3, '1.0', '', '-5', '0', NULL, '999'), (4, NULL, '1e3', '１２', 'f', '', 'a''b')`,
    );
    const answer = await ask(subgraph, { query: '{ things { nodes { whole real money yes kind text } } }' });
    expect((valueAt(answer, 'things', 'nodes') as object[]).map((row) => Object.values(row))).toEqual([
      [12, 1.5, '12.34', true, 'ONE', 'text'],
      [null, null, null, null, null, null],
      [null, null, '-0.05', false, null, null],
      [null, 1000, '0.12', false, null, "a'b"],
    ]);
    expect(answer.findings.map(({ field, reason }) => `${String(field)} ${reason}`)).toEqual([
      'whole UNREADABLE_VALUE',
      'money UNREADABLE_VALUE',
      'yes UNREADABLE_VALUE',
      'kind UNKNOWN_CODE',
      'whole UNREADABLE_VALUE',
      'real UNREADABLE_VALUE',
      'kind UNKNOWN_CODE',
    ]);
    await small.database.run('DROP TABLE IF EXISTS things');
  });

  test('names that are reserved words, mixed case or hold quotes are quoted', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query { rows: RowConnection @list(orderBy: ["id DESC"]) }
        type Row @key(fields: "id") @table(name: "Order", where: "\\"Group\\" <> 'it''s' AND \\"a\\"\\"b\\" >= -1") { id: ID! @column(name: "select") a: Int @column(name: "a\\"b") }`,
      'CREATE TABLE "Order" ("select" integer NOT NULL PRIMARY KEY, "Group" varchar(9), "a""b" integer)',
      `INSERT INTO "Order" VALUES (1, 'x', 2), (2, 'it''s', 3), (3, 'y', 4), (4, 'z', -2)`,
    );
    const answer = await ask(subgraph, {
      query: '{ rows(first: 1) { nodes { id a } pageInfo { endCursor } totalCount } }',
    });
    expect(valueAt(answer, 'rows')).toMatchObject({ nodes: [{ id: '3', a: 4 }], totalCount: 2 });
    const after = String(valueAt(answer, 'rows', 'pageInfo', 'endCursor'));
    const next = await ask(subgraph, { query: `{ rows(after: "${after}") { nodes { id } } }` });
    expect(valueAt(next, 'rows', 'nodes')).toEqual([{ id: '1' }]);
    await small.database.run('DROP TABLE IF EXISTS "Order"');
  });

  test('a row whose key is null is null with a finding, never gone without a word', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query { rows: RowConnection @list(orderBy: ["id"]) }
        type Row @key(fields: "id") @table(name: "rows_") { id: ID! @column(name: "k", nullIf: ["无"]) a: Int @column(name: "a") }`,
      'CREATE TABLE rows_ (k varchar(9), a integer)',
      `INSERT INTO rows_ VALUES ('x', 1), (NULL, 2), ('', 3), ('无', 4)`,
    );
    const answer = await ask(subgraph, { query: '{ rows { nodes { id a } totalCount } }' });
    expect(valueAt(answer, 'rows')).toEqual({ nodes: [null, { id: 'x', a: 1 }, null, null], totalCount: 4 });
    expect(answer.findings.map(({ field, reason }) => [field, reason])).toEqual(Array.from({ length: 3 }, () => ['id', 'INVALID_IDENTIFIER'])); // prettier-ignore
    const unknown = await ask(subgraph, { query: entitiesQuery('... on Row { a }'), representations: [{ __typename: 'Row', id: '无' }, { __typename: 'Row', id: '' }] }); // prettier-ignore
    expect(unknown.data).toEqual({ _entities: [null, null] });
    await small.database.run('DROP TABLE IF EXISTS rows_');
  });
});

test('an enum of PostgreSQL can be read, ordered by and paged through', async () => {
  const subgraph = await small.open(
    'postgres',
    `${smallSource()}
      type Query { rows: MoodyConnection @list(orderBy: ["mood"]) }
      type Moody @key(fields: "id") @table(name: "moody") { id: ID! @column(name: "id") mood: String @column(name: "m") }`,
    `CREATE TYPE "Mood of" AS ENUM ('sad', 'ok', 'happy')`,
    'CREATE TABLE moody (id integer NOT NULL PRIMARY KEY, m "Mood of")',
    `INSERT INTO moody VALUES (1, 'happy'), (2, 'ok'), (3, 'sad'), (4, NULL)`,
  );
  const first = await ask(subgraph, { query: '{ rows(first: 2) { nodes { mood } pageInfo { endCursor } } }' });
  expect(valueAt(first, 'rows', 'nodes')).toEqual([{ mood: 'sad' }, { mood: 'ok' }]);
  const after = String(valueAt(first, 'rows', 'pageInfo', 'endCursor'));
  const second = await ask(subgraph, { query: `{ rows(after: "${after}") { nodes { mood } } }` });
  expect([second.errors, valueAt(second, 'rows', 'nodes')]).toEqual([[], [{ mood: 'happy' }, { mood: null }]]);
});
