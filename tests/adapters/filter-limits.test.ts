import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource } from './fixtures/small-department.ts';

const small = await openSmallDepartments();
afterAll(() => small.close());

const sdl = `${smallSource()}
  type Query { things: ThingConnection @list(orderBy: ["id"]) }
  type Thing @key(fields: "id") @table(name: "t_wj") {
    id: ID! @column(name: "bh")
    parent: Thing @relation(columns: ["sj"], references: ["bh"])
    parts: ThingConnection @relation(columns: ["bh"], references: ["sj"]) @list
    single: Float @column(name: "dj")
    double: Float @column(name: "sj2")
    number: Decimal @column(name: "sz")
    large: Decimal @column(name: "dz")
    at: DateTime @column(name: "sk", format: "epochSeconds")
    isOn: Boolean @column(name: "kg")
    sum: Int @column(name: "zs", nullIf: ["无"])
    price: Decimal @column(name: "zs", nullIf: ["无"], grouping: ",")
  }`;
const types: Readonly<Record<DialectName, string>> = {
  postgres: 'dj real, sj2 double precision, sz numeric(12,2), dz bigint, sk int, kg boolean, zs varchar(20)',
  mysql: 'dj float, sj2 double, sz decimal(12,2), dz bigint, sk int, kg bit(1), zs varchar(20)',
  sqlite: 'dj real, sj2 double, sz decimal(12,2), dz bigint, sk int, kg int, zs varchar(20)',
};
const yes = { postgres: 'true', mysql: "b'1'", sqlite: '1' } as const;
const no = { postgres: 'false', mysql: "b'0'", sqlite: '0' } as const;

describe.each(dialects)('what filters and sums are asked at their limits on %s', (dialect) => {
  let things: Subgraph;
  beforeAll(async () => {
    things = await small.open(
      dialect,
      sdl,
      `CREATE TABLE t_wj (bh int NOT NULL PRIMARY KEY, sj int, ${types[dialect]})`,
      `INSERT INTO t_wj VALUES (1, NULL, 0.1, 0.1, 1.50, 9000000000000000000, 5, ${yes[dialect]}, '３'),
        (2, 1, 0.3, 0.3, 2.25, 9000000000000000000, 7, ${no[dialect]}, '无')`,
    );
  });

  const found = async (where: string): Promise<unknown> => {
    const { data, errors } = await ask(things, { query: `{ things(where: ${where}) { nodes { id } } }` });
    if (errors.length > 0) return errors.map(({ code }) => code);
    return (data as { things: { nodes: readonly { id: string }[] } }).things.nodes.map(({ id }) => id).join('');
  };

  test.each([
    ['{single: {eq: 0.1}}', '1'],
    ['{single: {in: [0.1, 1e300]}}', '1'],
    ['{single: {gt: 0.1}}', '2'],
    ['{single: {lte: 0.1}}', '1'],
    ['{single: {ne: 0.1}}', '2'],
    ['{single: {lt: 1e300}}', '12'],
    ['{single: {gt: -1e300, isNull: false}}', '12'],
    ['{single: {eq: 1e-300}}', ''],
    ['{double: {eq: 0.1}}', '1'],
    ['{double: {gt: 1e-308}}', '12'],
    ['{double: {lt: 1e308}}', '12'],
    [`{number: {lt: "${'9'.repeat(60)}"}}`, '12'],
    [`{large: {gt: "-${'9'.repeat(60)}"}}`, '12'],
    [`{number: {eq: "${'9'.repeat(101)}"}}`, ['BAD_USER_INPUT']],
    ['{at: {in: ["9999-12-31T00:00:00Z", "1970-01-01T00:00:05Z"]}}', '1'],
    ['{isOn: {eq: true}}', '1'],
    ['{isOn: {ne: true}}', '2'],
    ['{isOn: {isNull: true}}', ''],
  ])('%s', async (where, expected) => expect(await found(where)).toEqual(expected));

  test('sums keep every digit, and four bytes seven', async () => {
    const query = '{ thingsAggregate { sum { large number single } max { single } avg { number } } thingsAggregate2: thingsAggregate(groupBy: [{isOn: VALUE}]) { key { isOn } count } }'; // prettier-ignore
    const { data, errors } = await ask(things, { query });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      thingsAggregate: [{ sum: { large: '18000000000000000000', number: '3.75', single: 0.4 }, max: { single: 0.3 }, avg: { number: 1.875 } }], // prettier-ignore
      thingsAggregate2: [
        { key: { isOn: false }, count: 1 },
        { key: { isOn: true }, count: 1 },
      ],
    });
  });

  const nested = (levels: number, open: string, inner: string, close: string): string =>
    `${open.repeat(levels)}${inner}${close.repeat(levels)}`;

  test.each([
    ['relations', (levels: number) => nested(levels, '{parent: ', '{id: {eq: 1}}', '}'), 4],
    ['lists', (levels: number) => nested(levels, '{parts: {every: ', '{id: {eq: 1}}', '}}'), 4],
    ['either a thing or its parent', (levels: number) => nested(levels, '{or: [{id: {eq: 9}}, {parent: ', '{id: {eq: 1}}', '}]}'), 3], // prettier-ignore
    ['what is not', (levels: number) => nested(levels, '{not: ', '{id: {eq: 1}}', '}'), 7],
    ['all of all', (levels: number) => nested(levels, '{and: [', '{id: {eq: 1}}', ']}'), 7],
  ])('%s inside one another are answered as deep as every engine can, and refused beyond', async (_, where, most) => {
    expect(typeof (await found(where(most)))).toBe('string');
    expect(await found(where(most + 3))).toEqual(['BAD_USER_INPUT']);
    expect(await found(where(60))).toEqual(['BAD_USER_INPUT']);
  });

  test('what the input does not have is refused, not passed over', async () =>
    expect(await found('{boss: {id: {eq: 1}}}')).toEqual(['BAD_USER_INPUT']));

  test('a variable that nobody gave is none, whatever it is called', async () => {
    const query = 'query ($constructor: SmallThingWhere, $__proto__: SmallThingWhere) { a: things(where: $constructor) { totalCount } b: things(where: $__proto__) { totalCount } }'; // prettier-ignore
    expect((await ask(things, { query })).data).toEqual({ a: { totalCount: 2 }, b: { totalCount: 2 } });
  });

  test('a number of very many digits is refused', async () =>
    expect(await found(`{number: {lt: "1.${'0'.repeat(60_000)}1"}}`)).toEqual(['BAD_USER_INPUT']));

  test('conditions in a list in a relation are answered, with numbers in texts in them', async () => {
    const every = '{parts: {every: {sum: {isNull: true, ne: 5}, id: {in: ["2"], ne: "7"}}}}';
    expect(await found(`{parent: {or: [{not: ${every}}, {sum: {lt: 4, isNull: false}}]}}`)).toBe('2');
  });

  const inside = (where: string): string => `{or: [{id: {eq: "9"}}, {parts: {every: ${where}}}]}`;
  const priced = '{price: {in: ["1", "3"], ne: "5", isNull: true, lt: "7"}, sum: {ne: 4, isNull: true}}';
  const deepest = inside(`{not: ${inside(inside(priced))}}`);

  test('the deepest conditions there may be are answered', async () => {
    expect(await found(deepest)).toBe('2');
  });

  test('where an order makes them too deep for the database, it is said', async () => {
    const ordered = await found(`${deepest}, orderBy: [{single: ASC}, {at: DESC}]`);
    expect(ordered).toEqual(dialect === 'sqlite' ? ['FILTER_TOO_DEEP'] : '2');
  });
});
