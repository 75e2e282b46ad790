import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
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

describe.each(dialects)('the key of a person whom others hold on %s', (dialect) => {
  const sdl = `${smallSource()}
    type Query { cases: CaseConnection @list(orderBy: ["id"]) }
    type Case @key(fields: "id") @table(name: "t_ajb") {
      id: ID! @column(name: "bh")
      holder: Applicant @personal @relation(columns: ["sfzh"], as: RESIDENT_ID)
      applicant: Applicant @public @relation(columns: ["sfzh"], as: RESIDENT_ID)
      notes: NoteConnection @personal @relation(columns: ["bh"], references: ["aj"]) @list
    }
    type Note @key(fields: "id") @table(name: "t_bzb") @subject(field: "who") {
      id: ID! @column(name: "bh")
      who: ID @column(name: "sf", as: RESIDENT_ID)
    }
    type Applicant @key(fields: "id") @subject(field: "id") { id: ID! @column(as: RESIDENT_ID) }`;
  const [me, other] = [personId(1), personId(2)];
  const rows = [
    'CREATE TABLE t_ajb (bh int NOT NULL PRIMARY KEY, sfzh varchar(18))',
    'CREATE TABLE t_bzb (bh int NOT NULL PRIMARY KEY, aj int, sf bigint)',
    `INSERT INTO t_ajb VALUES (1, '${me}'), (2, '${other}'), (3, NULL)`,
    `INSERT INTO t_bzb VALUES (1, 1, ${/^\d+$/.test(me) ? me : '0'}), (2, 2, 5)`,
  ];

  let cases: Subgraph;
  beforeAll(async () => {
    cases = await small.open(dialect, sdl, ...rows);
  });

  test('finds nobody’s rows but a citizen’s own, and nothing for nobody', async () => {
    const found = async (where: string, request = asCitizen(me)) => {
      const answer = await ask(cases, { query: `{ cases(where: ${where}) { nodes { id } } }`, request });
      const nodes = valueAt(answer, 'cases', 'nodes') as readonly { readonly id: string }[] | undefined;
      return nodes?.map(({ id }) => id) ?? answer.errors.map(({ code }) => code);
    };
    expect(await found(`{holder: {id: {eq: "${other}"}}}`)).toEqual([]);
    expect(await found(`{holder: {id: {eq: "${me}"}}}`)).toEqual(['1']);
    expect(await found('{holder: {id: {isNull: false}}}')).toEqual(['1']);
    expect(await found('{holder: {id: {isNull: true}}}')).toEqual(['2', '3']);
    expect(await found(`{not: {holder: {id: {ne: "${other}"}}}}`)).toEqual(['2', '3']);
    expect(await found(`{holder: {id: {in: ["${me}", "${other}"]}}}`, requestOf())).toEqual(['1', '2']);
    expect(await found(`{applicant: {id: {eq: "${other}"}}}`, asNobody())).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  });

  test('is compared with a column that could never hold it', async () => {
    const letter = '11010519491231002X';
    const query = '{ cases(where: {notes: {some: {}}}) { nodes { id } } }';
    const answer = await ask(cases, { query, request: asCitizen(letter) });
    expect([answer.errors, answer.data]).toEqual([[], { cases: { nodes: [] } }]);
  });
});
