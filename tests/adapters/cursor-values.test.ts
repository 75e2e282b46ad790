import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Column → its type on each engine, and the order of the rows by it: nulls last, equals by id. */
const columns = {
  whole: { postgres: 'bigint', mysql: 'bigint', sqlite: 'bigint', order: [5, 2, 6, 1, 3, 4] },
  amount: { postgres: 'numeric(12,3)', mysql: 'decimal(12,3)', sqlite: 'decimal(12,3)', order: [2, 1, 3, 5, 6, 4] },
  real_: { postgres: 'float8', mysql: 'double', sqlite: 'double', order: [3, 2, 1, 6, 5, 4] },
  // Long numbers that somebody imported as doubles.
  wide: { postgres: 'float8', mysql: 'double', sqlite: 'real', order: [2, 1, 3, 6, 5, 4] },
  tiny: { postgres: 'numeric(40,12)', mysql: 'decimal(40,12)', sqlite: 'decimal(40,12)', order: [6, 2, 1, 3, 5, 4] },
  yes: { postgres: 'boolean', mysql: 'tinyint(1)', sqlite: 'boolean', order: [2, 3, 6, 1, 5, 4] },
  day: { postgres: 'date', mysql: 'date', sqlite: 'date', order: [3, 1, 2, 5, 6, 4] },
  moment: { postgres: 'timestamp(6)', mysql: 'datetime(6)', sqlite: 'datetime', order: [3, 1, 2, 5, 6, 4] },
  zoned: { postgres: 'timestamptz', mysql: 'timestamp(6) NULL', sqlite: 'timestamp', order: [3, 1, 2, 5, 6, 4] },
  filled: { postgres: 'char(4)', mysql: 'char(4)', sqlite: 'char(4)', order: [2, 1, 3, 6, 5, 4] },
  bytes: { postgres: 'bytea', mysql: 'varbinary(4)', sqlite: 'blob', order: [5, 1, 2, 3, 6, 4] },
} as const;
type Column = keyof typeof columns;
const names = Object.keys(columns) as Column[];

/** By id; what is null in the fourth is null in all. */
const rows: readonly (Readonly<Record<Column, string>> | null)[] = [
  { whole: '7', amount: '1.5', real_: '0.5', wide: '110105194912310021.0', tiny: '0.0000001', yes: 'true', day: `'2024-02-29'`, moment: `'2024-02-29 12:00:00'`, zoned: `'2024-02-29 12:00:00'`, filled: `'b'`, bytes: '01' }, // prettier-ignore
  { whole: '-3', amount: '-0.25', real_: '0.1', wide: '-1234567890123456789.0', tiny: '0.000000012', yes: 'false', day: `'2024-02-29'`, moment: `'2024-02-29 12:00:00.5'`, zoned: `'2024-02-29 12:00:00.5'`, filled: `'ab'`, bytes: '0100' }, // prettier-ignore
  { whole: '9007199254740993', amount: '20', real_: '-1e-7', wide: '440524188001010014.0', tiny: '0.5', yes: 'false', day: `'1999-12-31'`, moment: `'1999-12-31 23:59:59'`, zoned: `'1999-12-31 23:59:59'`, filled: `'b'`, bytes: '5c78' }, // prettier-ignore
  null,
  { whole: '-9007199254740993', amount: '123456789.125', real_: '1e+22', wide: '1e+22', tiny: '1000000000000000000000', yes: 'true', day: `'2024-03-01'`, moment: `'2024-03-01 00:00:00'`, zoned: `'2024-03-01 00:00:00'`, filled: `'界'`, bytes: '00' }, // prettier-ignore
  { whole: '0', amount: '123456789.125', real_: '3', wide: '1234567890123456789.0', tiny: '-0.0000001', yes: 'false', day: `'2024-03-01'`, moment: `'2024-03-01 00:00:00.000001'`, zoned: `'2024-03-01 00:00:00.000001'`, filled: `'bb'`, bytes: 'ff' }, // prettier-ignore
];

function statements(dialect: DialectName): readonly string[] {
  const literal = (name: Column, value: string): string => {
    if (name === 'bytes') return dialect === 'postgres' ? `'\\x${value}'` : `X'${value}'`;
    return value;
  };
  const values = rows.map((row, index) =>
    [index + 1, ...names.map((name) => (row === null ? 'NULL' : literal(name, row[name])))].join(),
  );
  return [
    ...(dialect === 'postgres' ? ["SET timezone = 'UTC'"] : []),
    ...(dialect === 'mysql' ? ["SET time_zone = '+00:00'"] : []),
    `CREATE TABLE things (id integer NOT NULL PRIMARY KEY, ${names.map((name) => `${name} ${columns[name][dialect]}`).join()})`,
    `INSERT INTO things VALUES ${values.map((row) => `(${row})`).join()}`,
    // What the last column of a view is computed from has a type on two engines, and none on SQLite.
    `CREATE VIEW sums AS SELECT id, day, amount + 1 AS more FROM things`,
  ];
}

const sdl = `${smallSource()}
  type Query {
    ${names.map((name) => `${name}: ThingConnection @list(orderBy: ["${name}"]) ${name}Down: ThingConnection @list(orderBy: ["${name} DESC"])`).join('\n')}
    sums: SumConnection @list(orderBy: ["day"])
  }
  type Thing @key(fields: "id") @table(name: "things") { id: ID! @column(name: "id") ${names.map((name) => `${name}: String @column(name: "${name}")`).join('\n')} }
  type Sum @key(fields: "id") @table(name: "sums") { id: ID! @column(name: "id") day: Date @column(name: "day") }`;

let small: SmallDepartments;
const engines = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) engines.set(dialect, await small.open(dialect, sdl, ...statements(dialect)));
});
afterAll(() => small.close());

/** Every row of a list in pages of one: the first from the first of these engines, the next from the next, and so on. */
async function walk(list: string, way: readonly DialectName[]) {
  const seen: { id: string; cursor: string }[] = [];
  for (let after: string | null = null; seen.length < 10; after = seen.at(-1)?.cursor ?? null) {
    const subgraph = engines.get(way[seen.length % way.length] ?? 'sqlite');
    if (subgraph === undefined) throw new Error('no such engine');
    const query = `query ($after: String) { ${list}(first: 1, after: $after) { edges { cursor node { id } } } }`;
    const answer = await ask(subgraph, { query, variables: { after } });
    expect(answer.errors).toEqual([]);
    const [edge] = valueAt(answer, list, 'edges') as { cursor: string; node: { id: string } }[];
    if (edge === undefined) break;
    seen.push({ id: edge.node.id, cursor: edge.cursor });
  }
  return { ids: seen.map(({ id }) => Number(id)), cursors: seen.map(({ cursor }) => cursor) };
}

/** Each engine alone, and all of them in turn. */
const ways = [...dialects.map((dialect) => [dialect]), dialects];

describe('a list ordered by columns that each engine writes in its own way', () => {
  test.each(names)('by %s is walked by the same cursors on every engine, and from one to the next', async (name) => {
    const { order } = columns[name];
    const walks = await Promise.all(ways.map((way) => walk(name, way)));
    expect(walks.map(({ ids }) => ids)).toEqual(ways.map(() => order));
    for (const { cursors } of walks) expect(cursors).toEqual(walks[0]?.cursors);
  });

  test.each(names)('by %s downwards as well', async (name) => {
    const walks = await Promise.all(ways.map((way) => walk(`${name}Down`, way)));
    for (const each of walks) expect(each).toEqual(walks[0]);
    expect([...(walks[0]?.ids ?? [])].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(walks[0]?.ids.at(-1)).toBe(4);
  });

  test('of a view without a key, with a column that has no type on SQLite', async () => {
    const walks = await Promise.all(ways.map((way) => walk('sums', way)));
    expect(walks.map(({ ids }) => ids)).toEqual(ways.map(() => [3, 1, 2, 5, 6, 4]));
    for (const { cursors } of walks) expect(cursors).toEqual(walks[0]?.cursors);
  });
});
