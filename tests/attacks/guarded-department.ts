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
  }`;

export type Person = { readonly id: string; readonly name: string; readonly phone: string; readonly born: string; readonly card: string; readonly income: string; readonly diagnosis: string; readonly motto: string; readonly district: string }; // prettier-ignore
export type Case = { readonly id: string; readonly person: string; readonly office: string; readonly firm: string; readonly title: string }; // prettier-ignore
export type Step = { readonly id: string; readonly cid: string; readonly body: string };
export type Permit = { readonly id: string; readonly title: string; readonly place: string };

export const people: readonly Person[] = [
  { id: 'P-ANNA', name: 'Quirina Vexley', phone: '13800138111', born: '1951-03-17', card: 'card-aa1', income: '91371.25', diagnosis: 'asthma-q1', motto: 'motto-r1', district: '110105' }, // prettier-ignore
  { id: 'P-BERT', name: '欧阳震华', phone: '13900139222', born: '1962-11-29', card: 'card-bb2', income: '82462.55', diagnosis: 'gout-w2', motto: 'motto-s2', district: '110105' }, // prettier-ignore
  { id: 'P-CLEO', name: 'Zephyr Okonjo', phone: '13700137333', born: '1973-07-05', card: 'card-cc3', income: '73553.75', diagnosis: 'angina-e3', motto: 'motto-t3', district: '110108' }, // prettier-ignore
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

const insert = (table: string, rows: readonly Readonly<Record<string, string>>[]): string =>
  `INSERT INTO ${table} VALUES ${rows.map((row) => `(${Object.values(row).map((value) => `'${value}'`).join(', ')})`).join(', ')}`; // prettier-ignore

export const guardedStatements: readonly string[] = [
  `CREATE TABLE people (id varchar(20) NOT NULL PRIMARY KEY, name varchar(40), phone varchar(20), born char(10),
    card varchar(20), income decimal(12,2), diagnosis varchar(40), motto varchar(40), district char(6))`,
  'CREATE TABLE cases (id varchar(20) NOT NULL PRIMARY KEY, person varchar(20), office varchar(20), firm varchar(20), title varchar(40))', // prettier-ignore
  'CREATE TABLE steps (id varchar(20) NOT NULL PRIMARY KEY, cid varchar(20), body varchar(40))',
  'CREATE TABLE permits (id varchar(20) NOT NULL PRIMARY KEY, title varchar(40), place varchar(40))',
  insert('people', people),
  insert('cases', cases),
  insert('steps', steps),
  insert('permits', permits),
];
