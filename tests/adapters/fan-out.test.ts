import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';
import type { Subgraph } from '../../schema/subgraph.ts';

let small: SmallDepartments;
const subgraphs: Partial<Record<DialectName, Subgraph>> = {};
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) {
    const opened = await small.open(dialect, sdl, ...statements);
    // Connections and threads are there before anything is timed.
    await ask(opened, { query: `{ ${many(8, 'rows(first: 1) { nodes { id } }')} }` });
    subgraphs[dialect] = opened;
  }
});
afterAll(() => small.close());

/** A hundred rows, each a peer of all: three lists inside one another are a million objects. */
const sdl = `${smallSource('pool: 2, queue: 4')}
  type Query { rows: RowConnection @list(orderBy: ["id"], max: 100) }
  type Row @key(fields: "id") @table(name: "peers") {
    id: ID! @column(name: "id")
    peers: RowConnection @relation(columns: ["team"], references: ["team"]) @list(orderBy: ["id"], max: 100)
  }`;
const statements = [
  'CREATE TABLE peers (id integer NOT NULL PRIMARY KEY, team integer)',
  `INSERT INTO peers VALUES ${Array.from({ length: 100 }, (_, index) => `(${index}, 1)`).join()}`,
];
const many = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

describe.each(dialects)('on %s', (dialect) => {
  const send = async (query: string, request = requestOf()) => {
    const subgraph = subgraphs[dialect];
    if (subgraph === undefined) throw new Error('not open');
    return ask(subgraph, { query, request });
  };

  test.each([
    ['nodes', '{ rows(first: 100) { nodes { peers(first: 100) { nodes { peers(first: 100) { nodes { id } } } } } } }'],
    [
      'edges',
      '{ rows(first: 100) { edges { node { peers(first: 100) { edges { node { peers(first: 100) { edges { cursor } } } } } } } } }',
    ],
    [
      'lists under many names',
      `{ rows(first: 100) { nodes { ${many(3, 'peers(first: 100) { nodes { a: peers(first: 100) { nodes { id } } b: peers(first: 100) { nodes { id } } } }')} } } }`,
    ],
    ['roots under many names', `{ ${many(5, 'rows(first: 100) { nodes { peers(first: 100) { nodes { id } } } }')} }`],
  ])('a small question that fans out over %s is refused before it is written', async (_, query) => {
    expect((await send('{ rows(first: 1) { nodes { id } } }')).errors).toEqual([]);
    const answer = await send(query);
    expect(answer.data).toBeNull();
    expect(answer.errors).toEqual([
      { path: [], code: 'ANSWER_TOO_LARGE', details: { department: 'small', limit: 20_000 } },
    ]);
    expect(valueAt(await send('{ rows(first: 1) { nodes { id } } }'), 'rows', 'nodes')).toEqual([{ id: '0' }]);
  });

  test('a page of lists that stays below the limit is answered', async () => {
    const answer = await send('{ rows(first: 100) { nodes { peers(first: 100) { nodes { id } } } } }');
    expect(answer.errors).toEqual([]);
    expect(valueAt(answer, 'rows', 'nodes', 99, 'peers', 'nodes', 99, 'id')).toBe('99');
  });

  test('a fetch never fills the queue by itself', async () => {
    const [roots, relations] = await Promise.all([
      send(`{ ${many(80, 'rows(first: 1) { nodes { id } }')} }`),
      send(`{ rows(first: 2) { nodes { ${many(80, 'peers(first: 1) { totalCount nodes { id } }')} } } }`),
    ]);
    expect([roots.errors, relations.errors]).toEqual([[], []]);
    expect(valueAt(roots, 'a79', 'nodes')).toEqual([{ id: '0' }]);
    expect(valueAt(relations, 'rows', 'nodes', 1, 'a79')).toEqual({ totalCount: 100, nodes: [{ id: '0' }] });
  });

  test('what waits for its turn when the time is over is told so', async () => {
    const late = await send(`{ ${many(80, 'rows { nodes { id } }')} }`, { ...requestOf(), deadline: Date.now() - 1 });
    expect(late).toMatchObject({ data: null, errors: [{ path: [], code: 'DEPARTMENT_TIMEOUT' }] });
    expect((await send('{ rows(first: 1) { nodes { id } } }')).errors).toEqual([]);
  });
});

test('a deadline that passes under way ends what still waits', async () => {
  const subgraph = await small.open(
    'postgres',
    `${smallSource('pool: 2, queue: 4')} type Query { rows: RowConnection @list(orderBy: ["id"]) }
      type Row @key(fields: "id") @table(name: "sleepy") { id: ID! @column(name: "id") }`,
    'CREATE VIEW sleepy AS SELECT 1 AS id, pg_sleep(0.1)::text AS slept',
  );
  expect((await ask(subgraph, { query: '{ rows { totalCount } }' })).errors).toEqual([]);
  const started = performance.now();
  const query = `{ ${many(80, 'rows { nodes { id } }')} }`;
  const answer = await ask(subgraph, { query, request: { ...requestOf(), deadline: Date.now() + 350 } });
  expect(performance.now() - started).toBeLessThan(2000);
  expect(valueAt(answer, 'a0', 'nodes')).toEqual([{ id: '1' }]);
  expect(valueAt(answer, 'a79')).toBeNull();
  expect(new Set(answer.errors.map(({ code }) => code))).toEqual(new Set(['DEPARTMENT_TIMEOUT']));
});
