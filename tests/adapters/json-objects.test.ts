import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readJsonObjects } from '../../adapters/values/json-value.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asNobody, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

const sdl = `${smallSource()}
  type Query { forms: FormConnection @list(orderBy: ["id"], max: 100, default: 100) }
  type Form @key(fields: "id") @table(name: "json_forms") {
    id: ID! @column(name: "bh")
    contact: Liaison @embedded(column: "kzxx", json: "lxr")
    relatives: [Relative] @embedded(column: "kzxx", json: "jt.cy")
    whole: Whole @embedded(column: "kzxx", json: "")
    own: [Relative] @embedded(column: "zdy", json: "")
  }
  type Liaison {
    name: String @column(json: "xm") @personal
    phones: [String] @column(json: "dh", as: PHONE)
    city: String @column(json: "dz.cs")
    fee: Decimal @column(json: "fy")
    count: Int @column(json: "sl")
    since: Date @column(json: "rq", format: "yyyyMMdd", nullIf: ["00000000"])
    kind: Kind @column(json: "lb")
    main: Boolean @column(json: "zy")
    kindLabel(lang: Language = EN): String @label(of: "kind")
    source: String @constant(value: "form")
  }
  type Relative { name: String @column(json: "xm") }
  type Whole { note: String @column(json: "bz") contactName: String @column(json: "lxr.xm") @personal }
  enum Kind @codes { HOME @code(value: "1") @label(en: "Home", zh: "住宅") WORK @code(value: ["2", "单位"]) @label(en: "Work", zh: "单位") }`;

const column = { postgres: 'jsonb', sqlite: 'json', mysql: 'json' } as const;
const stored: readonly (string | null)[] = [
  // Everything, every number to the last digit.
  '{"lxr": {"xm": "张三", "dh": ["139 0000", 1380000, null], "dz": {"cs": "南浦"}, "fy": 12345678901234567890.10, "sl": 3, "rq": "20240229", "lb": 2, "zy": true}, "jt": {"cy": [{"xm": "李四"}, {"xm": "王五"}]}, "bz": "x"}',
  // In fences, a list without its brackets, values that stand for nothing, an unknown code.
  '```json\n{"lxr": {"xm": " ", "rq": "00000000", "lb": "7", "dh": "139"}, "jt": {"cy": {"xm": "李四"}}}\n```',
  // What is no object, and lists with what is none.
  '{"lxr": "无", "jt": {"cy": [{"xm": "李四"}, "王五", null, {}, {"xm": null}, ["赵六"], {"xm": {"a": 1}}]}}',
  // Objects that hold nothing, and those PHP writes as lists.
  '{"lxr": {"xm": "", "dh": [], "other": 1}, "jt": {"cy": []}}',
  '{"lxr": [], "jt": []}',
  '{"lxr": [{"xm": "张三"}, {"xm": "李四"}], "jt": {"cy": 7}}',
  '{"lxr": [{"xm": "张三"}]}',
  '{"lxr": null, "jt": null, "bz": "y"}',
  '{"lxr": "", "jt": {"cy": ""}}',
  // No JSON, or none any more.
  '{"lxr": {"xm": "张三"',
  'null',
  '[1]',
  '  ',
  null,
];
const literal = (text: string | null) => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
const own = (index: number) => (index === 0 ? '[{"xm": "己"}, {"xm": 90071992547409930001}]' : index === 1 ? '{"xm": "独"}' : null); // prettier-ignore

let small: SmallDepartments;
const subgraphs = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) {
    const rows = stored.map((text, index) => `(${index + 1}, ${literal(text)}, ${literal(own(index))})`).join();
    const table = `CREATE TABLE json_forms (bh integer NOT NULL PRIMARY KEY, kzxx text, zdy ${column[dialect]})`;
    subgraphs.set(dialect, await small.open(dialect, sdl, table, `INSERT INTO json_forms VALUES ${rows}`));
  }
});
afterAll(() => small.close());

const nothing = { name: null, phones: null, city: null, fee: null, count: null, since: null, kind: null, main: null };
const named = (...names: readonly string[]) => names.map((name) => ({ name }));

describe.each(dialects)('on %s', (dialect) => {
  const subgraph = (): Subgraph => {
    const found = subgraphs.get(dialect);
    if (found === undefined) throw new Error(`no department on ${dialect}`);
    return found;
  };
  const nodesOf = async (selection: string, request = requestOf()) => {
    const answer = await ask(subgraph(), { query: `{ forms { nodes { ${selection} } } }`, request });
    return { ...answer, nodes: valueAt(answer, 'forms', 'nodes') as readonly Record<string, unknown>[] };
  };

  test('an object is read by its paths; what is none, or is broken, is null and one finding', async () => {
    const { nodes, errors, findings } = await nodesOf('contact { name phones city fee count since kind main }');
    expect(errors).toEqual([]);
    expect(nodes.map(({ contact }) => contact)).toEqual([
      {
        ...{ name: '张三', phones: ['1390000', '1380000'], city: '南浦', fee: '12345678901234567890.10' },
        ...{ count: 3, since: '2024-02-29', kind: 'WORK', main: true },
      },
      { ...nothing, name: ' ', phones: ['139'] },
      null,
      null,
      null,
      null,
      { ...nothing, name: '张三', phones: [] },
      ...[null, null, null, null, null, null, null],
    ]);
    expect(findings.map(({ type, field, reason }) => `${type}.${field ?? ''} ${reason}`)).toEqual([
      'Liaison.kind UNKNOWN_CODE',
      ...['no object', 'two', 'broken', 'a list above'].map(() => 'Form.contact UNREADABLE_VALUE'),
    ]);
  });

  test('a list leaves out what holds nothing, and has null for what is no object', async () => {
    const { nodes, errors, findings } = await nodesOf('relatives { name } own { name }');
    expect(errors).toEqual([]);
    expect(nodes.map(({ relatives }) => relatives)).toEqual([
      named('李四', '王五'),
      named('李四'),
      [{ name: '李四' }, null, null, { name: null }],
      [],
      null,
      null,
      [],
      [],
      [],
      null,
      [],
      null,
      [],
      null,
    ]);
    expect(nodes.slice(0, 3).map((node) => node['own'])).toEqual([named('己', '90071992547409930001'), named('独'), null]); // prettier-ignore
    expect(findings.map(({ type, field }) => `${type}.${field ?? ''}`)).toEqual([
      ...['Form.relatives', 'Form.relatives', 'Relative.name'],
      ...['a list above', 'a number', 'broken', 'a list of numbers'].map(() => 'Form.relatives'),
    ]);
  });

  test('several objects of one column, labels and constants stand beside one another', async () => {
    const { nodes, findings } = await nodesOf('whole { note contactName } contact { kindLabel(lang: ZH) source }');
    expect(nodes[0]).toEqual({
      whole: { note: 'x', contactName: '张三' },
      contact: { kindLabel: '单位', source: 'form' },
    });
    expect(nodes[7]).toEqual({ whole: { note: 'y', contactName: null }, contact: null });
    expect(nodes[10]).toEqual({ whole: null, contact: null });
    expect(findings.filter(({ field }) => field === 'whole').length).toBe(2);
  });

  test('who may not read what an object holds does not learn that it is there', async () => {
    const seen = await nodesOf('contact { city } whole { note }', asNobody());
    expect(seen.errors).toEqual([]);
    expect(seen.nodes[6]).toEqual({ contact: null, whole: null });
    expect(seen.nodes[0]).toEqual({ contact: { city: '南浦' }, whole: { note: 'x' } });
    const withheld = await nodesOf('contact { name }', asNobody());
    expect(withheld.nodes[0]).toEqual({ contact: { name: null } });
    expect(withheld.errors[0]).toMatchObject({ path: ['forms', 'nodes', 0, 'contact', 'name'] });
  });

  test('nothing in JSON can be filtered by', async () => {
    const answer = await ask(subgraph(), { query: '{ __typename }' });
    expect(answer.errors).toEqual([]);
    const text = JSON.stringify(subgraph().sdl);
    expect(text).toContain('SmallFormWhere');
    expect(text).not.toContain('SmallLiaisonWhere');
  });

  test('a scan reads the same', async () => {
    const fields = ['id', { name: 'relatives', fields: ['name'] }];
    const found: unknown[] = [];
    for await (const batch of subgraph().scan({ type: 'Form', fields, after: null, batchSize: 5, request: requestOf(), account: async () => {} })) found.push(...batch.rows); // prettier-ignore
    expect(found).toHaveLength(stored.length);
    expect(found[0]).toEqual({ id: '1', relatives: named('李四', '王五') });
  });
});

test.each([
  ['{"a": {"__proto__": {"b": "1"}}}', 'a', ['{"__proto__":{"b":"1"}}']],
  ['{"a": {"n": 1e400, "z": -0.10, "s": "\\"1\\""}}', 'a', ['{"n":"1e400","z":"-0.10","s":"\\"1\\""}']],
  ['{"a": {}}', 'constructor', [null]],
  ['{"a": {}}', 'a.b.c', [null]],
  ['{"a": [[{}], true, 1, "x", {}]}', 'a', [undefined, undefined, undefined, undefined, '{}']],
])('%s at %s', (text, path, items) => {
  expect(readJsonObjects(text, path)?.items).toEqual(items);
});
