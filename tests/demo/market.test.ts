import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readResidentId } from '../../adapters/codecs/resident-id.ts';
import { openMarket } from '../../bench/hand-sql/market.ts';
import { createPopulation } from '../../demo/population.ts';
import { silentReport } from '../../demo/report.ts';
import { marketSeed } from '../../demo/seed/market-seed.ts';
import { seedMariadb } from '../../demo/seed/seed-mariadb.ts';
import type { SeedTask } from '../../demo/seed/seed-request.ts';
import { seedSqlite } from '../../demo/seed/seed-sqlite.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, asNobody, entitiesQuery, requestOf, valueAt } from '../adapters/fixtures/ask.ts';
import { createMariadbTestDatabase, hasMariadb, testMariadb, type TestDatabase } from '../adapters/fixtures/engine.ts';
import { drawRows, strayColumns } from './fixtures/drawn-rows.ts';
import { openPatiently } from './fixtures/open-patiently.ts';

const heroId = '11010519491231002X';
const sonId = '990102197508200038';
const [seed, citizens] = [4, 3_000];
const task: SeedTask = { seed, citizens, report: silentReport, population: () => createPopulation({ seed, citizens }) };

const drawn = await drawRows(marketSeed, seed, citizens);

describe('what market regulation writes down', () => {
  test('fits its tables, is the same for the same seed, and small', async () => {
    expect(strayColumns(marketSeed, drawn)).toEqual([]);
    expect((await drawRows(marketSeed, seed, citizens)).rows).toEqual(drawn.rows);
    expect((await drawRows(marketSeed, 8, citizens)).rows).not.toEqual(drawn.rows);
    expect(drawn.rows.length).toBeLessThan((citizens * 12_000) / 20_000);
  });

  test('is dirty in nearly every way it can be', () => {
    const never = drawn.account.idioms.filter(({ count }) => count === 0);
    expect(never.map(({ id }) => id)).toEqual([]);
  });

  test('is clean where the story is told', () => {
    const [company, shop] = drawn.of('QY_JBXX');
    expect(company).toMatchObject({ QYMC: '和望市国强冷链物流有限公司', CLRQ: '2014-03-18', JYZT: '1', YXBZ: '1' });
    expect(shop).toMatchObject({ QYMC: '和望市建华五金店', JYZT: '4', ZXRQ: '2019-11-25' });
    const own = (table: string) => drawn.of(table).filter(({ TYSHXYDM }) => TYSHXYDM === company?.['TYSHXYDM']);
    expect(own('QY_BGXX').map(({ BGLX }) => BGLX)).toEqual(['01', '02', '02', '02']);
    expect(own('QY_NBXX').map(({ NBND }) => NBND)).toEqual(Array.from({ length: 11 }, (_, year) => 2014 + year));
    expect(own('QY_RYXX').map(({ ZW }) => ZW)).toEqual(['01', '02', '04', '02', '03', '02']);
  });
});

const facts = `id legalName label legalFormType legalFormTypeLabel(lang: ZH) legalEntityStatus legalEntityActivity
  industry industryLabel registeredAddress registrationDate approvalDate deregistrationDate registeredCapital
  paidInCapital lifecycleStageLabel`;
const story = `lifecycle { totalCount nodes { id kindLabel itemLabel(lang: ZH) before after date } }
  annualReports(first: 3) { totalCount nodes { id year submittedAt employees revenuePublic revenue } }`;
const people = 'people { nodes { id citizen { id } fullName role since share } } legalRepresentative { id }';

describe('what the graph makes of it', () => {
  const subgraphs: { readonly engine: string; readonly subgraph: Subgraph }[] = [];
  const failures: unknown[] = [];
  let folder: string;
  let database: TestDatabase | null = null;

  const open = (engine: string, databaseUrl: string) => {
    const onFailure = (error: unknown) => void failures.push(error);
    subgraphs.push({ engine, subgraph: openPatiently('market-regulation', databaseUrl, onFailure) });
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'onestop market '));
    const file = path.join(folder, 'market.db');
    await seedSqlite(file, marketSeed, task);
    open('sqlite', `sqlite:${file}`);
    if (!hasMariadb) return;
    database = await createMariadbTestDatabase();
    await seedMariadb(database.ownerUrl, marketSeed, task);
    open('mariadb', await database.readerUrl());
  });
  afterAll(async () => {
    for (const { subgraph } of subgraphs) await subgraph.close();
    await database?.remove();
    rmSync(folder, { recursive: true, force: true });
    expect(failures).toEqual([]);
  });

  /** Asks every engine; all say the same, with errors of these codes. */
  const everywhere = async (question: Parameters<typeof ask>[1], ...codes: readonly string[]) => {
    const answers = await Promise.all(subgraphs.map(({ subgraph }) => ask(subgraph, question)));
    for (const answer of answers) expect(answer.errors.map(({ code }) => code)).toEqual(codes);
    for (const answer of answers.slice(1)) expect(answer.data).toEqual(answers[0]?.data);
    const [first] = answers;
    if (first === undefined) throw new Error('no engine answered');
    return first;
  };

  test('a person reaches the business, its people, its story and its reports', async () => {
    const representations = [{ __typename: 'Citizen', id: sonId }];
    const query = entitiesQuery(
      `... on Citizen { businesses { totalCount nodes { role since share business { ${facts} ${people} ${story} } } } }`,
    );
    const answer = await everywhere({ query, representations });
    expect(answer.findings).toEqual([]);
    expect(answer.subjects).toEqual(expect.arrayContaining([sonId, heroId, '990102200306180045']));
    const roles = valueAt(answer, '_entities', 0, 'businesses', 'nodes');
    expect(roles).toMatchObject([
      { role: 'LEGAL_REPRESENTATIVE', since: '2014-03-18', share: null },
      { role: 'SHAREHOLDER', since: '2014-03-18', share: '1400000.00' },
      { role: 'LIAISON', since: '2014-03-18', share: null },
    ]);
    const business = valueAt(answer, '_entities', 0, 'businesses', 'nodes', 0, 'business');
    expect(business).toMatchObject({
      legalName: '和望市国强冷链物流有限公司',
      label: '和望市国强冷链物流有限公司',
      legalFormType: 'LIMITED_COMPANY',
      legalFormTypeLabel: '有限责任公司',
      industryLabel: 'Freight transport by road',
      registeredCapital: '2000000',
      paidInCapital: '2000000.00',
      approvalDate: '2021-09-27',
      lifecycleStageLabel: 'Operating',
      legalRepresentative: { id: sonId },
      lifecycle: {
        totalCount: 4,
        nodes: [
          { kindLabel: 'Changed', itemLabel: '经营范围变更' },
          { kindLabel: 'Changed', itemLabel: '注册资本变更', before: '50万元', after: '200万元' },
          { kindLabel: 'Changed', itemLabel: '住所变更' },
          { kindLabel: 'Founded', itemLabel: null, before: null, date: '2014-03-18' },
        ],
      },
      annualReports: {
        totalCount: 11,
        nodes: [
          { year: 2024, revenuePublic: true },
          { year: 2023, revenuePublic: false, revenue: null },
          { year: 2022, revenuePublic: true },
        ],
      },
    });
  });

  test('a business is found in capitals and in small letters, and once where it stands in both', async () => {
    const rows = drawn.of('QY_JBXX').filter(({ YXBZ }) => YXBZ === '1');
    const codes = [...new Set(rows.map(({ TYSHXYDM }) => String(TYSHXYDM).toUpperCase()))];
    const twice = codes.filter(
      (code) => rows.filter((row) => String(row['TYSHXYDM']).toUpperCase() === code).length > 1,
    );
    expect(twice.length).toBeGreaterThan(0);
    const small = rows.map(({ TYSHXYDM }) => String(TYSHXYDM)).filter((code) => /[a-z]/.test(code));
    expect(small.length).toBeGreaterThan(twice.length);
    const asked = [...codes, ...small.slice(0, 5)];
    const representations = asked.map((id) => ({ __typename: 'Business', id }));
    const answer = await everywhere({ query: entitiesQuery(`... on Business { ${facts} }`), representations });
    const found = valueAt(answer, '_entities') as readonly { readonly id: string; readonly legalName: string }[];
    expect(found.map(({ id }) => id)).toEqual(asked.map((code) => code.toUpperCase()));
    const newest = (code: string) =>
      rows
        .filter((row) => String(row['TYSHXYDM']).toUpperCase() === code)
        .sort((one, other) => (String(one['GXSJ']) < String(other['GXSJ']) ? 1 : -1))[0]?.['QYMC'];
    expect(found.map(({ legalName }) => legalName)).toEqual(found.map(({ id }) => newest(id)));
  });

  test('revenue that is not public never leaves the department', async () => {
    const query = `{ businesses(first: 200) { totalCount nodes { ${facts} ${story} otherOwners { nodes { name share } } } } }`;
    const answer = await everywhere({ query });
    const nodes = valueAt(answer, 'businesses', 'nodes') as readonly {
      readonly annualReports: { readonly nodes: readonly { revenuePublic: boolean | null; revenue: string | null }[] };
    }[];
    const reports = nodes.flatMap((business) => business.annualReports.nodes);
    expect(reports.filter(({ revenuePublic, revenue }) => revenuePublic !== true && revenue !== null)).toEqual([]);
    expect(reports.filter(({ revenue }) => revenue !== null).length).toBeGreaterThan(50);
  });

  test('the register is public, the people in it are not', async () => {
    const query = `{ businesses(first: 1) { nodes { id legalName contactPoint ${people} otherOwners { totalCount } } } }`;
    const refused = Array.from({ length: 4 }, () => 'UNAUTHORIZED_FIELD_OR_TYPE');
    const answer = await everywhere({ query, request: asNobody() }, ...refused);
    expect(valueAt(answer, 'businesses', 'nodes', 0)).toMatchObject({
      legalName: expect.stringContaining('和望市'),
      contactPoint: null,
      people: null,
      legalRepresentative: null,
      otherOwners: null,
    });
  });

  test('an owner’s id, which is made of their name, is as personal as the name', async () => {
    const owner = drawn.of('QY_RYXX').find(({ ZJHM }) => ZJHM === null);
    const id = `${String(owner?.['TYSHXYDM']).toUpperCase()}:${String(owner?.['XM'])}`;
    const question = {
      query: entitiesQuery('... on BusinessOwner { id }'),
      representations: [{ __typename: 'BusinessOwner', id }],
    };
    expect(valueAt(await everywhere(question), '_entities', 0, 'id')).toBe(id);
    const answer = await everywhere({ ...question, request: asNobody() }, 'UNAUTHORIZED_FIELD_OR_TYPE');
    expect(valueAt(answer, '_entities', 0)).toBeNull();
  });

  testMariadb('SQL by hand says the same', async () => {
    const byHand = openMarket((await database?.readerUrl()) ?? '');
    const people = [heroId, sonId, ...drawn.of('QY_RYXX').map(({ ZJHM }) => readResidentId(String(ZJHM)))];
    const query = entitiesQuery(
      '... on Citizen { businesses(first: 3) { nodes { role since business { id legalName legalEntityStatus } } totalCount } }',
    );
    const representations = people.map((id) => ({ __typename: 'Citizen', id }));
    const answer = await everywhere({ query, representations });
    const expected = [];
    for (const id of people) expected.push(await byHand.hero(id));
    await byHand.close();
    expect(valueAt(answer, '_entities')).toEqual(expected);
    expect(valueAt(answer, '_entities', 0, 'businesses')).toMatchObject({
      nodes: [{ role: 'SHAREHOLDER' }, { role: 'SUPERVISOR' }],
      totalCount: 2,
    });
  });

  test('a citizen sees their own roles and nobody else’s', async () => {
    const representations = [sonId, '34052419800101001X'].map((id) => ({ __typename: 'Citizen', id }));
    const query = entitiesQuery('... on Citizen { businesses { totalCount nodes { citizenId } } }');
    const answer = await everywhere({ query, representations, request: asCitizen(sonId) }, 'FORBIDDEN_RECORD');
    expect(valueAt(answer, '_entities', 0, 'businesses', 'totalCount')).toBe(3);
    expect(valueAt(answer, '_entities', 1)).toBeNull();
  });

  test('the founder’s telephone is the founder’s, to whoever else has a role in the business', async () => {
    const query = entitiesQuery('... on Citizen { businesses { nodes { business { id contactPoint } } } }');
    const telephones = async (id: string, request = asCitizen(id)) => {
      const answer = await everywhere({ query, representations: [{ __typename: 'Citizen', id }], request });
      const roles = valueAt(answer, '_entities', 0, 'businesses', 'nodes') as readonly {
        readonly business: { readonly id: string; readonly contactPoint: string | null };
      }[];
      return roles.map(({ business }) => [business.id, business.contactPoint] as const);
    };
    const [code, telephone] = (await telephones(sonId))[0] ?? [];
    expect(telephone).toMatch(/^\d+$/);
    const ofPartner = await telephones(heroId);
    expect(ofPartner.map(([id]) => id)).toContain(code);
    expect(ofPartner.map(([, number]) => number)).toEqual(ofPartner.map(() => null));
    expect(await telephones(heroId, requestOf())).toContainEqual([code, telephone]);
  });
});
