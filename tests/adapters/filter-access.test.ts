import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, asCitizen, asNobody, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { personId } from './fixtures/mini-rows.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let mini: MiniDepartment;
let small: SmallDepartments;
beforeAll(async () => {
  mini = await openMiniDepartment(120);
  small = await openSmallDepartments();
});
afterAll(async () => {
  await mini.close();
  await small.close();
});

/** Questions whose rows anybody may see, and what they ask of them nobody may know who does not say what for. */
const throughPersonal: readonly string[] = [
  '{ households(where: {members: {some: {fullName: {eq: "王小明"}}}}) { totalCount } }',
  '{ households(where: {members: {none: {}}}) { totalCount } }',
  '{ households(where: {address: {fullAddress: {contains: "路"}}}) { nodes { id } } }',
  '{ households(where: {not: {or: [{address: {postCode: {isNull: true}}}]}}) { nodes { id } } }',
];

describe.each(dialects)('what filters, orders and aggregates tell on %s', (name) => {
  const askAs = (query: string, request = requestOf()) => ask(mini.subgraphs[name], { query, request });

  test.each(throughPersonal)('is nothing personal for somebody without a purpose: %s', async (query) => {
    expect((await askAs(query)).errors).toEqual([]);
    const { errors, data } = await askAs(query, asNobody());
    expect(errors.map(({ code }) => code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(data).toEqual({ households: null });
  });

  test('may be asked by anybody of what is public', async () => {
    const query = '{ units(where: {name: {contains: "区"}}, orderBy: [{name: DESC}]) { nodes { id } } householdsAggregate(groupBy: [{type: VALUE}]) { count } }'; // prettier-ignore
    expect(await askAs(query, asNobody())).toEqual(await askAs(query));
  });

  test('counts nobody for somebody without a purpose', async () => {
    const { errors, data } = await askAs('{ citizensAggregate { count } }', asNobody());
    expect(errors.map(({ code }) => code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(data).toEqual({ citizensAggregate: null });
  });

  test('is for a citizen what it is of their own rows', async () => {
    const me = personId(4);
    const mine = await askAs(`{ citizen(id: "${me}") { fullName score household { id } } }`, asCitizen(me));
    const all = 'citizens(where: {score: {gte: -100}}) { nodes { id } totalCount } citizensAggregate(groupBy: [{score: VALUE}]) { count key { score } sum { score } }'; // prettier-ignore
    const { data, errors } = await askAs(`{ ${all} }`, asCitizen(me));
    expect(errors).toEqual([]);
    const score = valueAt(mine, 'citizen', 'score');
    const isMine = typeof score === 'number';
    expect(data).toEqual({
      citizens: { nodes: isMine ? [{ id: me }] : [], totalCount: isMine ? 1 : 0 },
      citizensAggregate: [{ count: 1, key: { score }, sum: { score: isMine ? String(score) : null } }],
    });
  });

  test('does not let a citizen find others by what they are', async () => {
    const [me, other] = [personId(4), personId(5)];
    const query = (id: string) =>
      `{ households(first: 50, where: {members: {some: {id: {eq: "${id}"}}}}) { totalCount } }`;
    const found = async (id: string) => valueAt(await askAs(query(id), asCitizen(me)), 'households', 'totalCount');
    const official = async (id: string) => valueAt(await askAs(query(id)), 'households', 'totalCount');
    expect([await found(me), await official(other)]).toEqual([1, 1]);
    expect(await found(other)).toBe(0);
  });
});

describe.each(dialects)('a personal field of a thing on %s', (dialect) => {
  const sdl = `${smallSource()}
    type Query { shops: ShopConnection @list(orderBy: ["id"]) }
    type Shop @key(fields: "id") @table(name: "t_dp") {
      id: ID! @column(name: "bh")
      name: String @column(name: "mc")
      keeper: String @personal @column(name: "dz")
      takings: Int @personal @column(name: "ye")
    }`;
  const rows = ['CREATE TABLE t_dp (bh int NOT NULL PRIMARY KEY, mc varchar(20), dz varchar(20), ye int)', "INSERT INTO t_dp VALUES (1, 'one', '王', 5), (2, 'two', '李', 7)"]; // prettier-ignore

  test('is neither filtered, ordered, grouped nor summed by for anybody', async () => {
    const shops = await small.open(dialect, sdl, ...rows);
    const codesOf = async (query: string, request = asNobody()) =>
      (await ask(shops, { query, request })).errors.map(({ code }) => code);
    const withheld = [
      '{ shops(where: {keeper: {eq: "王"}}) { nodes { id } } }',
      '{ shops(where: {or: [{name: {eq: "one"}}, {not: {takings: {gt: 5}}}]}) { totalCount } }',
      '{ shops(orderBy: [{takings: DESC}]) { nodes { id } } }',
      '{ shopsAggregate(groupBy: [{keeper: VALUE}]) { count } }',
      '{ shopsAggregate(where: {takings: {gte: 6}}) { count } }',
      '{ shopsAggregate { sum { takings } } }',
      '{ shopsAggregate { max { takings } count } }',
    ];
    for (const query of withheld) {
      expect([query, await codesOf(query)]).toEqual([query, ['UNAUTHORIZED_FIELD_OR_TYPE']]);
      expect([query, await codesOf(query, requestOf())]).toEqual([query, []]);
    }
    expect(await codesOf('{ shops(where: {name: {eq: "one"}}, orderBy: [{name: ASC}]) { nodes { name } } }')).toEqual(
      [],
    );
    expect((await ask(shops, { query: '{ shopsAggregate { count sum { takings } } }', request: asNobody() })).data).toEqual({ shopsAggregate: [{ count: 2, sum: { takings: null } }] }); // prettier-ignore
  });
});
