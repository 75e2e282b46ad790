import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestContext, Role } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asAnybody, asCitizen, requestOf, valueAt } from '../adapters/fixtures/ask.ts';
import { dialects } from '../adapters/fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from '../adapters/fixtures/small-department.ts';

const sdl = `${smallSource()}
  type Query {
    people: PersonConnection @list(orderBy: ["id"], max: 50)
    plates: PlateConnection @public @list(orderBy: ["id"], max: 50)
    calls: CallConnection @list(orderBy: ["id"], max: 50)
    districts: DistrictConnection @list(orderBy: ["id"], max: 50)
    person(id: ID!): Person @lookup
  }
  type Person @key(fields: "id") @table(name: "people") @subject(field: "id")
    @restrict(roles: ["business-agent"], field: "firm", claim: "businesses") {
    id: ID! @column(name: "id")
    district: ID @column(name: "district")
    illness: String @column(name: "illness")
    income: Decimal @column(name: "income")
    firm: ID @column(name: "firm")
    calls: CallConnection @relation(columns: ["id"], references: ["person"]) @list(orderBy: ["id"], max: 50)
    neighbours: PersonConnection @relation(columns: ["district"], references: ["district"]) @list(orderBy: ["id"], max: 50)
  }
  type Plate @key(fields: "id") @table(name: "people") @subject(field: "id") {
    id: ID! @public @column(name: "id")
    district: ID @public @column(name: "district")
  }
  type District @key(fields: "id") @table(name: "districts") {
    id: ID! @column(name: "id")
    people: PersonConnection @relation(columns: ["id"], references: ["district"]) @list(orderBy: ["id"], max: 50)
  }
  type Call @key(fields: "id") @table(name: "calls") @subject(field: "person", or: ["telephone", "name"]) {
    id: ID! @column(name: "id")
    person: ID @column(name: "person")
    telephone: ID @column(name: "telephone", as: PHONE)
    name: ID @column(name: "name", as: PERSON_NAME)
    topic: String @column(name: "topic")
  }`;

type Person = { readonly id: string; readonly district: string; readonly illness: string; readonly income: number; readonly firm: string }; // prettier-ignore

/** 90 people in four districts, one of them of six people; one person has what nobody else has. */
const people: readonly Person[] = Array.from({ length: 90 }, (_, at) => ({
  id: `P${String((at * 7919) % 9973).padStart(5, '0')}`,
  district: at < 6 ? 'D' : ((['A', 'B', 'C'] as const)[at % 3] ?? 'A'),
  illness: at === 40 ? 'rare' : at % 2 === 0 ? 'gout' : 'none',
  income: 1000 + at * 17,
  firm: at % 3 === 0 ? 'F-many' : at < 10 ? 'F-few' : 'F-other',
}));
const victim = people[40] ?? { id: '', income: 0 };

/** A call by each of eight people with five telephones each; and by each of twelve who have but a name. */
const calls = [
  ...Array.from({ length: 40 }, (_, at) => [
    `c${at}`,
    null,
    `138001380${10 + at}`,
    `王${'甲乙丙丁戊己庚辛'[at % 8]}`,
    'noise',
  ]),
  ...Array.from({ length: 12 }, (_, at) => [`e${at}`, null, null, `李${'子丑寅卯辰巳午未申酉戌亥'[at]}`, 'dust']),
];

const values = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `(${row.map((each) => (each === null ? 'NULL' : `'${each}'`)).join(', ')})`).join(', ');

const statements = [
  'CREATE TABLE people (id varchar(20) NOT NULL PRIMARY KEY, district varchar(9), illness varchar(9), income decimal(12,2), firm varchar(9))',
  'CREATE TABLE districts (id varchar(9) NOT NULL PRIMARY KEY)',
  'CREATE TABLE calls (id varchar(9) NOT NULL PRIMARY KEY, person varchar(20), telephone varchar(20), name varchar(20), topic varchar(9))', // prettier-ignore
  `INSERT INTO people VALUES ${values(people.map(({ id, district, illness, income, firm }) => [id, district, illness, income, firm]))}`,
  `INSERT INTO districts VALUES ${values(['A', 'B', 'C', 'D'].map((id) => [id]))}`,
  `INSERT INTO calls VALUES ${values(calls)}`,
];

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

describe.each(dialects)('whoever counts others’ rows on %s', (dialect) => {
  let city: Subgraph;
  /** Of the database that was filled last on this engine: this one's. */
  const url = () => (dialect === 'sqlite' ? `sqlite:${small.folder}/1.db` : small.on(dialect).ownerUrl);
  beforeAll(async () => {
    city = await small.open(dialect, sdl, ...statements);
  });

  let clients = 0;
  /** A program that was told nothing yet. */
  function stranger(role: Role = 'integrator', more: object = {}): RequestContext {
    const request = requestOf(role);
    if (request.caller === null) throw new TypeError('somebody signs in');
    return { ...request, caller: { ...request.caller, client: `program ${(clients += 1)}`, ...more } };
  }
  const answered = async (query: string, request: RequestContext, field = 'peopleAggregate') => {
    const answer = await ask(city, { query, request });
    expect(answer.errors).toEqual([]);
    return valueAt(answer, field);
  };
  const counted = async (where: string, request: RequestContext) =>
    ((await answered(`{ peopleAggregate${where} { count sum { income } } }`, request)) as readonly { readonly count: number | null; readonly sum: { readonly income: string | null } }[])[0]; // prettier-ignore
  const kept = { count: null, sum: { income: null } } as const;
  const sumOf = (all: readonly Person[]) => ({ count: all.length, sum: { income: all.reduce((sum, { income }) => sum + income, 0).toFixed(2) } }); // prettier-ignore

  test('can’t subtract all but one from all, nor all from all but one', async () => {
    const butOne = `(where: { not: { id: { eq: "${victim.id}" } } })`;
    const [one, other] = [stranger(), stranger()];
    expect([await counted('', one), await counted(butOne, one)]).toEqual([sumOf(people), kept]);
    const rest = sumOf(people.filter((each) => each !== victim));
    expect([await counted(butOne, other), await counted('', other)]).toEqual([rest, kept]);
  });

  test('can’t add up what is somebody or one of many, and somebody or one of the others', async () => {
    const or = (district: string) => `(where: { or: [{ id: { eq: "${victim.id}" } }, ${district}] })`;
    const request = stranger();
    const answers = [
      await counted(or('{ district: { eq: "A" } }'), request),
      await counted(or('{ not: { district: { eq: "A" } } }'), request),
      await counted('', request),
    ];
    expect(answers.map((each) => each?.count === null)).toEqual([false, false, true]);
  });

  test('can’t tell nobody from somebody', async () => {
    const none = `(where: { id: { eq: "${victim.id}" }, illness: { eq: "gout" } })`;
    const some = `(where: { id: { eq: "${victim.id}" }, illness: { eq: "rare" } })`;
    const request = stranger();
    expect([await counted(none, request), await counted(some, request)]).toEqual([kept, kept]);
    const grouped = (where: string) => `{ peopleAggregate(${where.slice(1, -1)}, groupBy: [{ illness: VALUE }]) { count suppressed key { illness } } }`; // prettier-ignore
    const few = [{ count: null, suppressed: true, key: null }];
    expect([await answered(grouped(none), request), await answered(grouped(some), request)]).toEqual([few, few]);
  });

  test('are told of no group of few, nor which there are, nor of the smallest that hides it', async () => {
    const query = '{ peopleAggregate(groupBy: [{ district: VALUE }]) { key { district } count suppressed sum { income } } }'; // prettier-ignore
    const entries = await answered(query, stranger());
    const of = (district: string) => people.filter((each) => each.district === district);
    const entry = (district: string) => ({ key: { district }, suppressed: false, ...sumOf(of(district)) }); // prettier-ignore
    const smallest = { key: { district: 'A' }, suppressed: true, ...kept };
    expect(entries).toEqual([smallest, entry('B'), entry('C'), { key: null, suppressed: true, ...kept }]); // prettier-ignore
  });

  test('are told of no group below its district what they are not told of all', async () => {
    const query = '{ districts { nodes { id peopleAggregate { count suppressed } } } }';
    const found = (await answered(query, stranger(), 'districts')) as { readonly nodes: readonly { readonly id: string; readonly peopleAggregate: unknown }[] }; // prettier-ignore
    const entries = found.nodes.map(({ peopleAggregate }) => peopleAggregate);
    const [keptBack, given] = [[{ count: null, suppressed: true }], [{ count: 28, suppressed: false }]];
    expect(entries[3]).toEqual(keptBack);
    expect(entries.filter((each) => JSON.stringify(each) === JSON.stringify(given))).toHaveLength(2);
    expect(entries.filter((each) => JSON.stringify(each) === JSON.stringify(keptBack))).toHaveLength(2);
  });

  test('get the whole of what they add up district by district only where the last one is large', async () => {
    const request = stranger();
    const district = (id: string) => `{ peopleAggregate(where: { district: { eq: "${id}" } }) { count } }`;
    const one = (await answered(district('B'), request)) as readonly { readonly count: number }[];
    const two = (await answered('{ peopleAggregate(where: { district: { in: ["A", "C"] } }) { count } }', request)) as readonly { readonly count: number }[]; // prettier-ignore
    expect([one[0]?.count, two[0]?.count, (await counted('', request))?.count]).toEqual([28, 56, null]);
  });

  test('are told of people, not of telephones; of those without an id by their names', async () => {
    const topic = (of: string) => `{ callsAggregate(where: { topic: { eq: "${of}" } }) { count } }`;
    expect(await answered(topic('noise'), stranger(), 'callsAggregate')).toEqual([{ count: null }]);
    expect(await answered(topic('dust'), stranger(), 'callsAggregate')).toEqual([{ count: 12 }]);
  });

  test('for a business is told of its people as others are', async () => {
    const agent = (firm: string) => stranger('business-agent', { claims: { businesses: [firm] } });
    expect(await answered('{ peopleAggregate { count } }', agent('F-many'))).toEqual([{ count: 30 }]);
    expect(await answered('{ peopleAggregate { count } }', agent('F-few'))).toEqual([{ count: null }]);
  });

  test('gets all numbers of one person, of their own rows, of public rows and of an open server', async () => {
    const me = people[3]?.id ?? '';
    const mine = `{ person(id: "${me}") { callsAggregate { count } neighboursAggregate { count } } }`;
    expect(await answered(mine, stranger(), 'person')).toEqual({ callsAggregate: [{ count: 0 }], neighboursAggregate: [{ count: null }] }); // prettier-ignore
    expect(await answered('{ peopleAggregate { count suppressed } }', asCitizen(me))).toEqual([{ count: 1, suppressed: false }]); // prettier-ignore
    const byDistrict = 'Aggregate(groupBy: [{ district: VALUE }]) { count }';
    const exact = [28, 28, 28, 6].map((count) => ({ count }));
    expect(await answered(`{ plates${byDistrict} }`, stranger(), 'platesAggregate')).toEqual(exact);
    expect(await answered(`{ people${byDistrict} }`, asAnybody())).toEqual(exact);
  });

  test('is told when to ask again, once there were too many questions', async () => {
    const thrifty = small.openAt(url(), sdl, { aggregateQuestions: 3 });
    const request = stranger();
    const asked = async (least: number, of = request) => {
      const query = `{ peopleAggregate(where: { income: { gte: "${least}" } }) { count } }`;
      const { data, errors } = await ask(thrifty, { query, request: of });
      return errors[0] === undefined ? data : [errors[0].code, (errors[0].retryAfter ?? 0) > 23 * 3600, data];
    };
    const all = { peopleAggregate: [{ count: people.length }] };
    expect([await asked(1), await asked(2), await asked(3)]).toEqual([all, all, all]);
    const spent = ['AGGREGATE_BUDGET_SPENT', true, { peopleAggregate: null }];
    expect([await asked(4), await asked(1), await asked(4, stranger())]).toEqual([spent, all, all]);
  });
});
