/**
 * A department that keeps something from everybody: each directive of policy, on rows whose every value is one that
 * stands nowhere else, so that it can be looked for in whatever leaves.
 */
export const guardedSdl = `extend schema @source(name: "guarded", url: "env:GUARDED_URL", timezone: "Asia/Shanghai")
  type Query {
    people: PersonConnection @list(orderBy: ["id"], max: 50)
    person(id: ID!): Person @lookup
    cases: CaseConnection @list(orderBy: ["id"], max: 50)
    permits: PermitConnection @list(orderBy: ["id"], max: 50)
    events: EventConnection @list(orderBy: ["id"], max: 50)
    locker(id: ID!): Locker @lookup
  }
  type Person @key(fields: "id") @table(name: "people") @subject(field: "id")
    @restrict(roles: ["official"], field: "district", claim: "districts") {
    id: ID! @column(name: "id")
    name: String @column(name: "name") @mask(style: "INITIALS")
    phone: String @column(name: "phone") @mask(style: "LAST_FOUR", unless: ["contact"])
    born: PartialDate @column(name: "born", format: "yyyy-MM-dd") @mask(style: "YEAR")
    card: String @column(name: "card") @mask(style: "HASH")
    income: Decimal @column(name: "income") @purpose(allow: ["audit"])
    diagnosis: String @column(name: "diagnosis") @requiresScopes(scopes: [["health"], ["care", "night"]])
    motto: String @public @authenticated @column(name: "motto")
    district: String @public @column(name: "district")
    score: Int @column(name: "score") @purpose(allow: ["audit"])
    home: Home @embedded(prefix: "home_")
    papers: [Paper] @embedded(column: "papers", json: "")
    cases: CaseConnection @relation(columns: ["id"], references: ["person"]) @list(orderBy: ["id"], max: 50)
  }
  type Case @key(fields: "id") @table(name: "cases") @subject(field: "personId")
    @restrict(roles: ["official"], field: "office", claim: "departments")
    @restrict(roles: ["business-agent"], field: "firm", claim: "businesses") {
    id: ID! @column(name: "id")
    personId: ID @column(name: "person")
    office: ID @column(name: "office", prefix: "office:")
    firm: ID @column(name: "firm")
    title: String @column(name: "title")
    person: Person @relation(columns: ["person"], references: ["id"])
    personName: String @column(name: "name", through: "person") @mask(style: "INITIALS")
    steps: StepConnection @relation(columns: ["id"], references: ["cid"]) @list(orderBy: ["id"], max: 50)
  }
  type Step @key(fields: "id") @table(name: "steps") {
    id: ID! @personal @column(name: "id")
    text: String @personal @column(name: "body")
  }
  type Permit @key(fields: "id") @table(name: "permits") @purpose(allow: ["audit"]) {
    id: ID! @column(name: "id")
    title: String @column(name: "title")
    place: String @column(name: "place")
  }
  interface Event @table(name: "events") {
    id: ID! @column(name: "id")
    personId: ID @column(name: "person")
    note: String @column(name: "note")
  }
  type Visit implements Event @key(fields: "id") @table(name: "events", where: "kind = 'v'") @subject(field: "personId") {
    note: String @column(name: "note") @mask(style: "LAST_FOUR")
    mood: String @column(name: "mood") @requiresScopes(scopes: [["health"]])
  }
  type Order implements Event @key(fields: "id") @table(name: "events", where: "kind = 'o'") @subject(field: "personId") {
    note: String @column(name: "note") @mask(style: "LAST_FOUR")
    total: String @column(name: "total") @purpose(allow: ["audit"])
  }
  type Home {
    street: String @column(name: "street") @mask(style: "INITIALS")
    city: String @column(name: "city") @purpose(allow: ["audit"])
  }
  type Paper {
    number: String @column(json: "nr") @mask(style: "LAST_FOUR")
    kind: String @column(json: "kind") @requiresScopes(scopes: [["health"]])
  }
  type Locker @key(fields: "id") @table(name: "lockers", prefer: ["since DESC"]) @subject(field: "personId")
    @restrict(roles: ["official"], field: "district", claim: "districts") {
    id: ID! @column(name: "id")
    personId: ID @column(name: "person")
    district: String @column(name: "district")
    code: String @column(name: "code")
  }`;

export type Person = { readonly id: string; readonly name: string; readonly phone: string; readonly born: string; readonly card: string; readonly income: string; readonly diagnosis: string; readonly motto: string; readonly district: string }; // prettier-ignore
export type Embedded = {
  readonly score: string;
  readonly street: string | null;
  readonly city: string;
  readonly papers: string | null;
};
export type Event = {
  readonly id: string;
  readonly kind: 'v' | 'o';
  readonly person: string;
  readonly note: string;
  readonly mood: string;
  readonly total: string;
};
export type Locker = {
  readonly id: string;
  readonly person: string;
  readonly district: string;
  readonly code: string;
  readonly since: string;
};
export type Case = { readonly id: string; readonly person: string; readonly office: string; readonly firm: string; readonly title: string }; // prettier-ignore
export type Step = { readonly id: string; readonly cid: string; readonly body: string };
export type Permit = { readonly id: string; readonly title: string; readonly place: string };

export const people: readonly Person[] = [
  { id: 'P-ANNA', name: 'Quirina Vexley', phone: '13800138111', born: '1951-03-17', card: 'card-aa1', income: '91371.25', diagnosis: 'asthma-q1', motto: 'motto-r1', district: '110105' }, // prettier-ignore
  { id: 'P-BERT', name: '欧阳震华', phone: '13900139222', born: '1962-11-29', card: 'card-bb2', income: '82462.55', diagnosis: 'gout-w2', motto: 'motto-s2', district: '110105' }, // prettier-ignore
  { id: 'P-CLEO', name: 'Zephyr Okonjo', phone: '13700137333', born: '1973-07-05', card: 'card-cc3', income: '73553.75', diagnosis: 'angina-e3', motto: 'motto-t3', district: '110108' }, // prettier-ignore
];

/** What else stands in the rows of people, in their order. The second score is none, which is a finding. */
export const embedded: readonly Embedded[] = [
  { score: '4711', street: 'Amberly Close', city: 'city-f1', papers: '[{"nr": "PASS-7711", "kind": "kind-p1"}]' },
  { score: 'many', street: 'Umbria Walk', city: 'city-f2', papers: '[{"kind": "kind-p2"}]' },
  { score: '4713', street: null, city: 'city-f3', papers: null },
];

export const events: readonly Event[] = [
  { id: 'E-1', kind: 'v', person: 'P-ANNA', note: 'note-of-7001', mood: 'mood-u1', total: 'total-v1' },
  { id: 'E-2', kind: 'o', person: 'P-BERT', note: 'note-of-7002', mood: 'mood-u2', total: 'total-v2' },
  { id: 'E-3', kind: 'o', person: 'P-ANNA', note: 'note-of-7003', mood: 'mood-u3', total: 'total-v3' },
  { id: 'E-4', kind: 'v', person: 'P-CLEO', note: 'note-of-7004', mood: 'mood-u4', total: 'total-v4' },
];

/** Two have one key: who sees one of them must not learn that there is the other. The preferred one first. */
export const lockers: readonly Locker[] = [
  { id: 'L-1', person: 'P-ANNA', district: '110105', code: 'code-m1', since: '2024' },
  { id: 'L-1', person: 'P-CLEO', district: '110108', code: 'code-m2', since: '2023' },
  { id: 'L-2', person: 'P-BERT', district: '110105', code: 'code-m3', since: '2022' },
];

export const cases: readonly Case[] = [
  { id: 'C-1', person: 'P-ANNA', office: 'o1', firm: 'F-x', title: 'title-k1' },
  { id: 'C-2', person: 'P-ANNA', office: 'o2', firm: 'F-y', title: 'title-k2' },
  { id: 'C-3', person: 'P-BERT', office: 'o1', firm: 'F-x', title: 'title-k3' },
  { id: 'C-4', person: 'P-CLEO', office: 'o2', firm: 'F-z', title: 'title-k4' },
];

export const steps: readonly Step[] = cases.map(({ id }) => ({ id: `S-${id}`, cid: id, body: `body-of-${id}` }));

export const permits: readonly Permit[] = [
  { id: 'M-1', title: 'permit-title-1', place: 'permit-place-1' },
  { id: 'M-2', title: 'permit-title-2', place: 'permit-place-2' },
];

const insert = (table: string, rows: readonly Readonly<Record<string, string | null>>[]): string =>
  `INSERT INTO ${table} VALUES ${rows.map((row) => `(${Object.values(row).map((value) => (value === null ? 'NULL' : `'${value}'`)).join(', ')})`).join(', ')}`; // prettier-ignore

export const guardedStatements: readonly string[] = [
  `CREATE TABLE people (id varchar(20) NOT NULL PRIMARY KEY, name varchar(40), phone varchar(20), born char(10),
    card varchar(20), income decimal(12,2), diagnosis varchar(40), motto varchar(40), district char(6),
    score varchar(9), home_street varchar(40), home_city varchar(40), papers varchar(200))`,
  'CREATE TABLE cases (id varchar(20) NOT NULL PRIMARY KEY, person varchar(20), office varchar(20), firm varchar(20), title varchar(40))', // prettier-ignore
  'CREATE TABLE steps (id varchar(20) NOT NULL PRIMARY KEY, cid varchar(20), body varchar(40))',
  'CREATE TABLE permits (id varchar(20) NOT NULL PRIMARY KEY, title varchar(40), place varchar(40))',
  'CREATE TABLE events (id varchar(20) NOT NULL PRIMARY KEY, kind char(1), person varchar(20), note varchar(40), mood varchar(40), total varchar(40))', // prettier-ignore
  'CREATE TABLE lockers (id varchar(20), person varchar(20), district char(6), code varchar(40), since char(4))',
  insert(
    'people',
    people.map((row, at) => ({ ...row, ...embedded[at] })),
  ),
  insert('events', events),
  insert('lockers', lockers),
  insert('cases', cases),
  insert('steps', steps),
  insert('permits', permits),
];
