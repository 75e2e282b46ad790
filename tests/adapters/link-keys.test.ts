import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { testMariadb } from './fixtures/engine.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** What the columns of links may be: several, numbers, of other lengths and charsets, of views, of the table itself. */
let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const listOf = (link: string, references: string) => `${smallSource()}
  type Query { rows: RowConnection @list(orderBy: ["id"]) }
  type Row @key(fields: "id") @table(name: "k_row") {
    id: ID! @column(name: "id")
    others: OtherConnection @relation(columns: ["id"], link: ${link}, references: ${references}) @list(orderBy: ["id"])
  }
  type Other @key(fields: "id") @table(name: "k_other") { id: ID! @column(name: "id") }`;

const query = '{ rows { nodes { id others { nodes { id } totalCount } } } }';

async function othersOf(subgraph: Subgraph): Promise<Readonly<Record<string, readonly string[]>>> {
  const answer = await ask(subgraph, { query });
  expect([answer.errors, small.failures]).toEqual([[], []]);
  type Found = { readonly id: string; readonly others: { readonly nodes: readonly { readonly id: string }[]; readonly totalCount: number } }; // prettier-ignore
  const found = valueAt(answer, 'rows', 'nodes') as readonly Found[];
  for (const { others } of found) expect(others.totalCount).toBe(others.nodes.length);
  return Object.fromEntries(found.map(({ id, others }) => [id, others.nodes.map((node) => node.id)]));
}

const dropped = ['DROP TABLE IF EXISTS k_row', 'DROP TABLE IF EXISTS k_other', 'DROP TABLE IF EXISTS k_link'];
const open = (dialect: DialectName, sdl: string, ...statements: readonly string[]) =>
  small.open(dialect, sdl, ...dropped, ...statements);

describe.each(dialects)('a link on %s', (dialect) => {
  test('may lead by several columns, and a pair of which one is null leads nowhere', async () => {
    const subgraph = await open(
      dialect,
      listOf('{table: "k_link", from: "r", to: ["a", "b"]}', '["lb", "dm"]'),
      'CREATE TABLE k_row (id integer NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_other (id integer NOT NULL PRIMARY KEY, lb varchar(4), dm varchar(4))',
      'CREATE TABLE k_link (r integer, a varchar(4), b varchar(4))',
      'INSERT INTO k_row VALUES (1), (2)',
      `INSERT INTO k_other VALUES (1, 'A', '1'), (2, 'A', '2'), (3, 'B', '1'), (4, 'A', '1'), (5, NULL, '1')`,
      `INSERT INTO k_link VALUES (1, 'A', '1'), (1, 'A', '1'), (1, 'B', '1'), (1, NULL, '1'), (2, 'B', '2'), (2, 'A', NULL), (NULL, 'A', '2')`,
    );
    expect(await othersOf(subgraph)).toEqual({ 1: ['1', '3', '4'], 2: [] });
  });

  test('may hold numbers, beyond 2^53 and of another size', async () => {
    const subgraph = await open(
      dialect,
      listOf('{table: "k_link", from: "r", to: "o"}', '["id"]'),
      'CREATE TABLE k_row (id bigint NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_other (id bigint NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_link (r bigint, o integer)',
      'INSERT INTO k_row VALUES (9007199254740993), (9007199254740992)',
      'INSERT INTO k_other VALUES (7), (8), (9)',
      'INSERT INTO k_link VALUES (9007199254740993, 8), (9007199254740993, 7), (9007199254740993, 8), (9007199254740992, 9)',
    );
    expect(await othersOf(subgraph)).toEqual({ '9007199254740993': ['7', '8'], '9007199254740992': ['9'] });
  });

  test('may be a column of another length than what it leads to, and blanks that fill one count for nothing', async () => {
    const subgraph = await open(
      dialect,
      listOf('{table: "k_link", from: "r", to: "o"}', '["id"]'),
      'CREATE TABLE k_row (id varchar(8) NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_other (id varchar(20) NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_link (r char(8), o char(12))',
      `INSERT INTO k_row VALUES ('a'), ('b')`,
      `INSERT INTO k_other VALUES ('x'), ('y')`,
      `INSERT INTO k_link VALUES ('a', 'y'), ('a', 'x'), ('b', 'x')`,
    );
    expect(await othersOf(subgraph)).toEqual({ a: ['x', 'y'], b: ['x'] });
  });

  test('may be the table of either side', async () => {
    const subgraph = await open(
      dialect,
      listOf('{table: "k_other", from: "r", to: "chief"}', '["id"]'),
      'CREATE TABLE k_row (id integer NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_other (id integer NOT NULL PRIMARY KEY, r integer, chief integer)',
      'INSERT INTO k_row VALUES (1), (2)',
      'INSERT INTO k_other VALUES (1, 1, 3), (2, 1, 3), (3, 2, 3), (4, 2, 4)',
    );
    expect(await othersOf(subgraph)).toEqual({ 1: ['3'], 2: ['3', '4'] });
  });

  test('that is not there costs its list alone, and is found when it comes', async () => {
    const sdl = listOf('{table: "k_link", from: "r", to: "o"}', '["id"]');
    const subgraph = await open(
      dialect,
      sdl,
      'CREATE TABLE k_row (id integer NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_other (id integer NOT NULL PRIMARY KEY)',
      'INSERT INTO k_row VALUES (1)',
    );
    const answer = await ask(subgraph, { query });
    expect(answer.errors).toMatchObject([{ code: 'DEPARTMENT_ERROR' }]);
    expect(JSON.stringify(answer)).not.toContain('k_link');
    expect(String(small.failures.splice(0)[0])).toContain('there is no table “k_link”');
    const others = await ask(subgraph, { query: '{ rows { nodes { id } } }' });
    expect([others.errors, others.data]).toEqual([[], { rows: { nodes: [{ id: '1' }] } }]);
  });

  test('of another kind than what it leads to is not asked', async () => {
    const subgraph = await open(
      dialect,
      listOf('{table: "k_link", from: "r", to: "o"}', '["id"]'),
      'CREATE TABLE k_row (id integer NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_other (id integer NOT NULL PRIMARY KEY)',
      'CREATE TABLE k_link (r integer, o varchar(9))',
      'INSERT INTO k_row VALUES (1)',
    );
    expect((await ask(subgraph, { query })).errors).toMatchObject([{ code: 'DEPARTMENT_ERROR' }]);
    expect(String(small.failures.splice(0)[0])).toContain('“k_link”.“o” is of another kind than what it leads to');
  });
});

testMariadb('a link on mysql may be of another charset, and tells apart what its collation does not', async () => {
  const subgraph = await open(
    'mysql',
    listOf('{table: "k_link", from: "r", to: "o"}', '["id"]'),
    'CREATE TABLE k_row (id integer NOT NULL PRIMARY KEY)',
    'CREATE TABLE k_other (id varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY)',
    'CREATE TABLE k_link (r integer, o varchar(9) CHARACTER SET gbk COLLATE gbk_chinese_ci)',
    'INSERT INTO k_row VALUES (1), (2)',
    `INSERT INTO k_other VALUES ('号x'), ('号X'), ('号y')`,
    `INSERT INTO k_link VALUES (1, '号X'), (1, '号x'), (1, '号X'), (2, '号Y'), (2, '号x')`,
  );
  expect(await othersOf(subgraph)).toEqual({ 1: ['号X', '号x'], 2: ['号x'] });
});

test('a link on postgres may be of another collation than what it leads to', async () => {
  const subgraph = await open(
    'postgres',
    listOf('{table: "k_link", from: "r", to: "o"}', '["id"]'),
    'CREATE TABLE k_row (id integer NOT NULL PRIMARY KEY)',
    'CREATE TABLE k_other (id varchar(9) COLLATE "C" NOT NULL PRIMARY KEY)',
    'CREATE TABLE k_link (r integer, o text COLLATE "en-x-icu")',
    'INSERT INTO k_row VALUES (1), (2)',
    `INSERT INTO k_other VALUES ('x'), ('X'), ('y')`,
    `INSERT INTO k_link VALUES (1, 'X'), (1, 'x'), (1, 'X'), (2, 'Y'), (2, 'x')`,
  );
  expect(await othersOf(subgraph)).toEqual({ 1: ['X', 'x'], 2: ['x'] });
});
