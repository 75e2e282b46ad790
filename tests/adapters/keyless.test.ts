import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

/** Rows that nothing tells apart. */
const copies = ['3 d 5', '3 d 5', '3 d 5', '4 null null', '4 null null'];

describe.each(dialects)('a view without a key on %s', (dialect) => {
  test('is read as a value, to one and through', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query { houses: HouseConnection @list(orderBy: ["id"]) }
        type House @key(fields: "id") @table(name: "houses") {
          id: ID! @column(name: "id")
          place: Place @relation(columns: ["place"], references: ["code"])
          street: String @column(name: "street", through: "place")
        }
        type Place @shareable @table(name: "places") { street: String @column(name: "street") }`,
      'CREATE TABLE houses (id integer NOT NULL PRIMARY KEY, place integer)',
      'CREATE TABLE place_rows (code integer, street varchar(9))',
      'CREATE VIEW places AS SELECT code, street FROM place_rows',
      'INSERT INTO houses VALUES (1, 10), (2, 20), (3, NULL), (4, 10)',
      `INSERT INTO place_rows VALUES (10, 'North'), (20, 'South')`,
    );
    for (const [selection, expected] of [
      ['place { street } street', ['North', 'South', null, 'North'].map((street) => ({ place: street === null ? null : { street }, street }))], // prettier-ignore
      ['place { __typename }', ['Place', 'Place', null, 'Place'].map((name) => ({ place: name === null ? null : { __typename: name } }))], // prettier-ignore
    ] as const) {
      const answer = await ask(subgraph, { query: `{ houses { nodes { ${selection} } } }` });
      expect(answer.errors).toEqual([]);
      expect(valueAt(answer, 'houses', 'nodes')).toEqual(expected);
    }
  });

  test('gives every row when it is walked one by one, though keys occur twice and rows are copies', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query {
          entries: EntryConnection @list(orderBy: ["id"])
          latest: EntryConnection @list(orderBy: ["id DESC"])
          team(id: ID!): Team @lookup
        }
        type Team @key(fields: "id") @table(name: "teams") {
          id: ID! @column(name: "id")
          entries: EntryConnection @relation(columns: ["id"], references: ["team"]) @list(orderBy: ["note"])
        }
        type Entry @key(fields: "id") @table(name: "entries") { id: ID! @column(name: "id") note: String @column(name: "note") size: Int @column(name: "size") }`,
      'CREATE TABLE teams (id integer NOT NULL PRIMARY KEY)',
      'CREATE TABLE entry_rows (id integer, note varchar(9), size integer, team integer)',
      'CREATE VIEW entries AS SELECT id, note, size, team FROM entry_rows',
      'INSERT INTO teams VALUES (1)',
      `INSERT INTO entry_rows VALUES (1, 'a', 1, 1), (1, 'b', 1, 1), (1, 'b', 2, 1), (2, NULL, 3, 1), (2, 'c', NULL, 1), (2, 'c', 4, 1), (3, 'd', 5, 1),
        (3, 'd', 5, 1), (3, 'D', 5, 1), (3, 'd', 5, 1), (4, NULL, NULL, 1), (4, NULL, NULL, 1)`,
    );
    const expected = ['1 a 1', '1 b 1', '1 b 2', '2 c 4', '2 c null', '2 null 3', '3 D 5', ...copies];
    for (const list of [['entries'], ['latest']])
      expect([list, (await walk(subgraph, list)).sort()]).toEqual([list, expected]);
    // Below a parent copies are told apart on one page only.
    const once = [...new Set(expected)];
    expect([...new Set(await walk(subgraph, ['team', 'entries']))].sort()).toEqual(once);
  });
});

describe.each(dialects)('rows that nothing identifies on %s', (dialect) => {
  test('are listed, filtered and counted, copies included', async () => {
    const subgraph = await small.open(
      dialect,
      `${smallSource()}
        type Query { visits: VisitConnection @list(orderBy: ["place"]) }
        type Visit @shareable @table(name: "t_fw") { place: String @column(name: "dd") minutes: Int @column(name: "sc") }`,
      'CREATE TABLE t_fw (dd varchar(9), sc integer)',
      `INSERT INTO t_fw VALUES ('hall', 5), ('hall', 5), ('desk', NULL), ('hall', 7), ('desk', NULL), (NULL, 1), ('Hall', 5)`,
    );
    const found: string[] = [];
    for (let after: unknown = null; found.length < 20;) {
      const query = 'query ($after: String) { visits(first: 2, after: $after) { nodes { place minutes } pageInfo { hasNextPage endCursor } } }'; // prettier-ignore
      const answer = await ask(subgraph, { query, variables: { after: after } });
      expect(answer.errors).toEqual([]);
      found.push(...(valueAt(answer, 'visits', 'nodes') as readonly object[]).map((node) => Object.values(node).join(' '))); // prettier-ignore
      if (valueAt(answer, 'visits', 'pageInfo', 'hasNextPage') !== true) break;
      after = valueAt(answer, 'visits', 'pageInfo', 'endCursor');
    }
    expect(found.sort()).toEqual(['desk ', 'desk ', 'hall 5', 'hall 5', 'hall 7', 'Hall 5', ' 1'].sort());
    const query = '{ visits(where: {place: {eq: "hall"}}, orderBy: [{minutes: DESC}]) { nodes { minutes } totalCount } visitsAggregate(groupBy: [{place: VALUE}]) { count key { place } } }'; // prettier-ignore
    const { data } = await ask(subgraph, { query });
    expect(data).toEqual({
      visits: { nodes: [{ minutes: 7 }, { minutes: 5 }, { minutes: 5 }], totalCount: 3 },
      visitsAggregate: [[1, 'Hall'], [2, 'desk'], [3, 'hall'], [1, null]].map(([count, place]) => ({ count, key: { place } })), // prettier-ignore
    });
  });
});

/** Every row of a list, in pages of one. */
async function walk(subgraph: Subgraph, list: readonly string[]): Promise<string[]> {
  const rows: string[] = [];
  for (let after: string | null = null; rows.length < 50;) {
    const page = '(first: 1, after: $after) { nodes { id note size } pageInfo { hasNextPage endCursor } }';
    const field = list[0] === 'team' ? `team(id: 1) { entries${page} }` : `${list.join()}${page}`;
    const answer = await ask(subgraph, { query: `query ($after: String) { ${field} }`, variables: { after } });
    expect(answer.errors).toEqual([]);
    const [node] = valueAt(answer, ...list, 'nodes') as readonly object[];
    if (node !== undefined) rows.push(Object.values(node).map(String).join(' '));
    if (valueAt(answer, ...list, 'pageInfo', 'hasNextPage') !== true) break;
    after = String(valueAt(answer, ...list, 'pageInfo', 'endCursor'));
  }
  return rows;
}
