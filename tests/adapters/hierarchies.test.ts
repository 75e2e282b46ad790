import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kind, parse } from 'graphql';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, asNobody, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { openCounted } from './fixtures/counted-fetch.ts';
import { testMariadb, withClient, withMariadb } from './fixtures/engine.ts';
import { explainMysql, explainPostgres, explainSqlite } from './fixtures/explain-statement.ts';
import * as rows from './fixtures/hierarchy-rows.ts';
import { dialects, readRightMapping, type DialectName } from './fixtures/mini-department.ts';
import { personId } from './fixtures/mini-rows.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

const all = 'max: 1000, default: 1000';
const up = 'columns: ["sjdm"], references: ["dm"]';
const down = 'columns: ["dm"], references: ["sjdm"]';
const sdl = `${smallSource()}
  type Query {
    units: UnitConnection @list(orderBy: ["id"], ${all})
    unit(id: ID!): Unit @lookup
    posts: PostConnection @list(orderBy: ["id"], ${all})
    cases: CaseConnection @list(orderBy: ["id"], ${all})
    case(id: ID!): Case @lookup
  }
  type Unit @key(fields: "id") @table(name: "h_jg", where: "zt = '1'") {
    id: ID! @column(name: "bh")
    code: String @column(name: "dm")
    name: String @column(name: "mc")
    size: Int @column(name: "rs")
    parent: Unit @relation(columns: ["sjdm"], references: ["dm"])
    above: UnitConnection @relation(${up}, upTo: 5) @list(orderBy: ["name"], ${all})
    below: UnitConnection @relation(${down}, upTo: 5) @list(orderBy: ["name"], ${all})
    near: UnitConnection @relation(${down}, upTo: 2) @list(orderBy: ["name"], ${all})
    far: UnitConnection @relation(${down}, upTo: 32) @list(orderBy: ["name"], ${all})
    large: UnitConnection @relation(${down}, upTo: 5, where: "rs > 1") @list(orderBy: ["name"], ${all})
  }
  type Post @key(fields: "id") @table(name: "h_gw") {
    id: ID! @column(name: "xh")
    above: PostConnection @relation(columns: ["qh", "sjgh"], references: ["qh", "gh"], upTo: 6) @list(orderBy: ["id"], ${all})
    below: PostConnection @relation(columns: ["qh", "gh"], references: ["qh", "sjgh"], upTo: 6) @list(orderBy: ["id"], ${all})
  }
  type Case @key(fields: "id") @table(name: "h_aj") @subject(field: "person") {
    id: ID! @column(name: "bh")
    person: ID @column(name: "sfzh", as: RESIDENT_ID)
    earlier: CaseConnection @relation(columns: ["ybh"], references: ["bh"], upTo: 6) @list(orderBy: ["id"], ${all})
    later: CaseConnection @relation(columns: ["bh"], references: ["ybh"], upTo: 6) @list(orderBy: ["id"], ${all})
  }`;

let small: SmallDepartments;
const urls: Record<DialectName, string> = { postgres: '', sqlite: '', mysql: '' };
const subgraphs = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  const statements = [...rows.hierarchyTables, ...rows.hierarchyInserts()];
  for (const dialect of dialects) {
    if (dialect === 'sqlite') fillFile(`${small.folder}/trees.db`, ...statements);
    else await small.on(dialect).run(...statements, ...(dialect === 'postgres' ? ['ANALYZE'] : ['ANALYZE TABLE h_jg, h_gw, h_aj'])); // prettier-ignore
    urls[dialect] = dialect === 'sqlite' ? `sqlite:${small.folder}/trees.db` : small.on(dialect).ownerUrl;
    subgraphs.set(dialect, small.openAt(urls[dialect], sdl));
  }
});
afterAll(() => small.close());

type Stored = (typeof rows.units)[number];
type Found = Readonly<Record<string, unknown>>;
const { openUnits, above, below } = rows;
const steps = {
  above: { ...above, upTo: 5 },
  below: { ...below, upTo: 5 },
  near: { ...below, upTo: 2 },
  far: { ...below, upTo: 32 },
};
const walked = (unit: Stored | undefined, name: keyof typeof steps) => rows.inOrder(rows.walk(unit, openUnits, steps[name])); // prettier-ignore
const ids = (of: readonly Stored[]) => of.map((row) => ({ id: rows.idOf(row) }));
const list = (of: readonly Stored[]) => ({ nodes: ids(of), totalCount: of.length });
const unitOf = (id: unknown) => openUnits.find((unit) => rows.idOf(unit) === id);
/** The unit with most below it. */
const highest = [...openUnits].sort((a, b) => walked(b, 'below').length - walked(a, 'below').length)[0];

test('the rows hold what is tested: depth, circles, several ways, and deleted rows between others', () => {
  const whole = (unit: Stored) => rows.inOrder(rows.walk(unit, rows.units, steps.below));
  expect(walked(highest, 'below').length).toBeGreaterThan(15);
  expect(openUnits.some((unit) => walked(unit, 'far').length > walked(unit, 'below').length)).toBe(true);
  expect(openUnits.filter((unit) => walked(unit, 'below').includes(unit)).length).toBeGreaterThan(5);
  expect(openUnits.some((unit) => whole(unit).filter(({ zt }) => zt === '1').length > walked(unit, 'below').length)).toBe(true); // prettier-ignore
  expect(openUnits.filter((unit) => openUnits.some((other) => other !== unit && other['dm'] === unit['dm'])).length).toBeGreaterThan(20); // prettier-ignore
});

describe.each(dialects)('hierarchies on %s', (dialect) => {
  const answered = async (question: Parameters<typeof ask>[1]) => {
    const subgraph = subgraphs.get(dialect);
    if (subgraph === undefined) throw new Error(`there is no ${dialect}`);
    const answer = await ask(subgraph, question);
    expect([answer.errors, small.failures]).toEqual([[], []]);
    return answer;
  };
  const nodesOf = async (query: string, field: string) =>
    valueAt(await answered({ query }), field, 'nodes') as readonly Found[];

  test.each(['above', 'below', 'near', 'far'] as const)(
    'hold every row once that stands %s, in order, and count them so',
    async (name) => {
      const found = await nodesOf(`{ units { nodes { id ${name} { nodes { id } totalCount } } } }`, 'units');
      expect(found).toHaveLength(openUnits.length);
      for (const { id, [name]: of } of found) expect([id, of]).toEqual([id, list(walked(unitOf(id), name))]);
    },
  );

  test('are counted and summed once a row', async () => {
    const query = '{ units { nodes { id belowAggregate { count sum { size } } aboveAggregate(groupBy: [{ name: VALUE }]) { count } } } }'; // prettier-ignore
    for (const { id, belowAggregate, aboveAggregate } of await nodesOf(query, 'units')) {
      const [under, over] = [walked(unitOf(id), 'below'), walked(unitOf(id), 'above')];
      const sizes = under.flatMap(({ rs }) => (rs === null ? [] : [Number(rs)]));
      const size = sizes.length === 0 ? null : String(sizes.reduce((sum, each) => sum + each, 0));
      expect([id, belowAggregate]).toEqual([id, [{ count: under.length, sum: { size } }]]);
      const counts = (aboveAggregate as readonly { readonly count: number }[]).map(({ count }) => count);
      const names = [...new Set(over.map(({ mc }) => mc))];
      const expected = names.map((name) => over.filter(({ mc }) => mc === name).length);
      expect([id, [...counts].sort()]).toEqual([id, expected.sort()]);
    }
  });

  test('are cut for every parent', async () => {
    const query = '{ units { nodes { id below(first: 3) { edges { node { id } } pageInfo { hasNextPage } totalCount } above(last: 2) { nodes { id } pageInfo { hasPreviousPage } } } } }'; // prettier-ignore
    for (const { id, below: under, above: over } of await nodesOf(query, 'units')) {
      const [down, up] = [walked(unitOf(id), 'below'), walked(unitOf(id), 'above')];
      const edges = ids(down.slice(0, 3)).map((node) => ({ node }));
      expect([id, under]).toEqual([id, { edges, pageInfo: { hasNextPage: down.length > 3 }, totalCount: down.length }]);
      expect([id, over]).toEqual([id, { nodes: ids(up.slice(-2)), pageInfo: { hasPreviousPage: up.length > 2 } }]);
    }
  });

  test.each([
    ['first', 'after', 'endCursor', 'hasNextPage'],
    ['last', 'before', 'startCursor', 'hasPreviousPage'],
  ] as const)('are paged by %s and %s', async (count, from, cursor, more) => {
    const query = `query ($id: ID!, $cursor: String) { unit(id: $id) { below(${count}: 4, ${from}: $cursor) {
      nodes { id } pageInfo { ${cursor} ${more} } totalCount } } }`;
    const expected = ids(walked(highest, 'below'));
    const pages: unknown[][] = [];
    let at: string | null = null;
    do {
      const answer = await answered({ query, variables: { id: rows.idOf(highest), cursor: at } });
      expect(valueAt(answer, 'unit', 'below')).toMatchObject({ totalCount: expected.length });
      pages.push(valueAt(answer, 'unit', 'below', 'nodes') as unknown[]);
      const info = valueAt(answer, 'unit', 'below', 'pageInfo') as Readonly<Record<string, string | boolean>>;
      at = info[more] === true ? String(info[cursor]) : null;
    } while (at !== null && pages.length <= expected.length);
    expect(pages.length).toBeGreaterThan(3);
    expect((count === 'first' ? pages : pages.reverse()).flat()).toEqual(expected);
  });

  test('leave out what a filter or the relation’s own condition does; only the second ends the walk', async () => {
    const query = `{ units { nodes { id large { nodes { id } totalCount }
      below(where: { size: { gt: 1 } }, orderBy: [{ size: DESC }]) { nodes { id } totalCount } } } }`;
    const isLarge = ({ rs }: Stored) => rs !== null && Number(rs) > 1;
    let ended = 0;
    for (const { id, large, below: under } of await nodesOf(query, 'units')) {
      const unit = unitOf(id);
      const kept = walked(unit, 'below').filter(isLarge);
      const bySize = [...kept].sort((a, b) => Number(b['rs']) - Number(a['rs']) || Number(b['bh']) - Number(a['bh']));
      expect([id, under]).toEqual([id, list(bySize)]);
      const reached = rows.inOrder(rows.walk(unit, openUnits.filter(isLarge), steps.below));
      expect([id, large]).toEqual([id, list(reached)]);
      if (reached.length < kept.length) ended += 1;
    }
    expect(ended).toBeGreaterThan(5);
  });

  test('lead by several columns, numbers beyond 2^53 among them, and round in circles', async () => {
    const query = '{ posts { nodes { id above { nodes { id } totalCount } below { nodes { id } totalCount } } } }';
    const found = await nodesOf(query, 'posts');
    const [up, down] = [{ by: ['qh', 'sjgh'], to: ['qh', 'gh'], upTo: 6 }, { by: ['qh', 'gh'], to: ['qh', 'sjgh'], upTo: 6 }]; // prettier-ignore
    const posts = (of: readonly Stored[]) => ({ nodes: of.map(({ xh }) => ({ id: String(xh) })), totalCount: of.length }); // prettier-ignore
    for (const { id, above: over, below: under } of found) {
      const post = rows.posts.find(({ xh }) => String(xh) === id);
      expect([id, over]).toEqual([id, posts(rows.walk(post, rows.posts, up))]);
      expect([id, under]).toEqual([id, posts(rows.walk(post, rows.posts, down))]);
    }
    expect(found).toHaveLength(rows.posts.length);
  });

  test('lead on through one another, and from an entity', async () => {
    const query = entitiesQuery('... on Unit { below(first: 3) { nodes { id above(last: 2) { nodes { id near { totalCount } } } } } }'); // prettier-ignore
    const representations = openUnits.slice(0, 60).map((unit) => ({ __typename: 'Unit', id: rows.idOf(unit) }));
    const found = valueAt(await answered({ query, representations }), '_entities') as readonly { readonly below: unknown }[]; // prettier-ignore
    for (const [index, { below: under }] of found.entries()) {
      const nodes = walked(openUnits[index], 'below').slice(0, 3).map((unit) => ({
        id: rows.idOf(unit),
        above: { nodes: walked(unit, 'above').slice(-2).map((each) => ({ id: rows.idOf(each), near: { totalCount: walked(each, 'near').length } })) },
      })); // prettier-ignore
      expect(under).toEqual({ nodes });
    }
  });

  test('show a citizen their own rows, found through none but their own, and nobody anything', async () => {
    const id = personId(0);
    const query = '{ cases { nodes { id earlier { nodes { id } totalCount } later { nodes { id } totalCount } } } }';
    const found = valueAt(await answered({ query, request: asCitizen(id) }), 'cases', 'nodes') as readonly Found[];
    const own = rows.cases.filter(({ sfzh }) => sfzh === id);
    const of = (row: Stored | undefined, rowsOf: readonly Stored[], by: string, to: string) =>
      rows.walk(row, rowsOf, { by: [by], to: [to], upTo: 6 });
    const caseList = (cases: readonly Stored[]) => ({
      nodes: [...cases].sort((a, b) => (String(a['bh']) < String(b['bh']) ? -1 : 1)).map(({ bh }) => ({ id: bh })),
      totalCount: cases.length,
    });
    expect(found).toHaveLength(own.length);
    let hidden = 0;
    for (const { id: number, earlier, later } of found) {
      const row = own.find(({ bh }) => bh === number);
      expect([number, earlier]).toEqual([number, caseList(of(row, own, 'ybh', 'bh'))]);
      expect([number, later]).toEqual([number, caseList(of(row, own, 'bh', 'ybh'))]);
      const all = of(row, rows.cases, 'ybh', 'bh').filter((each) => own.includes(each));
      if (all.length > of(row, own, 'ybh', 'bh').length) hidden += 1;
    }
    expect(hidden).toBeGreaterThan(5);
    const subgraph = subgraphs.get(dialect);
    const official = await answered({ query: '{ case(id: "s20") { earlier { totalCount } } }' });
    expect(valueAt(official, 'case', 'earlier', 'totalCount')).toBe(of(rows.cases[20], rows.cases, 'ybh', 'bh').length);
    const refused = subgraph && (await ask(subgraph, { query: '{ case(id: "s20") { id earlier { totalCount } } }', request: asNobody() })); // prettier-ignore
    expect(refused && valueAt(refused, 'case')).toBeNull();
  });

  test('cost as many statements for a few parents as for many', async () => {
    const counted = await openCounted(urls[dialect], readRightMapping(sdl));
    const query = 'query ($first: Int) { units(first: $first) { nodes { below(first: 3) { totalCount nodes { above { nodes { id } } } } belowAggregate { count } } } }'; // prettier-ignore
    const textsFor = async (first: number) => (await counted.ask({ query, variables: { first } })).sent.map(({ text }) => text).sort(); // prettier-ignore
    const [few, many] = [await textsFor(10), await textsFor(150)];
    expect(few).toHaveLength(5);
    expect(many).toEqual(few);
    const explained = await subgraphs
      .get(dialect)
      ?.prepare({ document: parse(query) })
      .explain();
    expect(explained?.map(({ text }) => text).sort()).toEqual(few);
    await counted.close();
  });
});

test('no filter asks of all that stands above or below', () => {
  const { expanded } = readRightMapping(sdl);
  const input = expanded.definitions.find((each) => each.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && each.name.value === 'SmallUnitWhere'); // prettier-ignore
  const names = input?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? input.fields?.map(({ name }) => name.value) : [];
  expect(names).toEqual(['id', 'code', 'name', 'size', 'parent', 'and', 'or', 'not']);
});

describe('hierarchies are walked by the index of the column that the next rows are found by', () => {
  const sentFor = async (dialect: DialectName) => {
    const counted = await openCounted(urls[dialect], readRightMapping(sdl));
    const representations = [{ __typename: 'Unit', id: rows.idOf(highest) }];
    const query = entitiesQuery('... on Unit { far { nodes { id } totalCount } }');
    const { sent } = await counted.ask({ query, representations });
    await counted.close();
    expect(sent).toHaveLength(3);
    return sent.slice(1);
  };

  test('on postgres', async () => {
    const sent = await sentFor('postgres');
    await withClient(urls.postgres, async (client) => {
      for (const statement of sent) {
        const plan = await explainPostgres(client, statement);
        expect(plan).not.toContain('Seq Scan');
        expect(plan.match(/"Index Name":"i_h_jg_sj"/g)).toHaveLength(3);
      }
    });
  });

  test('on sqlite', async () => {
    for (const statement of await sentFor('sqlite')) {
      const details = explainSqlite(urls.sqlite, statement);
      expect(details.filter((detail) => /^SEARCH t1 USING INDEX i_h_jg_sj/.test(detail))).toHaveLength(2);
      expect(details).toContainEqual(expect.stringMatching(/^SEARCH t0 USING INDEX i_h_jg_sj/));
    }
  });

  testMariadb('on mysql', async () => {
    const sent = await sentFor('mysql');
    await withMariadb(urls.mysql, async (connection) => {
      for (const statement of sent) {
        const found = await explainMysql(connection, statement);
        const ofTables = found.filter(({ table }) => table === 't0' || table === 't1');
        expect(ofTables.map(({ type, key }) => [type, key])).toEqual(ofTables.map(() => ['ref', 'i_h_jg_sj']));
        expect(ofTables).toHaveLength(3);
      }
    });
  });
});
