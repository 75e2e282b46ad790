import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { isMariadb } from './fixtures/engine.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

/** Texts that some collation holds equal to one another; a key is one of them and no other. */
const texts = [
  'x',
  'X',
  'é',
  'e',
  'É',
  'ß',
  'ss',
  'ｘ',
  'a',
  'a b',
  'a  b',
  'a\tb',
  'ä',
  'Ä',
  '张',
  '張',
  '1',
  '01',
  '1.0',
];
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const sdl = `${smallSource('pool: 4')}
  type Query {
    holders: HolderConnection @list(orderBy: ["id"], max: 100)
    named: HolderConnection @list(orderBy: ["note"], max: 100)
    backwards: HolderConnection @list(orderBy: ["note DESC"], max: 100)
    marks: MarkConnection @list(orderBy: ["id"], max: 100)
    people: PersonConnection @list(orderBy: ["id"], max: 100)
  }
  type Holder @key(fields: "id") @table(name: "holders") {
    id: ID! @column(name: "code")
    note: String @column(name: "note")
    mark: Mark @relation(columns: ["code"], references: ["code"])
    sign: String @column(name: "sign", through: "mark")
    other: Other @relation(columns: ["code"], references: ["code"])
    notes: NoteConnection @relation(columns: ["code"], references: ["holder"]) @list(orderBy: ["id"], max: 50)
  }
  type Mark @key(fields: "id") @table(name: "marks") {
    id: ID! @column(name: "code")
    sign: String @column(name: "sign")
  }
  type Other @key(fields: "id") @table(name: "others") { id: ID! @column(name: "code") sign: String @column(name: "sign") }
  type Note @key(fields: "id") @table(name: "notes") { id: ID! @column(name: "id") }
  type Person @key(fields: "id") @table(name: "people") @subject(field: "id") { id: ID! @column(name: "code") }`;

/** On MariaDB the columns are of several charsets, so that joins and keys have to cross them. */
const charset = (dialect: DialectName, text: string) => (dialect === 'mysql' ? ` ${text}` : '');
const statements = (dialect: DialectName): readonly string[] => [
  // No unique index here: to this collation many of the texts are one.
  `CREATE TABLE holders (nr integer NOT NULL PRIMARY KEY, code varchar(20)${charset(dialect, 'COLLATE utf8mb4_unicode_ci')}, note varchar(20))`,
  `CREATE TABLE marks (code varchar(20)${charset(dialect, `COLLATE ${isMariadb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'}`)} NOT NULL PRIMARY KEY, sign varchar(20))`,
  `CREATE TABLE others (code varchar(20)${charset(dialect, 'CHARACTER SET gbk COLLATE gbk_bin')} NOT NULL PRIMARY KEY, sign varchar(20))`,
  `CREATE TABLE notes (id integer NOT NULL PRIMARY KEY, holder varchar(20))`,
  `CREATE TABLE people (nr integer NOT NULL PRIMARY KEY, code varchar(20))`,
  'CREATE INDEX by_code ON holders (code)',
  ...texts.map((text, index) => `INSERT INTO holders VALUES (${index}, ${quoted(text)}, ${quoted(text)})`),
  ...texts.map((text, index) => `INSERT INTO people VALUES (${index}, ${quoted(text)})`),
  ...texts.map((text, index) => `INSERT INTO marks VALUES (${quoted(text)}, 'm${index}')`),
  `INSERT INTO others VALUES ('x', 'small'), ('X', 'large'), ('a b', 'one blank'), ('张', 'simple'), ('張', 'full')`,
  ...texts.map((text, index) => `INSERT INTO notes VALUES (${index}, ${quoted(text)})`),
];

describe.each(dialects)('texts that a collation may hold equal, on %s', (dialect) => {
  let small: SmallDepartments;
  let subgraph: Subgraph;
  beforeAll(async () => {
    small = await openSmallDepartments();
    subgraph = await small.open(dialect, sdl, ...statements(dialect));
  });
  afterAll(() => small.close());

  test('each finds the one row it is the key of', async () => {
    const keys = [...texts, 'E', 'SS', 'X ', 'A', 'A B', '１', '001', '1.00', 'á', '?'];
    const answer = await ask(subgraph, {
      query: entitiesQuery('... on Holder { id note }'),
      representations: keys.map((id) => ({ __typename: 'Holder', id })),
    });
    expect(answer.errors).toEqual([]);
    expect(answer.findings).toEqual([]);
    const found = valueAt(answer, '_entities') as readonly ({ readonly note: string } | null)[];
    expect(found.map((each) => each?.note ?? null)).toEqual(
      keys.map((key) => (texts.includes(key.trimEnd()) ? key.trimEnd() : null)),
    );
  });

  test('a character the column’s charset lacks finds nobody, not the question mark it would become', async () => {
    const answer = await ask(subgraph, {
      query: entitiesQuery('... on Other { id sign }'),
      representations: ['😀', '𠮷', 'é', 'x', '?', '张'].map((id) => ({ __typename: 'Other', id })),
    });
    const nobody = null;
    expect(valueAt(answer, '_entities')).toEqual([
      nobody,
      nobody,
      nobody,
      { id: 'x', sign: 'small' },
      nobody,
      { id: '张', sign: 'simple' },
    ]);
  });

  test('a join and a list below find the same', async () => {
    const answer = await ask(subgraph, {
      query:
        '{ holders(first: 100) { nodes { note sign mark { id } other { sign } notes { totalCount nodes { id } } } } }',
    });
    expect(answer.errors).toEqual([]);
    expect(answer.findings).toEqual([]);
    const others = new Map([['x', 'small'], ['X', 'large'], ['a b', 'one blank'], ['张', 'simple'], ['張', 'full']]); // prettier-ignore
    const nodes = valueAt(answer, 'holders', 'nodes') as readonly Record<string, unknown>[];
    expect(nodes).toHaveLength(texts.length);
    for (const node of nodes) {
      const text = String(node['note']);
      const index = texts.indexOf(text);
      const other = others.get(text);
      expect(node).toEqual({
        note: text,
        sign: `m${index}`,
        mark: { id: text },
        other: other === undefined ? null : { sign: other },
        notes: { totalCount: 1, nodes: [{ id: String(index) }] },
      });
    }
  });

  test.each(['named', 'backwards', 'marks', 'holders'])('%s are ordered by code points, page by page', async (list) => {
    const field = list === 'marks' || list === 'holders' ? 'id' : 'note';
    const sorted = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const expected = list === 'backwards' ? sorted.reverse() : sorted;
    const found: unknown[] = [];
    for (let after: string | null = null; found.length <= texts.length;) {
      const query = `query ($after: String) { ${list}(first: 2, after: $after) { nodes { ${field} } pageInfo { hasNextPage endCursor } } }`;
      const answer = await ask(subgraph, { query, variables: { after } });
      expect(answer.errors).toEqual([]);
      found.push(...(valueAt(answer, list, 'nodes') as readonly Record<string, unknown>[]).map((node) => node[field]));
      if (valueAt(answer, list, 'pageInfo', 'hasNextPage') !== true) break;
      after = String(valueAt(answer, list, 'pageInfo', 'endCursor'));
    }
    expect(found).toEqual(expected);
  });

  test('a citizen’s own rows are theirs alone', async () => {
    // The caller's id is a resident's, which knows capitals only.
    for (const id of ['É', '张', '張', 'E', 'SS', 'A']) {
      const answer = await ask(subgraph, { query: '{ people { nodes { id } totalCount } }', request: asCitizen(id) });
      const own = texts.includes(id) ? [{ id }] : [];
      expect(valueAt(answer, 'people')).toEqual({ nodes: own, totalCount: own.length });
    }
  });
});
