import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { keyCodecs, type KeyCodecName } from '../../adapters/codecs/key-codec.ts';
import { residentIdCheckDigit } from '../../adapters/codecs/resident-id.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { openCounted, type SentStatement } from './fixtures/counted-fetch.ts';
import { withClient, withMariadb } from './fixtures/engine.ts';
import { explainMysql, explainPostgres, explainSqlite } from './fixtures/explain-statement.ts';
import { dialects, readRightMapping, type DialectName } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Keys in every form that departments store them in, and what only looks like one of them. */
const resident = (first17: string) => first17 + residentIdCheckDigit(first17);
const people = Array.from({ length: 24 }, (_, index) => resident(`110105${1950 + index}0${(index % 9) + 1}12${String(index * 7).padStart(3, '0')}`)); // prettier-ignore
const stored: Readonly<Record<'RESIDENT_ID' | 'CREDIT_CODE' | 'PERSON_NAME' | 'PHONE', readonly string[]>> = {
  RESIDENT_ID: [
    ...people.flatMap((id, index) => [
      id,
      ...(index % 2 === 0 ? [id.slice(0, 6) + id.slice(8, 17)] : []),
      ...(id.endsWith('X') ? [id.toLowerCase()] : []),
      ...(index % 5 === 0 ? [`${id.slice(0, 17)}${id.endsWith('1') ? '2' : '1'}`, `${id}  `] : []),
    ]),
    ...[
      '340524200101010014',
      '340524010101001',
      'e12345678',
      'E12345678',
      '无',
      'abcX',
      'ABCx',
      '11010519491231002',
      '',
    ],
    ...['１１０１０５４９１２３１００２', '11010549123100２', 'αx', 'ΑX', '999999999999999', '000000000000000'],
  ],
  CREDIT_CODE: ['91350100M000100Y43', '91350100m000100y43', '9131000063159284XQ', '9131000063159284xq', '9131000063159284Xq', '无', 'αa', 'ΑA', 'a-1', 'A-1', '', ' '], // prettier-ignore
  PERSON_NAME: ['张三', '张　三', '张 三', '张三 ', '李四五', '李 四五', '李　四　五', '阿欣', '阿　欣', '欣', '欣 ', 'A b', 'AB', 'Ab', 'a b', '', '　'], // prettier-ignore
  PHONE: [
    ...[
      '13812345678',
      '138-1234-5678',
      '138 1234 5678',
      '+8613812345678',
      '+86 138 1234 5678',
      '008613812345678',
      '8613812345678',
      '１３８１２３４５６７８',
      '＋８６（１３８）１２３４５６７８',
      '138.1234/5678',
    ],
    ...[
      '13912345678',
      '139-1234-5678',
      '+8613912345678',
      '8613912345679',
      '1391234567',
      '139123456789',
      '+861391234567',
      '861391234567',
    ],
    ...[
      '010-12345678',
      '(010)12345678',
      '01012345678',
      '０１０－１２３４５６７８',
      '+8601012345678',
      '12345678',
      '１２３４５６７８',
    ],
    ...['4001234567', '400-123-4567', '400 123 4567', '无', '010转8', '010转８', '010-转8', '0', '', ' ', '-', '110 ', '110', '１１０', '+110', '+', 'x', 'X'], // prettier-ignore
  ],
};
const codecs = ['RESIDENT_ID', 'CREDIT_CODE', 'PERSON_NAME', 'PHONE'] as const;

const types: Readonly<Record<DialectName, readonly (readonly [string, string])[]>> = {
  postgres: [['char(20)', 'varchar(20)'], ['varchar(20)', 'char(20)'], ['text', 'text']], // prettier-ignore
  sqlite: [['TEXT', 'TEXT'], ['char(20)', 'varchar(20)'], ['text collate nocase', 'text']], // prettier-ignore
  mysql: [['varchar(20)', 'varchar(20)'], ['char(20) character set gbk', 'varchar(20) character set utf8mb4 collate utf8mb4_bin'], ['varchar(20) character set utf8mb4 collate utf8mb4_general_ci', 'char(20) character set gbk']], // prettier-ignore
};

const sdlOf = (codec: KeyCodecName) => `${smallSource()}
  type Query { parents: ParentConnection @list(orderBy: ["id"], max: 1000, default: 1000) }
  type Parent @key(fields: "id") @table(name: "t_p") {
    id: ID! @column(name: "n")
    held: String @column(name: "k", as: ${codec}) @public
    children: ChildConnection @relation(columns: ["k"], references: ["k"], as: ${codec}) @list(orderBy: ["id"])
    byField: ChildConnection @relation(fields: ["held"], references: ["k"], as: ${codec}) @list(orderBy: ["id"])
    linked: ChildConnection @relation(columns: ["k"], link: {table: "t_l", from: "k", to: "n"}, references: ["n"], as: ${codec}) @list(orderBy: ["id"])
    first: Child @relation(columns: ["k"], references: ["k"], where: "n < 40", as: ${codec})
    firstNumber: Int @column(name: "m", through: "first")
  }
  type Child @key(fields: "id") @table(name: "t_k") {
    id: ID! @column(name: "n")
    number: Int @column(name: "m")
    parents: ParentConnection @relation(columns: ["k"], references: ["k"], as: ${codec}) @list(orderBy: ["id"])
  }`;

const text = (value: string) => `'${value}'`;
const statements = (codec: (typeof codecs)[number], [parent, child]: readonly [string, string]) => {
  const rows = (table: string, values: readonly string[], each: (index: number, value: string) => string) =>
    `INSERT INTO ${table} VALUES ${values.map((value, index) => `(${each(index, value)})`).join(', ')}`;
  const parents = stored[codec];
  // Half of the forms are on the other side.
  const children = parents.filter((_, index) => index % 3 !== 1);
  return [
    `CREATE TABLE t_p (n integer NOT NULL PRIMARY KEY, k ${parent})`,
    `CREATE TABLE t_k (n integer NOT NULL PRIMARY KEY, k ${child}, m integer)`,
    `CREATE TABLE t_l (k ${child}, n integer)`,
    ...['t_p', 't_k', 't_l'].map((table) => `CREATE INDEX i_${table} ON ${table} (k)`),
    rows('t_p', parents, (index, value) => `${index}, ${text(value)}`),
    `INSERT INTO t_p VALUES (900, NULL)`,
    rows('t_k', children, (index, value) => `${index}, ${text(value)}, ${index % 7}`),
    `INSERT INTO t_k VALUES (900, NULL, 1)`,
    `INSERT INTO t_l SELECT k, n FROM t_k`,
  ];
};

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
});
afterEach(() => small.closeOpened());
afterAll(() => small.close());

const cases = dialects.flatMap((dialect) => codecs.flatMap((codec) => types[dialect].map((columns) => [dialect, codec, columns] as const))); // prettier-ignore

describe('filters through keys of several forms', () => {
  test.each(cases)('on %s: %s in %j', async (dialect, codec, columns) => {
    const given = statements(codec, columns);
    const names = given.flatMap((each) => /^CREATE TABLE (\w+)/.exec(each)?.[1] ?? []);
    const drops = names.map((name) => `DROP TABLE IF EXISTS ${name}`);
    const subgraph: Subgraph = await small.open(dialect, sdlOf(codec), ...(dialect === 'sqlite' ? [] : drops), ...given, ...(dialect === 'postgres' ? ['ANALYZE'] : [])); // prettier-ignore
    const answer = async (query: string) => {
      const found = await ask(subgraph, { query });
      expect(found.errors).toEqual([]);
      return found;
    };
    const whole = await answer(
      '{ parents { nodes { id first { number } firstNumber children(first: 100) { totalCount nodes { number parents { nodes { children { nodes { number } } } } } } byField { totalCount } linked { totalCount } } } }',
    );
    type Read = Record<
      'children' | 'byField' | 'linked',
      {
        totalCount: number;
        nodes: { number: number; parents: { nodes: { children: { nodes: { number: number }[] } }[] } }[];
      }
    > & {
      readonly id: string;
      readonly firstNumber: number | null;
    };
    const read = valueAt(whole, 'parents', 'nodes') as readonly Read[];
    expect(read.filter(({ children }) => children.totalCount > 1).length).toBeGreaterThan(3);
    expect(read.some(({ children }) => children.totalCount === 0)).toBe(true);
    const ids = async (where: string) =>
      (valueAt(await answer(`{ parents(where: ${where}) { nodes { id } } }`), 'parents', 'nodes') as Read[]).map(({ id }) => id); // prettier-ignore
    const expected = (holds: (each: Read) => boolean) => read.filter(holds).map(({ id }) => id);
    expect(await ids('{children: {some: {}}}')).toEqual(expected(({ children }) => children.totalCount > 0));
    expect(await ids('{byField: {some: {}}}')).toEqual(expected(({ byField }) => byField.totalCount > 0));
    expect(await ids('{linked: {some: {}}}')).toEqual(expected(({ linked }) => linked.totalCount > 0));
    expect(await ids('{children: {none: {number: {gt: 3}}}}')).toEqual(
      expected(({ children }) => children.nodes.every(({ number }) => number <= 3)),
    );
    expect(await ids('{children: {every: {number: {gt: 3}}, some: {}}}')).toEqual(
      expected(({ children }) => children.totalCount > 0 && children.nodes.every(({ number }) => number > 3)),
    );
    expect(await ids('{firstNumber: {isNull: true}}')).toEqual(expected(({ firstNumber }) => firstNumber === null));
    const back = await ids('{children: {some: {parents: {some: {children: {some: {number: {eq: 0}}}}}}}}');
    expect(back).toEqual(
      expected(({ children }) => children.nodes.some(({ parents }) => parents.nodes.some((parent) => parent.children.nodes.some(({ number }) => number === 0)))), // prettier-ignore
    );
  });
});

const longest = {
  RESIDENT_ID: { postgres: 4_500, sqlite: 4_500, mysql: 9_000 },
  PHONE: { postgres: 5_000, sqlite: 10_000, mysql: 16_000 },
} as const satisfies Partial<Record<KeyCodecName, Readonly<Record<DialectName, number>>>>;

test.each(dialects.flatMap((dialect) => (['RESIDENT_ID', 'PHONE'] as const).map((codec) => [dialect, codec] as const)))(
  'on %s the other side of %s is looked up by its index',
  async (dialect, codec) => {
    const columns = types[dialect][0] ?? ['text', 'text'];
    const more = Array.from({ length: 10 }, (_, doubling) => `INSERT INTO t_k SELECT n + ${1000 * 2 ** doubling}, n + ${1000 * 2 ** doubling}, 1 FROM t_k`); // prettier-ignore
    const given = [...statements(codec, columns), ...more];
    const drops = ['t_p', 't_k', 't_l'].map((name) => `DROP TABLE IF EXISTS ${name}`);
    if (dialect === 'sqlite') fillFile(`${small.folder}/forms ${codec}.db`, ...given);
    else await small.on(dialect).run(...drops, ...given, dialect === 'postgres' ? 'ANALYZE' : 'ANALYZE TABLE t_p, t_k');
    const url = dialect === 'sqlite' ? `sqlite:${small.folder}/forms ${codec}.db` : small.on(dialect).ownerUrl;
    const counted = await openCounted(url, readRightMapping(sdlOf(codec)));
    try {
      const { answer, sent } = await counted.ask({ query: '{ parents(where: {children: {some: {number: {gt: 3}}}}) { nodes { id } } }' }); // prettier-ignore
      expect(valueAt(answer, 'parents', 'nodes')).not.toEqual([]);
      const [statement] = sent;
      if (statement === undefined) throw new Error('nothing was sent');
      expect(statement.text.length).toBeLessThan(longest[codec][dialect]);
      expect(await planOf(dialect, url, statement)).toMatch(
        { postgres: /Index Scan[^}]*"i_t_k"/, sqlite: /SEARCH t\d+ USING INDEX i_t_k \(k=\?\)/, mysql: /"type":"ref","possible_keys":"i_t_k","key":"i_t_k"/ }[dialect], // prettier-ignore
      );
    } finally {
      await counted.close();
    }
  },
);

/** How the engine goes about a statement, in its words. */
async function planOf(dialect: DialectName, url: string, statement: SentStatement): Promise<string> {
  if (dialect === 'postgres') return withClient(url, (client) => explainPostgres(client, statement));
  if (dialect === 'sqlite') return explainSqlite(url, statement).join('\n');
  return JSON.stringify(await withMariadb(url, (connection) => explainMysql(connection, statement)));
}

test('the forms are those of the codecs', () => {
  for (const codec of codecs)
    for (const value of stored[codec].filter((each) => each.trim() !== '')) {
      const forms = keyCodecs[codec].storedForms(keyCodecs[codec].read(value.trimEnd()));
      expect(new Set(forms.map(keyCodecs[codec].read)).size).toBe(1);
    }
});
