import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, requestOf } from '../adapters/fixtures/ask.ts';
import { dialects } from '../adapters/fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from '../adapters/fixtures/small-department.ts';

/**
 * A case of somebody's, the rows that are its own, and the office that it shares with other people's: each way that
 * leads to one leads to the other as well.
 */
const sdl = `${smallSource()}
  type Query { cases: CaseConnection @list(orderBy: ["id"], max: 50) offices: OfficeConnection @list(orderBy: ["id"], max: 50) }
  type Case @key(fields: "id") @table(name: "cases") @subject(field: "person") {
    id: ID! @column(name: "id")
    person: ID @column(name: "person")
    office: Office @relation(columns: ["office"], references: ["id"])
    batched: Office @relation(columns: ["office"], references: ["code"])
    nextTo: NoteConnection @relation(columns: ["office"], references: ["office"]) @list(orderBy: ["id"])
    notes: NoteConnection @relation(columns: ["id"], references: ["cid"]) @list(orderBy: ["id"])
    note: Note @relation(columns: ["id"], references: ["cid"], where: "kind = 'x'")
    ofPerson: NoteConnection @relation(columns: ["person"], references: ["person"]) @list(orderBy: ["id"])
    byField: NoteConnection @relation(fields: ["id"], references: ["cid"]) @list(orderBy: ["id"])
    linked: NoteConnection @relation(columns: ["id"], link: {table: "tagged", from: "cid", to: "nid"}, references: ["id"]) @list(orderBy: ["id"])
    things: ThingConnection @relation(columns: ["id"], references: ["cid"]) @list(orderBy: ["id"])
    officeThings: ThingConnection @relation(columns: ["office"], references: ["office"]) @list(orderBy: ["id"])
    home: Home @relation(columns: ["home"], references: ["id"], own: true)
    officePhone: String @column(name: "phone", through: "office") @mask(style: "LAST_FOUR")
    officeChief: String @column(name: "chief", through: "office")
    noteText: String @column(name: "body", through: "note") @mask(style: "LAST_FOUR")
  }
  type Office @key(fields: "id") @table(name: "offices") {
    id: ID! @column(name: "id")
    name: String @column(name: "name")
    chief: String @personal @column(name: "chief")
    phone: String @column(name: "phone") @mask(style: "LAST_FOUR")
    head: Reach @embedded(prefix: "h_")
    notes: NoteConnection @relation(columns: ["id"], references: ["office"]) @list(orderBy: ["id"])
  }
  type Reach { mobile: String @column(name: "mobile") @personal }
  type Note @key(fields: "id") @table(name: "notes") {
    id: ID! @column(name: "id")
    text: String @personal @column(name: "txt")
    body: String @column(name: "body") @mask(style: "LAST_FOUR")
    contact: Reach @embedded(prefix: "n_")
    office: Office @relation(columns: ["office"], references: ["id"])
    lines: LineConnection @relation(columns: ["id"], references: ["nid"]) @list(orderBy: ["id"])
  }
  type Line @key(fields: "id") @table(name: "rowlines") {
    id: ID! @column(name: "id")
    text: String @personal @column(name: "txt")
    below: LineConnection @relation(columns: ["id"], references: ["above"], upTo: 4) @list(orderBy: ["id"])
    beside: LineConnection @relation(columns: ["grp"], references: ["grp2"], upTo: 4) @list(orderBy: ["id"])
  }
  interface Thing @table(name: "things") { id: ID! @column(name: "id") text: String @personal @column(name: "txt") lines: LineConnection @relation(columns: ["id"], references: ["thid"]) @list(orderBy: ["id"]) }
  type Paper implements Thing @key(fields: "id") @table(name: "things", where: "kind = 'p'")
  type Item implements Thing @key(fields: "id") @table(name: "things", where: "kind = 'i'")
  type Home @key(fields: "id") @table(name: "homes") { id: ID! @column(name: "id") address: String @personal @column(name: "address") }`;

const statements = [
  'CREATE TABLE cases (id varchar(9) NOT NULL PRIMARY KEY, person varchar(9), office varchar(9), home varchar(9))',
  `INSERT INTO cases VALUES ('C1', 'P1', 'o1', 'h1'), ('C2', 'P2', 'o1', 'h1')`,
  'CREATE TABLE offices (id varchar(9) NOT NULL PRIMARY KEY, code varchar(9), name varchar(9), chief varchar(9), phone varchar(20), h_mobile varchar(20))',
  `INSERT INTO offices VALUES ('o1', 'o1', 'Office', 'shut-c', '13800138111', 'shut-h')`,
  'CREATE TABLE notes (id varchar(9) NOT NULL PRIMARY KEY, cid varchar(9), person varchar(9), office varchar(9), kind char(1), txt varchar(9), body varchar(20), n_mobile varchar(20))',
  `INSERT INTO notes VALUES ('N1', 'C1', 'P1', 'o1', 'x', 'own-1', 'own-body', 'own-m'), ('N2', 'C2', 'P2', 'o1', 'x', 'shut-2', 'shut-body', 'shut-m')`,
  'CREATE TABLE tagged (cid varchar(9), nid varchar(9))',
  `INSERT INTO tagged VALUES ('C1', 'N2'), ('C2', 'N2')`,
  'CREATE TABLE rowlines (id varchar(9) NOT NULL PRIMARY KEY, nid varchar(9), thid varchar(9), above varchar(9), grp varchar(9), grp2 varchar(9), txt varchar(9))',
  `INSERT INTO rowlines VALUES ('L1', 'N1', 'T1', NULL, 'g', 'f', 'own-l'), ('L2', NULL, NULL, 'L1', 'k', 'k', 'own-b'), ('L3', 'N2', 'T2', NULL, 'g', 'g', 'shut-l')`,
  'CREATE TABLE things (id varchar(9) NOT NULL PRIMARY KEY, cid varchar(9), office varchar(9), kind char(1), txt varchar(9))',
  `INSERT INTO things VALUES ('T1', 'C1', 'o1', 'p', 'own-t'), ('T2', 'C2', 'o1', 'i', 'shut-t')`,
  'CREATE TABLE homes (id varchar(9) NOT NULL PRIMARY KEY, address varchar(9))',
  `INSERT INTO homes VALUES ('h1', 'own-h')`,
]; // prettier-ignore

/** Ways to rows that are the caller's, and what stands there for them alone. */
const theirs: readonly (readonly [string, string])[] = [
  ['notes { nodes { text body contact { mobile } } }', '{"nodes":[{"text":"own-1","body":"own-body","contact":{"mobile":"own-m"}}]}'],
  ['note { text body }', '{"text":"own-1","body":"own-body"}'],
  ['byField { nodes { text } }', '{"nodes":[{"text":"own-1"}]}'],
  ['ofPerson { nodes { text } }', '{"nodes":[{"text":"own-1"}]}'],
  ['notes(where: {text: {eq: "own-1"}, body: {startsWith: "own"}, contact: {mobile: {eq: "own-m"}}}) { totalCount }', '{"totalCount":1}'],
  ['notes(where: {lines: {some: {text: {eq: "own-l"}}}}) { totalCount }', '{"totalCount":1}'],
  ['notes { nodes { lines { nodes { text below { nodes { text } } } } } }', '{"nodes":[{"lines":{"nodes":[{"text":"own-l","below":{"nodes":[{"text":"own-b"}]}}]}}]}'],
  ['things { nodes { text lines { nodes { text } } } }', '{"nodes":[{"text":"own-t","lines":{"nodes":[{"text":"own-l"}]}}]}'],
  ['things(where: {lines: {some: {text: {eq: "own-l"}}}}) { totalCount }', '{"totalCount":1}'],
  ['home { address }', '{"address":"own-h"}'],
  ['noteText', '"own-body"'],
]; // prettier-ignore

/** Ways to what is nobody's, and on from there. */
const nobodys = [
  'office { chief head { mobile } notes { nodes { text body } } }',
  'batched { chief head { mobile } notes { nodes { text body contact { mobile } } } }',
  'nextTo { nodes { text body contact { mobile } lines { nodes { text } } } }',
  'linked { nodes { text body lines { nodes { text } } } }',
  'officeThings { nodes { text ... on Item { lines { nodes { text } } } } }',
  'notes { nodes { office { chief notes { nodes { text body } } } } }',
  'notes { nodes { lines { nodes { beside { nodes { text } } } } } }',
  'officeChief',
];

/** The same, asked for by a filter, an order or a group, of the caller's own rows. */
const asked = [
  'cases(where: {office: {chief: {eq: "shut-c"}}}) { totalCount }',
  'cases(where: {office: {phone: {startsWith: "138"}}}) { totalCount }',
  'cases(where: {office: {notes: {some: {text: {eq: "shut-2"}}}}}) { totalCount }',
  'cases(where: {office: {head: {mobile: {eq: "shut-h"}}}}) { totalCount }',
  'cases(where: {linked: {some: {text: {eq: "shut-2"}}}}) { totalCount }',
  'cases(where: {officeThings: {some: {text: {eq: "shut-t"}}}}) { totalCount }',
  'cases(where: {officePhone: {startsWith: "138"}}) { totalCount }',
  'cases(where: {officeChief: {eq: "shut-c"}}) { totalCount }',
  'cases { nodes { office { notes(orderBy: [{text: ASC}]) { nodes { id } } } } }',
  'cases { nodes { nextToAggregate { max { body } } } }',
  'cases { nodes { linkedAggregate(groupBy: [{text: VALUE}]) { count key { text } } } }',
];

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterAll(() => small.close());

describe.each(dialects)('to a citizen on %s', (dialect) => {
  let subgraph: Subgraph;
  beforeAll(async () => {
    subgraph = await small.open(dialect, sdl, ...statements);
  });
  const answerTo = (query: string, request = asCitizen('P1')) => ask(subgraph, { query: `{ ${query} }`, request });

  test.each(theirs)('what hangs on their own row alone comes: %s', async (way, expected) => {
    const answer = await answerTo(`cases { nodes { found: ${way} } }`);
    expect(answer.errors).toEqual([]);
    expect(JSON.stringify(answer.data)).toBe(`{"cases":{"nodes":[{"found":${expected}}]}}`);
  });

  test.each(nobodys)('what is personal of a row that others share does not: %s', async (way) => {
    const query = `cases { nodes { ${way} } }`;
    const answer = await answerTo(query);
    expect(JSON.stringify(answer.data)).not.toContain('shut-');
    expect(answer.errors.map(({ code }) => code)).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
    // There is something to be kept back.
    expect(JSON.stringify((await answerTo(query, requestOf('integrator'))).data)).toMatch(/"shut-/);
  });

  test.each(asked)('nor may it be asked: %s', async (query) => {
    const answer = await answerTo(query);
    expect(answer.errors.map(({ code }) => code)).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(JSON.stringify(answer.data)).not.toMatch(/shut-|"totalCount":\d/);
  });

  test('a mask stays on what is read of a shared row, and what is public of it comes', async () => {
    const answer = await answerTo('cases { nodes { officePhone office { name phone } batched { phone } linked { nodes { body } } } }'); // prettier-ignore
    expect(answer.errors).toEqual([]);
    const phone = '*******8111';
    expect(answer.data).toEqual({
      cases: { nodes: [{ officePhone: phone, office: { name: 'Office', phone }, batched: { phone }, linked: { nodes: [{ body: '*****body' }] } }] }, // prettier-ignore
    });
  });
});
