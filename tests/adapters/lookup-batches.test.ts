import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { FetchAnswer } from '../../schema/subgraph.ts';
import { asCitizen, asNobody, entitiesQuery, requestOf, valueAt, type Question } from './fixtures/ask.ts';
import { openCounted, type CountedDepartment } from './fixtures/counted-fetch.ts';
import {
  dialects,
  openMiniDepartment,
  readRightMapping,
  type DialectName,
  type MiniDepartment,
} from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let mini: MiniDepartment;
let small: SmallDepartments;
beforeAll(async () => {
  [mini, small] = await Promise.all([openMiniDepartment(60), openSmallDepartments()]);
});
afterAll(async () => {
  await mini.close();
  await small.close();
});

/** What is looked up by an id, a key of two parts, keys with several stored forms, and pages below each. */
const lookups = [
  { query: 'query ($id: ID!) { citizen(id: $id) { id fullName household { id type } } }', by: 'id' },
  { query: 'query ($id: ID!) { citizen(id: $id) { id fullName notes(first: 2) { totalCount nodes { id text } pageInfo { endCursor } } } }', by: 'id' },
  { query: 'query ($id: ID!) { citizen(id: $id) { id fullName notes(last: 1) { nodes { id text } } } }', by: 'id' },
  { query: 'query ($id: ID!) { paymentOf(citizenId: $id, month: "2024-03") { id amount } }', by: 'id' },
  { query: entitiesQuery('... on Citizen { id score payments(first: 3) { nodes { month amount } } }'), by: 'representations' },
  { query: entitiesQuery('... on Citizen { id household { id members(first: 2) { nodes { id } } } }'), by: 'representations' },
  { query: entitiesQuery('... on Citizen { badgeColour notes(where: { text: { contains: "a" } }) { nodes { id } } }'), by: 'representations' },
] as const; // prettier-ignore

function questionOf(ids: readonly string[], { query, by }: (typeof lookups)[number], asker: string | null): Question {
  const request = asker === null ? asNobody() : asker === 'official' ? requestOf() : asCitizen(asker);
  if (by === 'id') return { query, request, variables: { id: ids[0] ?? '' } };
  return { query, request, representations: ids.map((id) => ({ __typename: 'Citizen', id })) };
}

function questions(): fc.Arbitrary<readonly Question[]> {
  const known = [...new Set(mini.rows.t_ry.map((row) => String(row['sfzh'])))].slice(0, 12);
  const id = fc.constantFrom(...known, ...known, 'nobody', '', "'; --", '\\"}');
  const askers = fc.constantFrom('official', 'official', 'official', null, ...known.slice(0, 3));
  const kinds = fc.subarray([...lookups], { minLength: 1, maxLength: 3 });
  const question = (kind: (typeof lookups)[number]) =>
    fc.tuple(fc.array(id, { minLength: 1, maxLength: 5 }), askers).map(([ids, asker]) => questionOf(ids, kind, asker));
  return kinds.chain((some) => fc.array(fc.constantFrom(...some).chain(question), { minLength: 8, maxLength: 24 }));
}

type Opened = { readonly dialect: DialectName; readonly pool: number };

async function withCounted<T>(
  { dialect, ...limits }: Opened,
  run: (counted: CountedDepartment) => Promise<T>,
): Promise<T> {
  const counted = await openCounted(mini.urls[dialect], undefined, limits);
  return run(counted).finally(() => counted.close());
}

const citizens = (): readonly string[] => [...new Set(mini.rows.t_ry.map((row) => String(row['sfzh'])))];

describe.each(dialects)('on %s', (dialect) => {
  test('what is looked up together is what each would be told alone', () =>
    withCounted({ dialect, pool: 1 }, async (counted) => {
      let [alone, together, found] = [0, 0, 0];
      await fc.assert(
        fc.asyncProperty(questions(), async (asked) => {
          const [before, expected] = [counted.all.length, [] as FetchAnswer[]];
          for (const question of asked) expected.push((await counted.ask(question)).answer);
          const between = counted.all.length;
          const answers = await Promise.all(asked.map((question) => counted.ask(question)));
          expect(answers.map(({ answer }) => answer)).toEqual(expected);
          alone += between - before;
          together += counted.all.length - between;
          found += expected.filter(({ data }) =>
            /"(fullName|amount|score|type|text)":[^n]/.test(JSON.stringify(data)),
          ).length;
        }),
        { numRuns: 60 },
      );
      expect(found).toBeGreaterThan(100);
      expect(together).toBeLessThan(alone * 0.75);
    }));

  test('twenty who ask alike while all connections are taken are one statement', () =>
    withCounted({ dialect, pool: 1 }, async (counted) => {
      await counted.ask(questionOf(citizens().slice(0, 1), lookups[0], 'official'));
      const before = counted.all.length;
      const asked = citizens()
        .slice(0, 20)
        .map((id) => questionOf([id], lookups[3], 'official'));
      await Promise.all(asked.map((question) => counted.ask(question)));
      // The first may find its connection idle, and leave at once.
      expect(counted.all.length - before).toBeLessThanOrEqual(2);
    }));

  test('whoever asks for more than a statement holds asks in several', () =>
    withCounted({ dialect, pool: 1 }, async (counted) => {
      const before = counted.all.length;
      const many = Array.from({ length: 400 }, (_, at) => `nobody ${at}`);
      const asked = Array.from({ length: 6 }, (_, at) =>
        questionOf([...many, citizens()[at] ?? ''], lookups[5], 'official'),
      );
      const answers = await Promise.all(asked.map((question) => counted.ask(question)));
      for (const [at, { answer }] of answers.entries())
        expect(valueAt(answer, '_entities', 400)).not.toBe(at < citizens().length ? null : undefined);
      const sizes = counted.all.slice(before).map(({ values }) => JSON.stringify(values).split('nobody').length - 1);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
    }));

  test('a key that the statement fails by fails its own look-up only', async () => {
    const more = { postgres: '(SELECT 1 UNION SELECT 2)', mysql: '(SELECT 1 UNION SELECT 2)', sqlite: 'abs(-9223372036854775807 - 1)' }; // prettier-ignore
    const made = [
      'CREATE TABLE fragile_rows (id integer NOT NULL PRIMARY KEY)',
      `INSERT INTO fragile_rows VALUES ${Array.from({ length: 20 }, (_, at) => `(${at})`).join()}`,
      `CREATE VIEW fragile AS SELECT id, CASE WHEN id = 7 THEN ${more[dialect]} ELSE id * 2 END AS twice FROM fragile_rows`,
    ];
    const sdl = `${smallSource()} type Query { thing(id: ID!): Thing @lookup }
      type Thing @key(fields: "id") @table(name: "fragile") { id: ID! @column(name: "id") twice: Int @column(name: "twice") }`;
    const file = path.join(small.folder, 'fragile.db');
    if (dialect === 'sqlite') fillFile(file, ...made);
    else await small.on(dialect).run(...made);
    const url = dialect === 'sqlite' ? `sqlite:${file}` : small.on(dialect).ownerUrl;
    const counted = await openCounted(url, readRightMapping(sdl), { pool: 1 });
    try {
      const ids = Array.from({ length: 20 }, (_, at) => at);
      const answers = await Promise.all(
        ids.map((id) =>
          counted.ask({ query: 'query ($id: ID!) { thing(id: $id) { twice } }', variables: { id: String(id) } }),
        ),
      );
      const told = answers.map(({ answer }) => valueAt(answer, 'thing', 'twice') ?? answer.errors[0]?.code);
      expect(told).toEqual(ids.map((id) => (id === 7 ? 'DEPARTMENT_ERROR' : id * 2)));
      expect(counted.all.some(({ values }) => JSON.stringify(values).length > 30)).toBe(true); // some were together
    } finally {
      await counted.close();
    }
  });
});

test('where a connection is idle nothing waits for company', async () => {
  const sdl = `${smallSource()} type Query { thing(id: ID!): Thing @lookup }
    type Thing @key(fields: "id") @table(name: "at_times_slow") { id: ID! @column(name: "id") name: String @column(name: "name") }`;
  await small.database.run(
    'CREATE TABLE names (id integer NOT NULL PRIMARY KEY, name text)',
    `INSERT INTO names VALUES (1, 'slow'), (2, 'quick'), (3, 'quick')`,
    'CREATE VIEW at_times_slow AS SELECT id, CASE WHEN id = 1 THEN pg_sleep(1)::text || name ELSE name END AS name FROM names',
  );
  const counted = await openCounted(small.database.ownerUrl, readRightMapping(sdl), { pool: 2 });
  const query = 'query ($id: ID!) { thing(id: $id) { name } }';
  const told: unknown[] = [];
  const lookUp = async (id: string) =>
    void told.push(valueAt((await counted.ask({ query, variables: { id } })).answer, 'thing', 'name'));
  try {
    await Promise.all([lookUp('2'), lookUp('3')]);
    const before = counted.all.length;
    const slow = lookUp('1');
    while (counted.all.length === before) await delay(5);
    await lookUp('2');
    await lookUp('3');
    await slow;
    expect(told).toEqual(['quick', 'quick', 'quick', 'quick', 'slow']);
  } finally {
    await counted.close();
  }
});
