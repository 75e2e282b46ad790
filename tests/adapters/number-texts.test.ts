import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { numberTexts, type NumberText } from './fixtures/number-text-idioms.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
let made = 0;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterEach(() => small.closeOpened());
afterAll(() => small.close());

const operators: Readonly<Record<string, (compared: number) => boolean>> = {
  eq: (compared) => compared === 0,
  ne: (compared) => compared !== 0,
  lt: (compared) => compared < 0,
  lte: (compared) => compared <= 0,
  gt: (compared) => compared > 0,
  gte: (compared) => compared >= 0,
};

const cases = dialects.flatMap((dialect) => numberTexts.map((each) => [dialect, each.idiom.type, each.idiom.mapping, each] as const)); // prettier-ignore

const open = (dialect: DialectName, { idiom, stored }: NumberText): Promise<Subgraph> => {
  const table = `t_${(made += 1)}`;
  const rows = [...stored, null].map((value, index) => `(${index}, ${value === null ? 'NULL' : `'${value}'`})`);
  const sdl = `${smallSource()}
    type Query { rows: RowConnection @list(orderBy: ["id"], max: 100, default: 100) }
    type Row @key(fields: "id") @table(name: "${table}") {
      id: ID! @column(name: "n")
      value: ${idiom.type} @column(name: "v", ${idiom.mapping})
    }`;
  return small.open(
    dialect,
    sdl,
    `CREATE TABLE ${table} (n integer NOT NULL PRIMARY KEY, v varchar(60))`,
    `INSERT INTO ${table} VALUES ${rows.join(', ')}`,
  );
};

describe('numbers kept as text', () => {
  test.each(cases)('are filtered by their value on %s: %s %s', async (dialect, type, _mapping, text) => {
    const { idiom, asked } = text;
    const stored = [...text.stored, null];
    const subgraph = await open(dialect, text);
    const values = stored.map((each) => (each === null ? null : idiom.read(each)));
    const written = (value: string | number) => (type === 'Decimal' ? `"${value}"` : String(value));
    const questions = asked.flatMap((value) => [
      ...Object.entries(operators).map(([operator, holds]) => ({
        where: `{ value: { ${operator}: ${written(value)} } }`,
        holds: (each: (typeof values)[number]) => each !== null && holds(idiom.compare(each, value)),
      })),
      {
        where: `{ value: { in: [${written(value)}, ${written(asked[0] ?? 0)}] } }`,
        holds: (each: (typeof values)[number]) =>
          each !== null && (idiom.compare(each, value) === 0 || idiom.compare(each, asked[0] ?? 0) === 0),
      },
    ]);
    const all = [
      ...questions,
      { where: '{ value: { isNull: true } }', holds: (each: (typeof values)[number]) => each === null },
      { where: '{ not: { value: { isNull: true } } }', holds: (each: (typeof values)[number]) => each !== null },
    ];
    const whole = await ask(subgraph, { query: '{ rows { nodes { value } } }' });
    expect((valueAt(whole, 'rows', 'nodes') as { value: unknown }[]).map(({ value }) => value)).toEqual(values);
    for (let from = 0; from < all.length; from += 40) {
      const some = all.slice(from, from + 40);
      const query = `{ ${some.map(({ where }, index) => `q${index}: rows(where: ${where}) { nodes { id } }`).join('\n')} }`;
      const answer = await ask(subgraph, { query });
      expect(answer.errors).toEqual([]);
      for (const [index, { where, holds }] of some.entries()) {
        const found = (valueAt(answer, `q${index}`, 'nodes') as { id: string }[]).map(({ id }) => stored[Number(id)]);
        expect([where, found]).toEqual([where, stored.filter((_, row) => holds(values[row] ?? null))]);
      }
    }
  });

  test.each(dialects)('are counted and summed as numbers on %s, and decimals refused', async (dialect) => {
    const ints = numberTexts.find(({ idiom }) => idiom.type === 'Int');
    const decimals = numberTexts.find(({ idiom }) => idiom.type === 'Decimal');
    if (ints === undefined || decimals === undefined) throw new Error('there are none');
    const known = ints.stored.flatMap((each) =>
      each === null ? [] : ((ints.idiom.read(each) as number | null) ?? []),
    );
    const whole = await open(dialect, ints);
    const answer = await ask(whole, { query: '{ rowsAggregate { sum { value } min { value } max { value } distinct { value } } }' }); // prettier-ignore
    expect(answer.errors).toEqual([]);
    expect(valueAt(answer, 'rowsAggregate', 0)).toEqual({
      sum: { value: String(known.reduce((sum, each) => sum + each, 0)) },
      min: { value: Math.min(...known) },
      max: { value: Math.max(...known) },
      distinct: { value: new Set(known.map((each) => each + 0)).size },
    });
    const groups = await ask(whole, {
      query: '{ rowsAggregate(groupBy: [{ value: VALUE }]) { key { value } count } }',
    });
    const counts = new Map((valueAt(groups, 'rowsAggregate') as { key: { value: number | null }; count: number }[]).map(({ key, count }) => [key.value, count])); // prettier-ignore
    for (const each of known) expect(counts.get(each + 0)).toBe(known.filter((other) => other === each).length);
    const refused = await ask(await open(dialect, decimals), { query: '{ rowsAggregate { sum { value } } }' });
    expect(refused.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });
});
