import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entitiesQuery, valueAt } from './fixtures/ask.ts';
import { openCounted, type CountedDepartment, type SentStatement } from './fixtures/counted-fetch.ts';
import { hasMariadb } from './fixtures/engine.ts';
import { readRightMapping } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

type EngineName = 'postgres' | 'mysql';

/** By what a test calls them. */
const columns: Readonly<Record<EngineName, Readonly<Record<string, string>>>> = {
  postgres: { whole: 'int8', varying: 'varchar(12)', fixed: 'char(6)', any: 'text', own: 'text COLLATE folded' },
  mysql: { whole: 'bigint', varying: 'varchar(12)', fixed: 'char(6)', any: 'varchar(40) COLLATE utf8mb4_bin', decimal: 'decimal(12, 2)' },
}; // prettier-ignore

/** Keys that some columns hold equal, and others tell apart. */
const keys = ['7', '07', '007', '0', '-7', '+7', ' 7', '7 ', 'a', 'A', 'ab', '"', '\\', '{}', ',', 'NULL', '', '钟', '1234567'] as const; // prettier-ignore
type Thing = { readonly id: number; readonly parent: string };
const crowded = '42';

/** A page for each key has a numbering or a join of its own. */
const isScan = ({ text }: SentStatement): boolean => text.startsWith('SELECT r.* FROM (');

const quoted: Readonly<Record<EngineName, (text: string) => string>> = {
  postgres: (text) => `'${text.replaceAll("'", "''")}'`,
  mysql: (text) => (text === '' ? `''` : `CONVERT(0x${Buffer.from(text).toString('hex')} USING utf8mb4)`),
};

const fits = (column: string, parent: string): boolean =>
  column === 'whole' || column === 'decimal' ? /^[ +-]?\d+ ?$/.test(parent) : column !== 'fixed' || parent.length <= 6;

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

async function openThings(engine: EngineName): Promise<CountedDepartment> {
  const things: readonly Thing[] = [
    ...Array.from({ length: 120 }, (_, at) => ({ id: at + 1, parent: keys[at % keys.length] ?? '' })),
    ...Array.from({ length: 400 }, (_, at) => ({ id: at + 1_000, parent: crowded })),
  ];
  const database = small.on(engine);
  if (engine === 'postgres')
    await database.run(`CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`);
  const names = Object.keys(columns[engine]);
  await database.run(
    ...names.flatMap((column) => [
      `CREATE TABLE things_${column} (id int PRIMARY KEY, parent ${columns[engine][column]}, standing int)`,
      `INSERT INTO things_${column} VALUES ${things
        .filter(({ parent }) => fits(column, parent))
        .map(({ id, parent }) => `(${id}, ${quoted[engine](parent)}, ${id})`)
        .join()}`,
      `CREATE INDEX things_${column}_parent ON things_${column} (parent, id)`,
    ]),
  );
  const sdl = names.map(
    (column) => `
    type Owner_${column} @key(fields: "id") {
      id: ID! @column
      things: Thing_${column}Connection @relation(fields: ["id"], references: ["parent"]) @list(orderBy: ["id"], max: 50)
    }
    type Thing_${column} @key(fields: "id") @table(name: "things_${column}") { id: ID! @column(name: "id") standing: Int @column(name: "standing") }`,
  );
  return openCounted(database.ownerUrl, readRightMapping(`${smallSource()} ${sdl.join('\n')}`));
}

const asked = (column: string, ids: readonly string[], page: string) => ({
  query: entitiesQuery(`... on Owner_${column} { things${page} { nodes { id } pageInfo { hasNextPage } } }`),
  representations: ids.map((id) => ({ __typename: `Owner_${column}`, id })),
});

const pages = ['', '(first: 2)', '(last: 2)', '(first: 3, where: { standing: { gt: 40 } })'] as const;

describe.each<EngineName>(hasMariadb ? ['postgres', 'mysql'] : ['postgres'])('on %s', (engine) => {
  let department: CountedDepartment;
  beforeAll(async () => {
    department = await openThings(engine);
  });
  afterAll(() => department.close());

  test('what several keys find at once is what each would find alone', async () => {
    let [scans, found] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(columns[engine])),
        fc.array(fc.constantFrom(...keys), { minLength: 2, maxLength: 30 }),
        fc.constantFrom(...pages),
        async (column, ids, page) => {
          const { answer, sent } = await department.ask(asked(column, ids, page));
          const alone: unknown[] = [];
          for (const id of ids) alone.push(valueAt((await department.ask(asked(column, [id], page))).answer, '_entities', 0)); // prettier-ignore
          expect(answer.errors).toEqual([]);
          expect(valueAt(answer, '_entities')).toEqual(alone);
          if (sent.some(isScan)) scans += 1;
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
    expect(Number(first.sent[0]?.values.at(-1))).toBe(3 * 16 + 1);
  });

  if (engine === 'postgres')
    test('what a collation of its own holds equal is found by each of it', async () => {
      const { answer, sent } = await department.ask(asked('own', ['a', 'A'], ''));
      expect(sent.map(isScan)).toEqual([false]);
      expect(valueAt(answer, '_entities', 0, 'things', 'nodes')).toEqual(
        valueAt(answer, '_entities', 1, 'things', 'nodes'),
      );
    });
});
