import { afterAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource } from './fixtures/small-department.ts';

const small = await openSmallDepartments();
afterAll(() => small.close());

const sdl = `${smallSource()}
  type Query { things: ThingConnection @list(orderBy: ["id"]) }
  type Thing @key(fields: "id") @table(name: "t_sw") {
    id: ID! @column(name: "bh")
    name: String @column(name: "mc")
    mood: String @column(name: "xq")
    colour: Colour @column(name: "ys")
  }
  enum Colour @codes { RED @code(value: ["red", "scarlet"]) BLUE @code(value: "blue") }`;

const names = ['b', 'B', 'a', 'A', 'é', 'z', 'Z', 'ä', '王', 'a b', 'a-b'];

/** What each engine would order otherwise, left to itself. */
const statements: Readonly<Record<DialectName, readonly string[]>> = {
  postgres: [
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'Ok')",
    `CREATE TABLE t_sw (bh int NOT NULL PRIMARY KEY, mc text COLLATE "en-x-icu", xq mood, ys mood)`,
    "ALTER TYPE mood ADD VALUE 'red'",
    "ALTER TYPE mood ADD VALUE 'blue'",
  ],
  mysql: ["CREATE TABLE t_sw (bh int NOT NULL PRIMARY KEY, mc varchar(20) COLLATE utf8mb4_unicode_ci, xq enum('sad','ok','happy') COLLATE utf8mb4_bin, ys varchar(10))"], // prettier-ignore
  sqlite: ['CREATE TABLE t_sw (bh int NOT NULL PRIMARY KEY, mc varchar(20), xq varchar(10), ys varchar(10))'],
};
const moods = ['sad', 'ok', 'happy'];
const insert = `INSERT INTO t_sw VALUES ${names.map((name, index) => `(${index}, '${name}', '${moods[index % 3] ?? ''}', '${index % 2 === 0 ? 'red' : 'blue'}')`).join()}`; // prettier-ignore

/** By code points, as UTF-8 bytes are. */
const inOrder = (texts: readonly string[]) =>
  [...texts].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

describe.each(dialects)('text in a collation of its own on %s', (dialect) => {
  let department: Subgraph | undefined;
  const open = async () => (department ??= await small.open(dialect, sdl, ...statements[dialect], insert));
  const listed = async (given: string, field = 'name') => {
    const answer = await ask(await open(), { query: `{ things(first: 50, ${given}) { nodes { ${field} } } }` });
    expect(answer.errors).toEqual([]);
    return (valueAt(answer, 'things', 'nodes') as readonly Record<string, unknown>[]).map((node) => node[field]);
  };

  test('is ordered by its code points', async () => {
    expect(await listed('orderBy: [{name: ASC}]')).toEqual(inOrder(names));
    expect(await listed('orderBy: [{name: DESC}]')).toEqual(inOrder(names).reverse());
  });

  test('goes on in that order from a cursor', async () => {
    const found: unknown[] = [];
    for (let after: unknown = null; ;) {
      const query = 'query ($after: String) { things(first: 4, after: $after, orderBy: [{name: ASC}]) { nodes { name } pageInfo { endCursor hasNextPage } } }'; // prettier-ignore
      const answer = await ask(await open(), { query, variables: { after: after } });
      found.push(
        ...(valueAt(answer, 'things', 'nodes') as readonly { readonly name: string }[]).map(({ name }) => name),
      );
      if (valueAt(answer, 'things', 'pageInfo', 'hasNextPage') !== true) break;
      after = valueAt(answer, 'things', 'pageInfo', 'endCursor');
    }
    expect(found).toEqual(inOrder(names));
  });

  test.each([
    ['{name: {gt: "Z"}}', (name: string) => name !== 'A' && name !== 'B' && name !== 'Z'],
    ['{name: {lte: "a"}}', (name: string) => ['A', 'B', 'Z', 'a'].includes(name)],
    ['{name: {eq: "b"}}', (name: string) => name === 'b'],
    ['{name: {in: ["É", "é", "A"]}}', (name: string) => name === 'é' || name === 'A'],
    ['{name: {startsWith: "a"}}', (name: string) => name.startsWith('a')],
    ['{name: {contains: "B"}}', (name: string) => name === 'B'],
  ])('is filtered by its code points: %s', async (where, holds) =>
    expect(await listed(`where: ${where}, orderBy: [{name: ASC}]`)).toEqual(inOrder(names.filter(holds))),
  );

  test('an enum of the engine is a text like any other, and has no values but its own', async () => {
    const some = names.map((_, index) => moods[index % 3] ?? '');
    expect(await listed('orderBy: [{mood: ASC}]', 'mood')).toEqual(inOrder(some));
    expect(await listed('where: {mood: {eq: "ok"}}', 'mood')).toEqual(some.filter((mood) => mood === 'ok'));
    expect(await listed('where: {mood: {eq: "bored"}}', 'mood')).toEqual([]);
    expect(await listed('where: {mood: {in: ["bored", "sad"]}}', 'mood')).toEqual(
      some.filter((mood) => mood === 'sad'),
    );
    expect(await listed('where: {mood: {gt: "happy", contains: "a"}}', 'mood')).toEqual(some.filter((mood) => mood === 'sad')); // prettier-ignore
    expect(new Set(await listed('where: {colour: {eq: RED}}', 'colour'))).toEqual(new Set(['RED']));
  });
});
