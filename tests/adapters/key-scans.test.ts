import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entitiesQuery, valueAt } from './fixtures/ask.ts';
import { openCounted, type CountedDepartment } from './fixtures/counted-fetch.ts';
import { readRightMapping } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

const columns = { int8: 'int8', varying: 'varchar(12)', fixed: 'char(6)', any: 'text', own: 'text COLLATE folded' } as const; // prettier-ignore
type Column = keyof typeof columns;
const names = Object.keys(columns) as readonly Column[];

/** Keys that some columns hold equal, and others tell apart. */
const keys = ['7', '07', '007', '0', '-7', '+7', ' 7', '7 ', 'a', 'A', 'ab', '"', '\\', '{}', ',', 'NULL', '', '钟', '1234567'] as const; // prettier-ignore
type Thing = { readonly id: number; readonly parent: string };
const crowded = '42';

let small: SmallDepartments;
let department: CountedDepartment;

beforeAll(async () => {
  small = await openSmallDepartments();
  const things: readonly Thing[] = [
    ...Array.from({ length: 120 }, (_, at) => ({ id: at + 1, parent: keys[at % keys.length] ?? '' })),
    ...Array.from({ length: 400 }, (_, at) => ({ id: at + 1_000, parent: crowded })),
  ];
  const fits = (column: Column, parent: string): boolean =>
    column === 'int8' ? /^[ +-]?\d+ ?$/.test(parent) : column !== 'fixed' || parent.length <= 6;
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  await small.database.run(
    `CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
    ...names.flatMap((column) => [
      `CREATE TABLE things_${column} (id int PRIMARY KEY, parent ${columns[column]}, rank int)`,
      `INSERT INTO things_${column} VALUES ${things
        .filter(({ parent }) => fits(column, parent))
        .map(({ id, parent }) => `(${id}, ${quoted(parent)}, ${id})`)
        .join()}`,
      `CREATE INDEX ON things_${column} (parent, id)`,
    ]),
  );
  const sdl = names.map(
    (column) => `
    type Owner_${column} @key(fields: "id") {
      id: ID! @column
      things: Thing_${column}Connection @relation(fields: ["id"], references: ["parent"]) @list(orderBy: ["id"], max: 50)
    }
    type Thing_${column} @key(fields: "id") @table(name: "things_${column}") { id: ID! @column(name: "id") rank: Int @column(name: "rank") }`,
  );
  department = await openCounted(small.database.ownerUrl, readRightMapping(`${smallSource()} ${sdl.join('\n')}`));
});
afterAll(async () => {
  await department.close();
  await small.close();
});

const asked = (column: Column, ids: readonly string[], page: string) => ({
  query: entitiesQuery(`... on Owner_${column} { things${page} { nodes { id } pageInfo { hasNextPage } } }`),
  representations: ids.map((id) => ({ __typename: `Owner_${column}`, id })),
});

const pages = ['', '(first: 2)', '(last: 2)', '(first: 3, where: { rank: { gt: 40 } })'] as const;

test('what several keys find at once is what each would find alone', async () => {
  let [scans, found] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.constantFrom(...keys), { minLength: 2, maxLength: 30 }),
      fc.constantFrom(...pages),
      async (column, ids, page) => {
        const { answer, sent } = await department.ask(asked(column, ids, page));
        const alone: unknown[] = [];
        for (const id of ids) alone.push(valueAt((await department.ask(asked(column, [id], page))).answer, '_entities', 0)); // prettier-ignore
        expect(answer.errors).toEqual([]);
        expect(valueAt(answer, '_entities')).toEqual(alone);
        if (sent.some(({ text }) => text.includes('= ANY('))) scans += 1;
        if (JSON.stringify(alone).includes('"id"')) found += 1;
      },
    ),
    { numRuns: 250 },
  );
  expect(scans).toBeGreaterThan(50);
  expect(scans).toBeLessThan(found);
});

test('a list of many rows is asked for page by page, after one scan in vain', async () => {
  const question = asked('any', [crowded, 'a', 'A'], '');
  const [first, second] = [await department.ask(question), await department.ask(question)];
  expect([first.sent.length, second.sent.length]).toEqual([2, 1]);
  expect(second.answer).toEqual(first.answer);
  const lengths = [0, 1, 2].map(
    (at) => (valueAt(first.answer, '_entities', at, 'things', 'nodes') as unknown[]).length,
  );
  expect(lengths[0]).toBe(20);
  expect(lengths[1]).toBeGreaterThan(0);
  expect(valueAt(first.answer, '_entities', 0, 'things', 'pageInfo', 'hasNextPage')).toBe(true);
  // The scan stopped where it knew.
  expect(first.sent[0]?.values.at(-1)).toBe(3 * 16 + 1);
});

test('what a collation of its own holds equal is found by each of it', async () => {
  const { answer, sent } = await department.ask(asked('own', ['a', 'A'], ''));
  expect(sent.map(({ text }) => text.includes('= ANY('))).toEqual([false]);
  expect(valueAt(answer, '_entities', 0, 'things', 'nodes')).toEqual(
    valueAt(answer, '_entities', 1, 'things', 'nodes'),
  );
});
