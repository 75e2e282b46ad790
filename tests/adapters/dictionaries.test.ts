import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { resolveCodes } from '../../adapters/dictionaries/resolve-codes.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, entitiesQuery, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, readRightMapping, type DialectName } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** An enum's codes out of the dictionary `zd_dict`; `more` is said of it beside its columns. */
const dictionary = (category: string, more = '') =>
  `dictionary: {table: "zd_dict", where: "lbdm = '${category}'", code: "mxdm", name: "mc"}${more}`;

const sdl = `${smallSource()}
  type Query {
    people: PersonConnection @list(orderBy: ["id"], max: 100, default: 100)
  }
  type Person @key(fields: "id") @key(fields: "badge") @table(name: "zd_people") {
    id: ID! @column(name: "bh")
    badge: Badge! @column(name: "pz")
    marital: MaritalStatus @column(name: "hyzk")
    school: School @column(name: "xl")
    level: Level @column(name: "dj", nullIf: ["0"])
    levels: [Level] @column(name: "dj", split: ",")
    schoolLabel(lang: Language = EN): String @label(of: "school")
  }
  enum MaritalStatus @codes(${dictionary('HYZK', ', unknown: "NOT_KNOWN"')}) {
    SINGLE @code(name: "未婚")
    MARRIED @code(name: ["已婚", "初婚", "再婚"])
    NOT_KNOWN
  }
  enum School @codes(${dictionary('XL')}) {
    PRIMARY @code(name: "小学", value: ["p", "9"]) @label(en: "Primary school", zh: "小学校")
    MIDDLE @code(name: "初中") @label(en: "Middle school", zh: "中学校")
  }
  enum Level @codes(dictionary: {table: "zd_levels", code: "dm", name: "mc"}) {
    LOW @code(name: "低")
    HIGH @code(name: "高")
  }
  enum Badge @codes(${dictionary('PZ')}) {
    RED @code(name: "红")
    BLUE @code(name: "蓝")
  }`;

/** MariaDB's default collation holds `a` and `A`, and `e` and `é`, equal; the codes are in one of another charset. */
const gbk = { postgres: '', sqlite: '', mysql: ' CHARACTER SET gbk' } as const;
const tables = (dialect: DialectName): readonly string[] => [
  `CREATE TABLE zd_dict (lbdm char(8), mxdm char(10)${gbk[dialect]}, mc varchar(20))`,
  'CREATE TABLE zd_levels (dm integer, mc char(6))',
  'CREATE TABLE zd_people (bh integer NOT NULL PRIMARY KEY, pz varchar(10), hyzk varchar(10), xl char(10), dj integer)',
];
const rows = [
  // Blanks around names, history with more names than values, codes without a name, names without a code, and twice.
  `INSERT INTO zd_dict VALUES ('HYZK', '10', '未婚'), ('HYZK', '20', ' 已婚　'), ('HYZK', '21', '初婚'), ('HYZK', '22', '再婚'), ('HYZK', '20', '初婚')`,
  `INSERT INTO zd_dict VALUES ('HYZK', '30', '丧偶'), ('HYZK', NULL, '未婚'), ('HYZK', '40', NULL), ('HYZK', '', '未婚'), ('HYZK', 'a', '未婚'), ('HYZK', 'A', '已婚')`,
  // One code for two values, and one for a value and for what is none; codes that would be SQL.
  `INSERT INTO zd_dict VALUES ('XL', '1', '小学'), ('XL', '1', '初中'), ('XL', '2', '初中'), ('XL', '3', '初中'), ('XL', '3', '高中'), ('XL', '9', '初中')`,
  `INSERT INTO zd_dict VALUES ('XL', ''' OR 1=1', '小学'), ('XL', '\\'' OR 1', '初中'), ('PZ', 'r1', '红'), ('PZ', 'r2', '红'), ('PZ', 'b', '蓝')`,
  `INSERT INTO zd_levels VALUES (1, '低'), (2, '高'), (3, '高'), (0, '低')`,
  `INSERT INTO zd_people VALUES (1, 'r1', '10', '2', 1), (2, 'r2', '20', 'p', 2), (3, 'b', '22', '1', 3), (4, 'x', '30', '3', 0)`,
  `INSERT INTO zd_people VALUES (5, NULL, '99', '9', 9), (6, 'R1', NULL, ''' OR 1=1', NULL), (7, 'b2', 'a', '\\'' OR 1', 2), (8, 'b3', 'A', NULL, 1), (9, 'b4', '40', '', 1)`,
];

let small: SmallDepartments;
const subgraphs = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) subgraphs.set(dialect, await small.open(dialect, sdl, ...tables(dialect), ...rows));
});
afterAll(() => small.close());

const marital = ['SINGLE', 'MARRIED', 'MARRIED', 'NOT_KNOWN', 'NOT_KNOWN', null, 'SINGLE', 'MARRIED', 'NOT_KNOWN'];
const school = ['MIDDLE', 'PRIMARY', null, null, 'PRIMARY', 'PRIMARY', 'MIDDLE', null, null];
const level = ['LOW', 'HIGH', 'HIGH', null, null, null, 'HIGH', 'LOW', 'LOW'];

describe.each(dialects)('on %s', (dialect) => {
  const subgraph = (): Subgraph => {
    const found = subgraphs.get(dialect);
    if (found === undefined) throw new Error(`no department on ${dialect}`);
    return found;
  };
  const idsOf = async (where: string) => {
    const answer = await ask(subgraph(), { query: `{ people(where: ${where}) { nodes { id } totalCount } }` });
    expect(answer.errors).toEqual([]);
    const nodes = valueAt(answer, 'people', 'nodes') as readonly { readonly id: string }[];
    expect(valueAt(answer, 'people', 'totalCount')).toBe(nodes.length);
    return nodes.map(({ id }) => Number(id));
  };
  const places = (values: readonly unknown[], wanted: readonly unknown[]) =>
    values.flatMap((value, index) => (wanted.includes(value) ? [index + 1] : []));

  test('codes are values by their names; what is called otherwise, or two things, is unknown', async () => {
    const answer = await ask(subgraph(), {
      query: '{ people { nodes { marital school level levels schoolLabel } } }',
    });
    expect(answer.errors).toEqual([]);
    const labels: Readonly<Record<string, string>> = { PRIMARY: 'Primary school', MIDDLE: 'Middle school' };
    expect(valueAt(answer, 'people', 'nodes')).toEqual(
      marital.map((_, index) => ({
        marital: marital[index],
        school: school[index],
        level: level[index],
        levels: [['LOW'], ['HIGH'], ['HIGH'], ['LOW'], [null], null, ['HIGH'], ['LOW'], ['LOW']][index],
        schoolLabel: labels[school[index] ?? ''] ?? null,
      })),
    );
    expect(answer.findings.filter(({ field }) => field === 'school').map(({ reason }) => reason)).toEqual(
      ['1', '3', ''].map(() => 'UNKNOWN_CODE'),
    );
    expect(answer.findings.filter(({ field }) => field === 'marital')).toEqual([]);
  });

  test.each(['SINGLE', 'MARRIED', 'NOT_KNOWN'])('a filter asks for the codes of %s', async (value) => {
    expect(await idsOf(`{ marital: { eq: ${value} } }`)).toEqual(places(marital, [value]));
    const others = ['SINGLE', 'MARRIED', 'NOT_KNOWN'].filter((each) => each !== value);
    expect(await idsOf(`{ marital: { ne: ${value} } }`)).toEqual(places(marital, others));
    expect(await idsOf(`{ marital: { in: [${others.join()}] } }`)).toEqual(places(marital, others));
  });

  test('a filter knows what is not known, and codes that look like SQL', async () => {
    expect(await idsOf('{ school: { isNull: true } }')).toEqual(places(school, [null]));
    expect(await idsOf('{ school: { eq: PRIMARY } }')).toEqual(places(school, ['PRIMARY']));
    expect(await idsOf('{ school: { ne: PRIMARY } }')).toEqual(places(school, ['MIDDLE']));
    expect(await idsOf('{ level: { in: [HIGH] } }')).toEqual(places(level, ['HIGH']));
    expect(await idsOf('{ level: { isNull: true } }')).toEqual(places(level, [null]));
  });

  test('groups are of values, not of codes', async () => {
    const query = `{ peopleAggregate(groupBy: [{ marital: VALUE }]) { count key { marital } } }`;
    const answer = await ask(subgraph(), { query });
    expect(answer.errors).toEqual([]);
    const groups = valueAt(answer, 'peopleAggregate') as readonly { key: { marital: string | null } }[];
    const wanted = [...new Set(marital)].map((value) => ({ count: places(marital, [value]).length, key: { marital: value } })); // prettier-ignore
    expect(groups).toHaveLength(wanted.length);
    expect(groups).toEqual(expect.arrayContaining(wanted));
  });

  test('a key that is an enum is found under each of its codes', async () => {
    const query = entitiesQuery('... on Person { id badge }');
    const representations = ['RED', 'BLUE'].map((badge) => ({ __typename: 'Person', badge }));
    const answer = await ask(subgraph(), { query, representations });
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({ _entities: [{ id: '1', badge: 'RED' }, { id: '3', badge: 'BLUE' }] }); // prettier-ignore
    expect(answer.findings.map(({ reason }) => reason)).toEqual(['DUPLICATE_KEY']);
  });

  test('a scan reads what a list does', async () => {
    const found: unknown[] = [];
    for await (const { rows: batch } of subgraph().scan({ type: 'Person', fields: ['marital', 'school'], after: null, request: requestOf(), account: async () => {} })) found.push(...batch); // prettier-ignore
    expect(found).toEqual(marital.map((value, index) => ({ marital: value, school: school[index] })));
  });

  const tiny = (name: string) => `${smallSource()}
    type Query { things: ThingConnection @list(orderBy: ["id"]) houses: HouseConnection @list(orderBy: ["id"]) }
    type Thing @key(fields: "id") @table(name: "${name}") { id: ID! @column(name: "bh") kind: Kind @column(name: "lb") }
    type House @key(fields: "id") @table(name: "${name}") { id: ID! @column(name: "bh") }
    enum Kind @codes(dictionary: {table: "${name}_zd", code: "dm", name: "mc"}) { BIG @code(name: "大") SMALL @code(name: "小") }`;
  const things = (name: string) => [
    `CREATE TABLE ${name} (bh integer NOT NULL PRIMARY KEY, lb varchar(4))`,
    `INSERT INTO ${name} VALUES (1, '1'), (2, '2')`,
  ];
  const dict = (name: string) => `CREATE TABLE ${name}_zd (dm varchar(4), mc varchar(4))`;
  const at = async (name: string, ...statements: readonly string[]) => {
    const file = `${small.folder}/${name}.db`;
    if (dialect === 'sqlite') fillFile(file, ...statements);
    else await small.on(dialect).run(...statements);
    return dialect === 'sqlite' ? `sqlite:${file}` : small.on(dialect).ownerUrl;
  };
  const kinds = async (department: Subgraph) => {
    const answer = await ask(department, { query: '{ things { nodes { kind } } }' });
    return (
      answer.errors[0]?.code ?? (valueAt(answer, 'things', 'nodes') as { kind: unknown }[]).map(({ kind }) => kind)
    );
  };

  test('a dictionary that can’t be read is as a database that can’t, until it can', async () => {
    const department = small.openAt(await at('zd_late', ...things('zd_late')), tiny('zd_late'));
    small.failures.length = 0;
    expect(await kinds(department)).toBe('DEPARTMENT_ERROR');
    expect(small.failures.map(String).join()).toContain('zd_late_zd');
    const house = await ask(department, { query: '{ houses { nodes { id } } }' });
    expect(house).toMatchObject({ data: null, errors: [{ path: [], code: 'DEPARTMENT_ERROR' }] });
    expect(JSON.stringify(house)).not.toContain('zd_late');
    await at('zd_late', dict('zd_late'), `INSERT INTO zd_late_zd VALUES ('1', '大')`);
    expect(await kinds(department)).toEqual(['BIG', null]);
  });

  test('a dictionary of more rows than are read is told in the log, and nothing is answered', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => `('${index % 1000}', '大')`).join();
    const url = await at('zd_many', ...things('zd_many'), dict('zd_many'), `INSERT INTO zd_many_zd VALUES ${many}`);
    expect(await kinds(small.openAt(url, tiny('zd_many')))).toEqual(['BIG', 'BIG']);
    await at('zd_many', `INSERT INTO zd_many_zd VALUES ('2', '大')`);
    small.failures.length = 0;
    expect(await kinds(small.openAt(url, tiny('zd_many')))).toBe('DEPARTMENT_ERROR');
    expect(small.failures.map(String).join()).toContain('more than 5000 rows');
  });

  test('a code that is new counts once the dictionary is read again, and one that is gone no longer', async () => {
    const fill = `INSERT INTO zd_new_zd VALUES ('1', '大')`;
    const department = small.openAt(await at('zd_new', ...things('zd_new'), dict('zd_new'), fill), tiny('zd_new'));
    expect(await kinds(department)).toEqual(['BIG', null]);
    await at('zd_new', `DELETE FROM zd_new_zd`, `INSERT INTO zd_new_zd VALUES ('2', '大')`);
    expect(await kinds(department)).toEqual(['BIG', null]);
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + 11 * 60_000);
    try {
      const request = { ...requestOf(), deadline: now + 60 * 60_000 };
      const later = await ask(department, { query: '{ things { nodes { kind } } }', request });
      expect(valueAt(later, 'things', 'nodes')).toEqual([{ kind: null }, { kind: 'BIG' }]);
    } finally {
      clock.mockRestore();
    }
  });
});

test('what a dictionary means does not depend on the order of its rows', () => {
  const { mapping } = readRightMapping(sdl);
  const school = mapping.enums.get('School');
  if (!school?.dictionary) throw new Error('no dictionary');
  const entries = [
    { code: '2', name: '初中' },
    { code: '1', name: '小学' },
    { code: '1', name: '初中' },
    { code: '3', name: '高中' },
    { code: '9', name: '初中' },
    { code: '10', name: '小学' },
  ];
  for (const rows of [entries, [...entries].reverse()]) {
    const resolved = resolveCodes(school, school.dictionary, rows);
    expect([...resolved.values]).toEqual([['p', 'PRIMARY'], ['9', 'PRIMARY'], ['10', 'PRIMARY'], ['2', 'MIDDLE']]); // prettier-ignore
    expect(resolved.dictionary).toBeNull();
  }
});
