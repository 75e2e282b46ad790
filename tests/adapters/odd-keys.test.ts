import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { dialects } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const representations = (__typename: string, ...keys: readonly Readonly<Record<string, unknown>>[]) =>
  keys.map((key) => ({ __typename, ...key }));

test('a day that is none of the calendar is nobody’s key, and costs the others nothing', async () => {
  const subgraph = await small.open(
    'postgres',
    `${smallSource()} type Query { day(id: ID!): Day @lookup }
      type Day @key(fields: "id") @table(name: "days") { id: ID! @column(name: "d") name: String @column(name: "name") }
      type Moment @key(fields: "id") @table(name: "days") { id: ID! @column(name: "t") name: String @column(name: "name") }`,
    'CREATE TABLE days (d date PRIMARY KEY, t timestamp, name varchar(9))',
    `INSERT INTO days VALUES ('2024-02-29', '2024-02-29 10:00:00', 'leap'), ('2024-03-01', '2024-03-01 10:00:00', 'spring')`,
  );
  const days = ['2024-02-29', '2024-02-30', '2024-03-01', '2023-02-29', '0000-01-01', '2024-13-01', 'today'];
  const answer = await ask(subgraph, {
    query: entitiesQuery('... on Day { name } ... on Moment { name }'),
    representations: [
      ...representations('Day', ...days.map((id) => ({ id }))),
      ...representations(
        'Moment',
        ...['2024-02-29 10:00:00', '2024-02-30 10:00:00', '2024-03-01 24:30:00', '2024-03-01T10:00:00'].map((id) => ({
          id,
        })),
      ),
    ],
  });
  expect(answer.errors).toEqual([]);
  const [leap, spring] = [{ name: 'leap' }, { name: 'spring' }];
  expect(valueAt(answer, '_entities')).toEqual([leap, null, spring, null, null, null, null, leap, null, null, spring]);
  const lookup = await ask(subgraph, { query: '{ day(id: "2024-02-30") { name } }' });
  expect([lookup.errors, lookup.data]).toEqual([[], { day: null }]);
});

describe.each(dialects)('on %s', (dialect) => {
  test('a relation by a key that the representation lacks is null: unknown is not empty', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()} type Query { notes: NoteConnection @list(orderBy: ["id"]) }
        type Holder @key(fields: "id") @key(fields: "card") {
          id: ID! @column
          card: ID @column
          notes: NoteConnection @relation(fields: ["id"], references: ["holder"]) @list(orderBy: ["id"])
          first: Note @relation(fields: ["id"], references: ["holder"])
          byCard: NoteConnection @relation(fields: ["card"], references: ["card"]) @list(orderBy: ["id"])
        }
        type Note @key(fields: "id") @table(name: "notes") { id: ID! @column(name: "id") }`,
      'CREATE TABLE notes (id integer NOT NULL PRIMARY KEY, holder varchar(9), card varchar(9))',
      `INSERT INTO notes VALUES (1, 'h', 'c')`,
    );
    const answer = await ask(subgraph, {
      query: entitiesQuery(
        '... on Holder { notes { totalCount nodes { id } } first { id } byCard { nodes { id } totalCount } }',
      ),
      representations: representations('Holder', { card: 'c' }, { id: 'h' }, { id: 'x' }, { card: 'x' }),
    });
    expect(answer.errors).toEqual([]);
    const [one, none] = [
      { totalCount: 1, nodes: [{ id: '1' }] },
      { totalCount: 0, nodes: [] },
    ];
    expect(valueAt(answer, '_entities')).toEqual([
      { notes: null, first: null, byCard: one },
      { notes: one, first: { id: '1' }, byCard: null },
      { notes: none, first: null, byCard: null },
      { notes: null, first: null, byCard: none },
    ]);
  });

  test('a date that says more or less than the column can is nobody’s', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()} type Query { bill(holder: ID!, month: PartialDate!): Bill @lookup }
        type Bill @key(fields: "id") @key(fields: "holder month") @table(name: "bills") {
          id: ID! @column(name: "id") holder: ID @column(name: "holder") month: PartialDate @column(name: "month", format: "yyyyMM") }`,
      'CREATE TABLE bills (id integer NOT NULL PRIMARY KEY, holder varchar(9), month char(6))',
      `INSERT INTO bills VALUES (1, 'h', '202403')`,
    );
    const months = ['2024-03', '2024-03-15', '2024', '202403', '2024-03-15T00:00:00+08:00'];
    const answer = await ask(subgraph, {
      query: entitiesQuery('... on Bill { id }'),
      representations: representations('Bill', ...months.map((month) => ({ holder: 'h', month }))),
    });
    expect(answer.errors).toEqual([]);
    expect(valueAt(answer, '_entities')).toEqual([{ id: '1' }, null, null, null, null]);
    const looked = await ask(subgraph, { query: '{ bill(holder: "h", month: "2024-03-15") { id } }' });
    expect([looked.errors, looked.data]).toEqual([[], { bill: null }]);
  });

  test('defaults of variables that can’t be null apply', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()} type Query { rows: RowConnection @list(orderBy: ["id"]) }
        type Row @key(fields: "id") @table(name: "counted") { id: ID! @column(name: "id") name: String @column(name: "name") }`,
      'CREATE TABLE counted (id integer NOT NULL PRIMARY KEY, name varchar(9))',
      `INSERT INTO counted VALUES (1, 'a'), (2, 'b')`,
    );
    const query = 'query ($n: Int! = 1, $i: Boolean! = true, $s: Boolean = true) { rows(first: $n) { nodes { id name @include(if: $i) no: name @skip(if: $s) } } }'; // prettier-ignore
    const nodes = async (variables: Readonly<Record<string, unknown>>) =>
      valueAt(await ask(subgraph, { query, variables }), 'rows', 'nodes');
    expect(await nodes({})).toEqual([{ id: '1', name: 'a' }]);
    expect(await nodes({ n: 2, i: false })).toEqual([{ id: '1' }, { id: '2' }]);
    expect(await nodes({ s: false })).toEqual([{ id: '1', name: 'a', no: 'a' }]);
  });
});
