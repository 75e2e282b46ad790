import { fillFile } from '../adapters/fixtures/small-department.ts';
import type { TestDatabase } from '../adapters/fixtures/engine.ts';

/** A department whose tables hold what can't be given, and what should be found of it. */
export const dirtySdl = `extend schema @source(name: "dirty", url: "env:DIRTY_URL", timezone: "Asia/Shanghai")

type Person @key(fields: "id") @table(name: "person", where: "gone = 0") @subject(field: "id")
  @restrict(roles: ["official"], field: "code", claim: "districts") {
  id: ID! @column(name: "sfzh", as: RESIDENT_ID)
  born: Date @column(name: "born", format: "yyyyMMdd", nullIf: [""])
  gender: Gender @column(name: "gender")
  code: String @column(name: "gender")
  scores: [Int] @column(name: "scores", split: ",")
  home: Home @embedded(prefix: "home_")
  guardian: Citizen @relation(columns: ["guardian"], as: RESIDENT_ID)
  house: House @relation(columns: ["house"], references: ["no"])
  kind: HouseKind @column(name: "kind", through: "house")
}
type Home {
  street: String @column(name: "street")
  since: Date @column(name: "since", format: "yyyyMMdd")
}
type House @key(fields: "id") @table(name: "house") {
  id: ID! @column(name: "no")
  kind: HouseKind @column(name: "kind")
}
"Clean."
type Office @key(fields: "id") @table(name: "office") {
  id: ID! @column(name: "no")
  name: String @column(name: "name")
}
"Known elsewhere: nothing of it can be read row by row."
type Citizen @key(fields: "id") {
  id: ID! @column(as: RESIDENT_ID)
}
enum Gender @codes { MALE @code(value: "1") FEMALE @code(value: "2") }
enum HouseKind @codes { FLAT @code(value: "1") COTTAGE @code(value: "2") }
`;

/** Made-up texts that no output may hold. */
const marks = { date: 'ZZDATE', code: 'Q', score: 'ZZSCORE', street: 'ZZSTREET', id: 'ZZID' } as const;

type Person = Readonly<Record<(typeof columns)[number], string | number | null>>;

const columns = ['n', 'sfzh', 'born', 'gender', 'scores', 'home_street', 'home_since', 'guardian', 'house', 'gone'] as const; // prettier-ignore

/** More findings in one batch than a fetch of the graph would keep. */
const persons = 2400;

/** Resident ids of 18 characters, ascending, each with its check character. */
function residentId(index: number): string {
  const digits = `110105${1950 + (index % 50)}0101${String(100 + Math.floor(index / 50)).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return `${digits}${'10X98765432'.charAt(sum % 11)}`;
}

const people: readonly Person[] = Array.from({ length: persons }, (_, n) => ({
  n,
  // Every hundredth twice, every 240th none, every 300th nonsense.
  sfzh: n % 240 === 7 ? null : n % 300 === 11 ? `${marks.id}${n}` : residentId(n % 100 === 1 ? n - 1 : n),
  born: n % 10 === 0 ? '19631231' : `${marks.date}${n}`,
  gender: n % 3 === 0 ? marks.code : String(1 + (n % 2)),
  scores: n % 5 === 0 ? `1,${marks.score},${marks.score}2,3` : '1,2',
  home_street: n % 4 === 0 ? `${marks.street}${n}` : null,
  home_since: n % 8 === 0 ? marks.date : null,
  guardian: n % 50 === 3 ? `${marks.id}${n}` : n % 50 === 4 ? residentId(n) : null,
  house: n % 4,
  gone: n % 20 === 19 ? 1 : 0,
}));

const houses = [0, 1, 2, 3].map((no) => ({ no, kind: no === 3 ? marks.code : String(1 + (no % 2)) }));

const standing = people.filter(({ gone }) => gone === 0);
const rowsWhere = (isSo: (person: Person) => boolean): number => standing.filter(isSo).length;
const holds = (mark: string) => (value: string | number | null) => String(value).includes(mark);

/** Rows read of each type. */
export const rowsRead = { Person: standing.length, House: houses.length, Office: 1 } as const;

/** Counted from what was stored: `Type.field reason` → rows. */
export const expectedCounts: Readonly<Record<string, number>> = {
  'Person.born UNREADABLE_VALUE': rowsWhere(({ born }) => holds(marks.date)(born)),
  'Person.gender UNKNOWN_CODE': rowsWhere(({ gender }) => gender === marks.code),
  'Person.scores UNREADABLE_VALUE': rowsWhere(({ scores }) => holds(marks.score)(scores)),
  'Person.home.since UNREADABLE_VALUE': rowsWhere(({ home_since }) => holds(marks.date)(home_since)),
  'Person.guardian.id INVALID_IDENTIFIER': rowsWhere(({ guardian }) => holds(marks.id)(guardian)),
  'Person.kind UNKNOWN_CODE': rowsWhere(({ house }) => house === 3),
  'Person.id INVALID_IDENTIFIER': rowsWhere(({ sfzh }) => sfzh === null || holds(marks.id)(sfzh)),
  'Person.null DUPLICATE_KEY': rowsWhere(({ sfzh }) => sfzh !== null) - new Set(standing.flatMap(({ sfzh }) => sfzh ?? [])).size, // prettier-ignore
  'House.kind UNKNOWN_CODE': 1,
};

/** Everything stored of people that must not be shown. */
export const stored: readonly string[] = [
  ...Object.values(marks).filter((mark) => mark.length > 1),
  ...people.flatMap(({ sfzh }) => (sfzh === null ? [] : [String(sfzh)])),
];

const literal = (value: string | number | null): string =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`;

/** The tables and their rows, for any engine. */
const statements: readonly string[] = [
  `CREATE TABLE person (n int PRIMARY KEY, sfzh varchar(18), born varchar(20), gender varchar(2), scores varchar(60),
    home_street varchar(20), home_since varchar(20), guardian varchar(18), house int, gone int)`,
  'CREATE INDEX person_sfzh ON person (sfzh)',
  'CREATE TABLE house (no int PRIMARY KEY, kind varchar(2))',
  'CREATE TABLE office (no int PRIMARY KEY, name varchar(20))',
  `INSERT INTO person VALUES ${people.map((row) => `(${columns.map((column) => literal(row[column])).join()})`).join()}`,
  `INSERT INTO house VALUES ${houses.map(({ no, kind }) => `(${no},${literal(kind)})`).join()}`,
  `INSERT INTO office VALUES (1,'市民政局')`,
];

export const fillDirtyFile = (file: string): void => fillFile(file, ...statements);

/** @returns the URL of an account that may read and nothing else */
export async function fillDirtyDatabase(database: TestDatabase): Promise<string> {
  await database.run(...statements);
  return database.readerUrl();
}
