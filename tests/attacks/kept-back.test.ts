import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller, RequestContext, Role } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, requestOf } from '../adapters/fixtures/ask.ts';
import { dialects } from '../adapters/fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from '../adapters/fixtures/small-department.ts';

/** Ways round a guard: by another name of the column, by what a type shares with others, by what hangs between. */
const sdl = `${smallSource()}
  type Query {
    accounts: AccountConnection @list(orderBy: ["id"], max: 50)
    letters: LetterConnection @list(orderBy: ["id"], max: 50)
    firms: FirmConnection @list(orderBy: ["id"], max: 50)
    checks: CheckConnection @list(orderBy: ["id"], max: 50)
    cases: CaseConnection @list(orderBy: ["rank DESC"], max: 50)
    person(card: ID!): Person @lookup
    people: PersonConnection @list(orderBy: ["id"], max: 50)
  }
  interface Account @table(name: "accounts") { id: ID! @column(name: "id") phone: String @column(name: "phone") income: Int @column(name: "income") }
  type Open implements Account @key(fields: "id") @table(name: "accounts", where: "kind = 'o'") {
    id: ID! @column(name: "id")
    phone: String @column(name: "phone") @mask(style: "LAST_FOUR")
    income: Int @column(name: "income") @requiresScopes(scopes: [["x"]])
  }
  type Shut implements Account @key(fields: "id") @table(name: "accounts", where: "kind = 's'") {
    id: ID! @column(name: "id")
    phone: String @column(name: "phone") @mask(style: "LAST_FOUR")
    income: Int @column(name: "income") @requiresScopes(scopes: [["x"]])
  }
  interface Letter @table(name: "accounts") { id: ID! @column(name: "id") city: String @column(name: "city") }
  type Plain implements Letter @key(fields: "id") @table(name: "accounts", where: "kind = 'o'") { id: ID! @column(name: "id") }
  type Sealed implements Letter @key(fields: "id") @table(name: "accounts", where: "kind = 's'") @purpose(allow: ["audit"]) { id: ID! @column(name: "id") }
  type Firm @key(fields: "id") @table(name: "firms") {
    id: ID! @column(name: "id")
    phone: String @column(name: "phone") @mask(style: "LAST_FOUR")
    phoneKey: String @column(name: "phone") @inaccessible
  }
  type Check @key(fields: "id") @table(name: "checks") @authenticated
    @restrict(roles: ["official", "business-agent"], field: "district", claim: "districts") {
    id: ID! @column(name: "id")
    district: String @column(name: "district")
    above: ID @column(name: "above")
    below: CheckConnection @relation(columns: ["id"], references: ["above"], upTo: 5) @list(orderBy: ["id"], max: 50)
  }
  type Person @key(fields: "id") @key(fields: "card") @table(name: "people") {
    id: ID! @column(name: "id")
    name: String @column(name: "name") @requiresScopes(scopes: [["x"]])
    card: ID @column(name: "card") @requiresScopes(scopes: [["x"]])
    rule: String @column(name: "rule") @policy(policies: [["supervisors"]])
    kind: Kind @column(name: "kind")
  }
  enum Kind @codes { GOOD @code(value: "1") BAD @code(value: "2") }
  type Case @key(fields: "id") @table(name: "cases") {
    id: ID! @column(name: "id")
    rank: Int @column(name: "rnk") @requiresScopes(scopes: [["x"]])
    person: Person @relation(columns: ["person"], references: ["id"]) @purpose(allow: ["audit"])
    personName: String @column(name: "name", through: "person") @requiresScopes(scopes: [["x"]])
    personKind: Kind @column(name: "kind", through: "person")
  }`;

const statements = [
  'CREATE TABLE accounts (id varchar(9) NOT NULL PRIMARY KEY, kind char(1), phone varchar(20), income integer, city varchar(20))',
  `INSERT INTO accounts VALUES ('A1', 'o', '13800138111', 10, 'Nanpu'), ('A2', 's', '13900139222', 20, 'Beigang')`,
  'CREATE TABLE firms (id varchar(9) NOT NULL PRIMARY KEY, phone varchar(20))',
  `INSERT INTO firms VALUES ('F1', '13800138111'), ('F2', '13900139222')`,
  'CREATE TABLE checks (id varchar(9) NOT NULL PRIMARY KEY, district char(6), above varchar(9))',
  `INSERT INTO checks VALUES ('C1', '110105', NULL), ('C2', '110108', 'C1'), ('C3', '110105', 'C2'), ('C4', '110105', 'C1')`,
  'CREATE TABLE people (id varchar(9) NOT NULL PRIMARY KEY, name varchar(20), card varchar(9) UNIQUE, rule varchar(9), kind char(1))',
  `INSERT INTO people VALUES ('P1', 'Quirina', 'K1', 'r1', '1'), ('P2', 'Zephyr', 'K2', 'r2', '2')`,
  'CREATE TABLE cases (id varchar(9) NOT NULL PRIMARY KEY, rnk integer, person varchar(9))',
  `INSERT INTO cases VALUES ('B1', 1, 'P1'), ('B2', 2, 'P2')`,
]; // prettier-ignore

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

const as = (
  role: Role | null,
  more: Partial<Caller> = {},
  purpose: string | null = 'service-delivery',
): RequestContext => {
  const request = requestOf(role);
  return {
    ...request,
    caller: request.caller && { ...request.caller, ...more },
    purpose: role === null ? null : purpose,
  };
};
const official = as('official');

describe.each(dialects)('on %s nothing that is kept back comes', (dialect) => {
  let subgraph: Subgraph;
  beforeAll(async () => {
    subgraph = await small.open(dialect, sdl, ...statements);
  });
  const refused = async (
    query: string,
    request: RequestContext,
    code = 'UNAUTHORIZED_FIELD_OR_TYPE',
  ): Promise<void> => {
    const answer = await ask(subgraph, { query, request });
    expect(answer.errors.map((error) => error.code)).toEqual([code]);
    expect(JSON.stringify(answer.data)).not.toMatch(/138001|139001|Quirina|K1|30|20|[FABP]\d/);
  };
  const dataOf = async (query: string, request: RequestContext) => (await ask(subgraph, { query, request })).data;

  test.each([
    '{ accountsAggregate(groupBy: [{phone: VALUE}]) { count key { phone } } }',
    '{ accountsAggregate { max { phone } } }',
    '{ accountsAggregate { sum { income } } }',
    '{ accounts(where: {phone: {startsWith: "138"}}) { totalCount } }',
    '{ accounts(where: {income: {gt: 15}}) { totalCount } }',
    '{ accounts(orderBy: [{income: DESC}]) { nodes { id } } }',
    '{ letters(where: {city: {startsWith: "B"}}) { totalCount } }',
    '{ letters(where: {id: {eq: "A2"}}) { totalCount } }',
    '{ letters(orderBy: [{city: ASC}]) { nodes { __typename } } }',
    '{ lettersAggregate { count } }',
    '{ lettersAggregate(groupBy: [{city: VALUE}]) { count } }',
  ])('by a list over several types: %s', (query) => refused(query, official));

  test('by a list over types of which one is closed, unless it is opened', async () => {
    const query = '{ letters(where: {city: {startsWith: "B"}}) { nodes { id city } } }';
    expect(await dataOf(query, as('official', {}, 'audit'))).toEqual({ letters: { nodes: [{ id: 'A2', city: 'Beigang' }] } }); // prettier-ignore
    expect(await dataOf('{ letters { nodes { id city } } }', official)).toEqual({ letters: { nodes: [{ id: 'A1', city: 'Nanpu' }, null] } }); // prettier-ignore
  });

  // What no input names can't be asked; what is worked out over it is refused by a guard of its own.
  test.each([
    ['{ firmsAggregate { min { phoneKey } } }', 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ['{ firms(where: {phoneKey: {startsWith: "1380"}}) { totalCount } }', 'BAD_USER_INPUT'],
    ['{ firms(orderBy: [{phoneKey: DESC}]) { nodes { id } } }', 'BAD_USER_INPUT'],
  ])('by the twin that joins have: %s', (query, code) => refused(query, official, code));

  test('to a citizen, of what is about nobody', async () => {
    const citizen = as('citizen', { subject: 'P1' });
    expect(await dataOf('{ firms { nodes { phone } } }', citizen)).toEqual({ firms: { nodes: [{ phone: '*******8111' }, { phone: '*******9222' }] } }); // prettier-ignore
    await refused('{ firms(where: {phone: {startsWith: "138"}}) { totalCount } }', citizen);
  });

  test.each([
    ['with a purpose', official.purpose],
    ['without one', null],
  ])('of rows that somebody is not there for, %s', async (_name, purpose) => {
    const query = '{ checks { totalCount nodes { id } } }';
    const claims = { districts: ['110108'] };
    const own = { checks: { totalCount: 1, nodes: [{ id: 'C2' }] } };
    expect(await dataOf(query, as('official', { claims }, purpose))).toEqual(own);
    expect(await dataOf(query, as('business-agent', { claims }, purpose))).toEqual(own);
    expect(await dataOf(query, as('business-agent', {}, purpose))).toEqual({ checks: { totalCount: 0, nodes: [] } });
  });

  test('from below a row that is not there for them', async () => {
    const query = '{ checks(where: {id: {eq: "C1"}}) { nodes { below { totalCount nodes { id } } } } }';
    const below = (...ids: readonly string[]) => ({ checks: { nodes: [{ below: { totalCount: ids.length, nodes: ids.map((id) => ({ id })) } }] } }); // prettier-ignore
    expect(await dataOf(query, as('official', { claims: { districts: ['110105'] } }))).toEqual(below('C4'));
    expect(await dataOf(query, official)).toEqual(below('C2', 'C3', 'C4'));
  });

  test.each([
    '{ cases(where: {personKind: {eq: GOOD}}) { nodes { id } } }',
    '{ cases(where: {person: {kind: {eq: GOOD}}}) { nodes { id } } }',
  ])('through a relation that is closed: %s', (query) => refused(query, official));

  test('through a closed relation when it is read, and through an open one', async () => {
    expect(await dataOf('{ cases(orderBy: [{id: ASC}]) { nodes { personKind } } }', official)).toEqual({ cases: { nodes: [{ personKind: null }, { personKind: null }] } }); // prettier-ignore
    expect(await dataOf('{ cases(orderBy: [{id: ASC}]) { nodes { personKind } } }', as('official', {}, 'audit'))).toEqual({ cases: { nodes: [{ personKind: 'GOOD' }, { personKind: 'BAD' }] } }); // prettier-ignore
  });

  test('by the order of the list itself', async () => {
    const ids = '{ cases { nodes { id } } }';
    expect(await dataOf(ids, official)).toEqual({ cases: { nodes: [{ id: 'B1' }, { id: 'B2' }] } });
    expect(await dataOf(ids, as('official', { scopes: ['x'] }))).toEqual({
      cases: { nodes: [{ id: 'B2' }, { id: 'B1' }] },
    });
  });

  test('by looking up what is closed', async () => {
    await refused('{ person(card: "K1") { id } }', official);
    await refused('{ person(card: "K9") { id } }', official);
    expect(await dataOf('{ person(card: "K1") { name } }', as('official', { scopes: ['x'] }))).toEqual({ person: { name: 'Quirina' } }); // prettier-ignore
  });

  test('and what a policy opens comes, where the gateway says that it holds', async () => {
    const query = '{ people { nodes { rule } } }';
    expect(await dataOf(query, official)).toEqual({ people: { nodes: [{ rule: null }, { rule: null }] } });
    expect(await dataOf(query, as('official', { policies: ['others', 'supervisors'] }))).toEqual({ people: { nodes: [{ rule: 'r1' }, { rule: 'r2' }] } }); // prettier-ignore
  });
});
