import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, asNobody, entitiesQuery, valueAt } from './fixtures/ask.ts';
import { openCounted } from './fixtures/counted-fetch.ts';
import { isMariadb, testMariadb, withClient, withMariadb } from './fixtures/engine.ts';
import { explainMysql, explainPostgres, explainSqlite } from './fixtures/explain-statement.ts';
import * as rows from './fixtures/link-rows.ts';
import { dialects, readRightMapping, type DialectName } from './fixtures/mini-department.ts';
import { fillFile, openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

const toCompany = (kind: string) => `link: {table: "l_gd", from: "sfzh", to: "zch", where: "zt = '${kind}'"}, references: ["zch"]`; // prettier-ignore
const toPerson = (kind: string) => `link: {table: "l_gd", from: "zch", to: "sfzh", where: "zt = '${kind}'"}, references: ["sfzh"]`; // prettier-ignore
const sdl = `${smallSource()}
  type Query {
    people: PersonConnection @list(orderBy: ["id"], max: 100, default: 100)
    companies: CompanyConnection @list(orderBy: ["id"], max: 100, default: 100)
    person(id: ID!): Person @lookup
    company(id: ID!): Company @lookup
  }
  type Person @key(fields: "id") @table(name: "l_ry", where: "scbz = '0'") @subject(field: "id") {
    id: ID! @column(name: "sfzh", as: RESIDENT_ID)
    name: String @column(name: "xm")
    companies: CompanyConnection @relation(columns: ["sfzh"], ${toCompany('1')}) @list(orderBy: ["name"], max: 100, default: 100)
    small: CompanyConnection @relation(columns: ["sfzh"], ${toCompany('1')}, where: "hy < 2") @list(orderBy: ["name"], max: 100, default: 100)
    heads: Company @relation(columns: ["sfzh"], ${toCompany('2')})
    headsName: String @column(name: "mc", through: "heads")
  }
  type Company @key(fields: "id") @table(name: "l_qy", where: "zt = '1'", prefer: ["mc"]) {
    id: ID! @column(name: "qybh")
    name: String @column(name: "mc")
    sector: Int @column(name: "hy")
    holders: PersonConnection @personal @relation(columns: ["zch"], ${toPerson('1')}) @list(orderBy: ["id DESC"], max: 100, default: 100)
    chief: Person @personal @relation(columns: ["zch"], ${toPerson('2')})
    chiefName: String @personal @column(name: "xm", through: "chief")
  }
  type Citizen @key(fields: "id") {
    id: ID! @column(as: RESIDENT_ID)
    companies: CompanyConnection @relation(fields: ["id"], ${toCompany('1')}) @list(orderBy: ["name"], max: 100, default: 100)
  }`;

let small: SmallDepartments;
const urls: Record<DialectName, string> = { postgres: '', sqlite: '', mysql: '' };
const subgraphs = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  const statements = [...rows.linkTables, ...rows.linkInserts()];
  for (const dialect of dialects) {
    if (dialect === 'sqlite') fillFile(`${small.folder}/links.db`, ...statements);
    else await small.on(dialect).run(...statements, ...(dialect === 'postgres' ? ['ANALYZE'] : ['ANALYZE TABLE l_ry, l_qy, l_gd'])); // prettier-ignore
    urls[dialect] = dialect === 'sqlite' ? `sqlite:${small.folder}/links.db` : small.on(dialect).ownerUrl;
    subgraphs.set(dialect, small.openAt(urls[dialect], sdl));
  }
});
afterAll(() => small.close());

const people = rows.livingPeople;
const ids = (of: readonly ReturnType<typeof rows.companiesOf>[number][]) =>
  of.map((row) => ({ id: rows.numberOf(row) }));
const persons = (of: readonly ReturnType<typeof rows.peopleOf>[number][]) => of.map((row) => ({ id: rows.idOf(row) }));
const list = (nodes: readonly { readonly id: string }[]) => ({ nodes, totalCount: nodes.length });
/** The person with the most companies. */
const busiest = [...people].sort((a, b) => rows.companiesOf(rows.idOf(b)).length - rows.companiesOf(rows.idOf(a)).length)[0]; // prettier-ignore

test('the rows hold what is tested: pairs under several forms, twice, void, and leading nowhere', () => {
  const most = rows.companiesOf(rows.idOf(busiest));
  expect(most.length).toBeGreaterThan(6);
  const direct = rows.pairs.filter((pair) => pair['zt'] === '1' && most.some((each) => each['zch'] === pair['zch']));
  expect(direct.length).toBeGreaterThan(most.length);
  expect(people.some((person) => rows.companiesOf(rows.idOf(person)).length === 0)).toBe(true);
  expect(rows.openCompanies.some((company) => rows.peopleOf(company).length > 2)).toBe(true);
  expect(people.some((person) => rows.companiesOf(rows.idOf(person), '2').length > 1)).toBe(true);
});

describe.each(dialects)('links on %s', (dialect) => {
  const answered = async (question: Parameters<typeof ask>[1]) => {
    const subgraph = subgraphs.get(dialect);
    if (subgraph === undefined) throw new Error(`there is no ${dialect}`);
    const answer = await ask(subgraph, question);
    expect(answer.errors).toEqual([]);
    return answer;
  };
  const nodesOf = async (query: string, field: string) =>
    valueAt(await answered({ query }), field, 'nodes') as readonly Readonly<Record<string, unknown>>[];

  test('lead to every row once, in order, and count them so', async () => {
    const found = await nodesOf('{ people { nodes { id companies { nodes { id } totalCount } } } }', 'people');
    expect(found).toHaveLength(people.length);
    for (const { id, companies } of found)
      expect([id, companies]).toEqual([id, list(ids(rows.companiesOf(String(id))))]);
  });

  test('are counted and summed once a row', async () => {
    const query = '{ people { nodes { id companiesAggregate { count sum { sector } } } } }';
    for (const { id, companiesAggregate } of await nodesOf(query, 'people')) {
      const all = rows.companiesOf(String(id));
      const sectors = all.flatMap(({ hy }) => (hy === null ? [] : [Number(hy)]));
      const sector = sectors.length === 0 ? null : String(sectors.reduce((sum, each) => sum + each, 0));
      expect([id, companiesAggregate]).toEqual([id, [{ count: all.length, sum: { sector } }]]);
    }
  });

  test('lead back', async () => {
    const found = await nodesOf('{ companies { nodes { id holders { nodes { id } totalCount } } } }', 'companies');
    expect(found).toHaveLength(rows.openCompanies.length);
    for (const { id, holders } of found) {
      const company = rows.openCompanies.find((each) => rows.numberOf(each) === id);
      expect([id, holders]).toEqual([id, list(persons(rows.peopleOf(company)))]);
    }
  });

  test('lead there from the key that others hold, in any of its forms', async () => {
    const representations = people.map((person) => ({ __typename: 'Citizen', id: rows.idOf(person) }));
    const query = entitiesQuery('... on Citizen { companies { nodes { id } totalCount } }');
    const answer = await answered({ query, representations });
    expect(valueAt(answer, '_entities')).toEqual(
      people.map((person) => ({ companies: list(ids(rows.companiesOf(rows.idOf(person)))) })),
    );
  });

  test('are cut for every parent, and have one edge a row', async () => {
    const query = `{ people { nodes { id companies(first: 2) { edges { node { id } } pageInfo { hasNextPage } totalCount } } } }`;
    for (const { id, companies } of await nodesOf(query, 'people')) {
      const all = ids(rows.companiesOf(String(id)));
      const edges = all.slice(0, 2).map((node) => ({ node }));
      expect(companies).toEqual({ edges, pageInfo: { hasNextPage: all.length > 2 }, totalCount: all.length });
    }
  });

  test.each([
    ['first', 'after', 'endCursor', 'hasNextPage'],
    ['last', 'before', 'startCursor', 'hasPreviousPage'],
  ] as const)('are walked by %s and %s', async (count, from, cursor, more) => {
    const query = `query ($id: ID!, $cursor: String) { person(id: $id) { companies(${count}: 2, ${from}: $cursor) {
      nodes { id } pageInfo { ${cursor} ${more} } totalCount } } }`;
    const expected = ids(rows.companiesOf(rows.idOf(busiest)));
    const pages: unknown[][] = [];
    let at: string | null = null;
    do {
      const answer = await answered({ query, variables: { id: rows.idOf(busiest), cursor: at } });
      const page = valueAt(answer, 'person', 'companies');
      expect(page).toMatchObject({ totalCount: expected.length });
      pages.push(valueAt(answer, 'person', 'companies', 'nodes') as unknown[]);
      const info = valueAt(answer, 'person', 'companies', 'pageInfo') as Readonly<Record<string, string | boolean>>;
      at = info[more] === true ? String(info[cursor]) : null;
    } while (at !== null && pages.length <= expected.length);
    expect((count === 'first' ? pages : pages.reverse()).flat()).toEqual(expected);
  });

  test('lead on through links', async () => {
    const query = `{ people { nodes { id companies(first: 3) { nodes { id holders(first: 2) { nodes { id companies(last: 1) { nodes { id } } } } } } } } }`;
    for (const { id, companies } of await nodesOf(query, 'people')) {
      const nodes = rows.companiesOf(String(id)).slice(0, 3).map((company) => {
        const holders = rows.peopleOf(company).slice(0, 2).map((holder) => ({
          id: rows.idOf(holder),
          companies: { nodes: ids(rows.companiesOf(rows.idOf(holder)).slice(-1)) },
        })); // prettier-ignore
        return { id: rows.numberOf(company), holders: { nodes: holders } };
      }); // prettier-ignore
      expect(companies).toEqual({ nodes });
    }
  });

  test('give one row where one is asked for, and tell of a second', async () => {
    for (const { id, heads, headsName } of await nodesOf(
      '{ people { nodes { id heads { id } headsName } } }',
      'people',
    )) {
      const first = rows.companiesOf(String(id), '2')[0];
      expect([id, heads]).toEqual([id, first === undefined ? null : { id: rows.numberOf(first) }]);
      expect(headsName).toBe(first?.['mc'] ?? null);
    }
    const { findings } = await answered({ query: '{ people { nodes { heads { id } } } }' });
    const many = people.filter((person) => rows.companiesOf(rows.idOf(person), '2').length > 1);
    expect(findings).toHaveLength(many.length);
    expect(findings[0]).toMatchObject({ type: 'Company', reason: 'DUPLICATE_KEY' });
  });

  test('keep to the relation’s own condition, to filters and to orders', async () => {
    const query = `{ people { nodes { id small { nodes { id } totalCount }
      companies(where: { or: [{ name: { eq: "beta" } }, { sector: { gte: 2 } }] }, orderBy: [{ sector: DESC }]) { nodes { id } totalCount } } } }`;
    for (const { id, small: little, companies } of await nodesOf(query, 'people')) {
      const all = rows.companiesOf(String(id));
      const sector = (row: (typeof all)[number]) => row['hy'] ?? null;
      expect(little).toEqual(list(ids(all.filter((row) => sector(row) !== null && Number(sector(row)) < 2))));
      const kept = all.filter((row) => row['mc'] === 'beta' || Number(sector(row) ?? 0) >= 2);
      const ordered = [...kept].sort((a, b) => Number(sector(b) ?? -1) - Number(sector(a) ?? -1) || Number(b['qybh']) - Number(a['qybh'])); // prettier-ignore
      expect(companies).toEqual(list(ids(ordered)));
    }
  });

  test.each([
    ['some', 'eq: "Zoe"'],
    ['none', 'eq: "Zoe"'],
    ['every', 'isNull: false'],
  ] as const)('are filtered by: %s', async (how, condition) => {
    const query = `{ companies(where: { holders: { ${how}: { name: { ${condition} } } } }) { nodes { id } totalCount } }`;
    const answer = await answered({ query });
    const matches = ({ xm }: (typeof people)[number]) => (how === 'every' ? xm !== null : xm === 'Zoe');
    const expected = rows.openCompanies.filter((company) => {
      const holders = rows.peopleOf(company);
      return how === 'some' ? holders.some(matches) : how === 'none' ? !holders.some(matches) : holders.every(matches);
    });
    const inOrder = [...expected].sort((a, b) => Number(a['qybh']) - Number(b['qybh']));
    expect(inOrder.length).toBeGreaterThan(0);
    expect(inOrder.length).toBeLessThan(rows.openCompanies.length);
    expect(valueAt(answer, 'companies')).toEqual(list(ids(inOrder)));
  });

  test('are filtered by what is read through them', async () => {
    const query = '{ companies(where: { chiefName: { eq: "li" } }) { nodes { id chief { name } } } }';
    const found = await nodesOf(query, 'companies');
    const expected = rows.openCompanies.filter((each) => rows.peopleOf(each, '2').some((row) => row['xm'] === 'li'));
    expect(found.map(({ id }) => id).sort()).toEqual(expected.map(rows.numberOf).sort());
  });

  test('show a citizen their own row alone, and nobody anything', async () => {
    const id = rows.idOf(busiest);
    const query = `{ companies { nodes { id name holders { nodes { id name } totalCount } } } }`;
    const answer = await answered({ query, request: asCitizen(id) });
    const found = valueAt(answer, 'companies', 'nodes') as readonly Readonly<Record<string, unknown>>[];
    for (const { id: number, holders } of found) {
      const company = rows.openCompanies.find((each) => rows.numberOf(each) === number);
      const own = rows.peopleOf(company).filter((person) => rows.idOf(person) === id);
      expect(holders).toEqual({ nodes: own.map((each) => ({ id, name: each['xm'] })), totalCount: own.length });
    }
    expect(found.some(({ holders }) => valueAt({ data: holders } as never, 'totalCount') === 1)).toBe(true);
    const subgraph = subgraphs.get(dialect);
    const refused = subgraph && (await ask(subgraph, { query, request: asNobody() }));
    expect(refused && valueAt(refused, 'companies', 'nodes', 0)).toMatchObject({ name: expect.anything(), holders: null }); // prettier-ignore
  });

  test('cost as many statements for a few parents as for many', async () => {
    const counted = await openCounted(urls[dialect], readRightMapping(sdl));
    const query = `query ($first: Int) { people(first: $first) { nodes { companies(first: 3) { totalCount nodes { holders { nodes { id } } } } } } }`;
    const textsFor = async (first: number) => (await counted.ask({ query, variables: { first } })).sent.map(({ text }) => text).sort(); // prettier-ignore
    const [few, many] = [await textsFor(10), await textsFor(100)];
    expect(few).toHaveLength(4);
    expect(many).toEqual(few);
    const explained = await subgraphs
      .get(dialect)
      ?.prepare({ document: parse(query) })
      .explain();
    expect(explained?.map(({ text }) => text).sort()).toEqual(few);
    await counted.close();
  });
});

describe('links are read by the index of their own column, and the rows by theirs', () => {
  const sentFor = async (dialect: DialectName) => {
    const counted = await openCounted(urls[dialect], readRightMapping(sdl));
    const representations = [{ __typename: 'Citizen', id: rows.idOf(busiest) }];
    const query = entitiesQuery('... on Citizen { companies { nodes { id } totalCount } }');
    const { sent } = await counted.ask({ query, representations });
    await counted.close();
    expect(sent).toHaveLength(2);
    return sent;
  };

  test('on postgres', async () => {
    const sent = await sentFor('postgres');
    await withClient(urls.postgres, async (client) => {
      for (const statement of sent) {
        const plan = await explainPostgres(client, statement);
        expect(plan).not.toContain('Seq Scan');
        for (const index of ['i_l_gd_ry', 'i_l_qy']) expect(plan).toContain(`"Index Name":"${index}"`);
      }
    });
  });

  test('on sqlite', async () => {
    for (const statement of await sentFor('sqlite')) {
      const details = explainSqlite(urls.sqlite, statement);
      expect(details).toContainEqual(expect.stringMatching(/^SEARCH t1 USING INDEX i_l_gd_ry/));
      expect(details).toContainEqual(expect.stringMatching(/^SEARCH t0 USING INDEX i_l_qy/));
    }
  });

  testMariadb('on mysql', async () => {
    const sent = await sentFor('mysql');
    await withMariadb(urls.mysql, async (connection) => {
      for (const statement of sent) {
        const found = await explainMysql(connection, statement);
        expect(found.find(({ table }) => table === 't1')).toMatchObject({ type: 'ref', key: 'i_l_gd_ry' });
        expect(found.find(({ table }) => table === 't0')).toMatchObject({ type: 'ref', key: 'i_l_qy' });
        expect(isMariadb ? found.filter(({ type }) => type === 'ALL' ).map(({ table }) => table).sort().at(-1) : 'k').toMatch(/^(k|<derived\d+>)$/); // prettier-ignore
      }
    });
  });
});
