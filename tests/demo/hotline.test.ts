import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openHotline } from '../../bench/hand-sql/hotline.ts';
import { createPopulation } from '../../demo/population.ts';
import { silentReport } from '../../demo/report.ts';
import { casesOf } from '../../demo/seed/approvals-case-draw.ts';
import { serviceCodes } from '../../demo/seed/approvals-services.ts';
import type { Row } from '../../demo/seed/dirt-account.ts';
import { hotlineSeed } from '../../demo/seed/hotline-seed.ts';
import { topics } from '../../demo/seed/hotline-topics.ts';
import { seedPostgres } from '../../demo/seed/seed-postgres.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, entitiesQuery, requestOf, valueAt } from '../adapters/fixtures/ask.ts';
import { createTestDatabase, type TestDatabase } from '../adapters/fixtures/engine.ts';
import { drawHouseholds, drawRows, strayColumns } from './fixtures/drawn-rows.ts';
import { openPatiently } from './fixtures/open-patiently.ts';

const heroId = '11010519491231002X';
const [seed, citizens] = [4, 2_000];
const drawn = await drawRows(hotlineSeed, seed, citizens);
const households = await drawHouseholds(seed, citizens);
const orders = drawn.of('t_gd_gdxx');
const text = (row: Row, column: string): string => String(row[column] ?? '');

/** Digits as the registry has them, by other means than the adapters'. */
const plainPhone = (stored: string): string => stored.normalize('NFKC').replace(/^\+86/, '').replace(/[- ]/g, '');
const plainName = (stored: string): string => stored.replaceAll('\u3000', '');

describe('what the hotline writes down', () => {
  test('fits its tables, is the same for the same seed, and not too much', async () => {
    expect(strayColumns(hotlineSeed, drawn)).toEqual([]);
    expect((await drawRows(hotlineSeed, seed, citizens)).rows).toEqual(drawn.rows);
    expect((await drawRows(hotlineSeed, 8, citizens)).rows).not.toEqual(drawn.rows);
    expect(drawn.rows.length).toBeLessThan(citizens * 3);
  });

  test('is dirty in every way it can be', () => {
    expect(drawn.account.idioms.filter(({ count }) => count === 0)).toEqual([]);
  });

  test('is about at least forty different things, each with an answer, of known services', () => {
    expect(new Set(topics.map((topic) => topic.text)).size).toBeGreaterThanOrEqual(40);
    expect(topics.filter(({ answer }) => answer === '')).toEqual([]);
    expect(new Set(topics.map(({ code }) => code)).size).toBe(topics.length);
    const named = orders.flatMap((row) => (row['item_code'] === null ? [] : [text(row, 'item_code')]));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((code) => !serviceCodes.includes(code))).toEqual([]);
    expect(orders.filter((row) => /[{}]/.test(text(row, 'nr') + text(row, 'blyj') + text(row, 'cbdwmc')))).toEqual([]);
  });

  test('knows callers by id in about 45 of 100 orders', () => {
    const withId = orders.filter((row) => text(row, 'sfzh') !== '').length / orders.length;
    expect(withId).toBeGreaterThan(0.38);
    expect(withId).toBeLessThan(0.52);
  });

  test('names cases that the applicant had before the call', () => {
    const cases = new Map(households.flatMap((house) => casesOf(house, seed)).map((each) => [each.number, each]));
    const named = orders.filter((row) => row['case_no'] !== null);
    expect(named.length).toBeGreaterThan(2);
    for (const row of named) {
      const found = cases.get(text(row, 'case_no'));
      expect(found?.service.code).toBe(row['item_code']);
      expect(String(found?.appliedAt) < text(row, 'slsj')).toBe(true);
    }
  });

  test('steps follow one another, the order tells the last of them', () => {
    const codes: Readonly<Record<string, string>> = { 办结: '90', 回访: '95', 签收: '30', 派单: '20', 办理: '40', 督办: '45', 重办: '50', 退单: '25', 受理: '10' }; // prettier-ignore
    const code = (stored: string): string => codes[stored] ?? stored;
    const events = new Map<string, Row[]>();
    for (const row of drawn.of('t_gd_lzxx')) {
      const own = events.get(text(row, 'gdbh')) ?? [];
      events.set(text(row, 'gdbh'), [...own, row]);
    }
    for (const order of orders) {
      const own = events.get(text(order, 'gdbh')) ?? [];
      const times = own.map((row) => text(row, 'czsj'));
      expect(times).toEqual([...times].sort());
      expect(text(order, 'slsj') <= String(times[0])).toBe(true);
      const steps = own.map((row) => code(text(row, 'hj')));
      if (!steps.includes('77')) expect(code(text(order, 'zt'))).toBe(steps.at(-1));
      if (steps.includes('50')) expect(steps.slice(0, steps.indexOf('50'))).toContain('95');
    }
  });
});

describe('what the graph makes of it', () => {
  let database: TestDatabase;
  let hotline: Subgraph;
  const failures: unknown[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const population = () => createPopulation({ seed, citizens });
    await seedPostgres(database.ownerUrl, hotlineSeed, { seed, citizens, report: silentReport, population });
    hotline = openPatiently('hotline', await database.readerUrl(), (error) => void failures.push(error));
  });
  afterAll(async () => {
    await hotline.close();
    await database.remove();
    expect(failures).toEqual([]);
  });

  const hero = { __typename: 'Citizen', id: heroId, telephone: '10012349491', fullName: '周桂兰' };

  test('the hero’s complaint: returned, sent on, answered, rated badly, opened again, put right', async () => {
    const query = entitiesQuery(`... on Citizen { hotlineOrders { totalCount nodes {
      id serviceRequestId label kind status detailedStateLabel(lang: ZH) case { id } requester { id } agencyResponsible
      requestedDatetime at expectedDatetime
      events { nodes { state } } rating { level score realName } ratings { nodes { level contactDueAt rectifyDueAt } }
    } } }`);
    const answer = await ask(hotline, { query, representations: [hero] });
    expect([answer.errors, answer.findings]).toEqual([[], []]);
    const moment = '2025-04-16T09:12:40+08:00';
    expect(valueAt(answer, '_entities', 0, 'hotlineOrders')).toMatchObject({
      totalCount: 2,
      nodes: [
        {
          id: 'hotline:2025041600000011',
          serviceRequestId: '2025041600000011',
          label: 'Allowance for old age stopped',
          kind: 'COMPLAINT',
          status: 'CLOSED',
          detailedStateLabel: '已回访',
          case: { id: 'HW2024091200000001' },
          requester: { id: heroId },
          agencyResponsible: '市民政局',
          ...{ requestedDatetime: moment, at: moment, expectedDatetime: '2025-04-23T23:59:59+08:00' },
          events: {
            nodes: [
              ...['ACCEPTED', 'DISPATCHED', 'RETURNED', 'DISPATCHED', 'SIGNED', 'HANDLED', 'CLOSED', 'FOLLOWED_UP'],
              ...['REOPENED', 'DISPATCHED', 'SIGNED', 'HANDLED', 'CLOSED', 'FOLLOWED_UP'],
            ].map((state) => ({ state })),
          },
          rating: { level: 'SATISFIED', score: 4, realName: true },
          ratings: {
            nodes: [
              // Over May Day and the worked Sunday before it.
              {
                level: 'DISSATISFIED',
                contactDueAt: '2025-04-24T10:08:21+08:00',
                rectifyDueAt: '2025-05-16T23:59:59+08:00',
              },
              { level: 'SATISFIED', contactDueAt: null, rectifyDueAt: null },
            ],
          },
        },
        { id: 'hotline:2025010800000012', requester: { id: heroId } },
      ],
    });
  });

  test('an order without an id is the caller’s by number and name, and nobody’s by one of them', async () => {
    const query = entitiesQuery('... on Citizen { hotlineOrdersByPhone { nodes { id callerTelephone callerName } } }');
    const other = { ...hero, fullName: '吴秀英' };
    const moved = { ...hero, telephone: '10099999999' };
    const nobody = { ...hero, telephone: null, fullName: null };
    const answer = await ask(hotline, { query, representations: [hero, other, moved, nobody] });
    const idsOf = (place: number) => {
      const nodes = valueAt(answer, '_entities', place, 'hotlineOrdersByPhone', 'nodes') ?? [];
      return (nodes as readonly { readonly id: string }[]).map(({ id }) => id);
    };
    expect(idsOf(0)).toEqual(['hotline:2025061200000013']);
    expect(idsOf(1)).toEqual(['hotline:2024040300000014']);
    expect([...idsOf(2), ...idsOf(3)]).toEqual([]);
    expect(valueAt(answer, '_entities', 0, 'hotlineOrdersByPhone', 'nodes', 0)).toMatchObject({
      callerTelephone: '10012349491',
      callerName: '周桂兰',
    });
  });

  test('for every citizen of the city, whatever form number and name were typed in', async () => {
    const people = households.flatMap(({ members }) => members.filter(({ phone }) => phone !== null));
    const representations = people.map(({ id, phone, name }) => ({
      ...{ __typename: 'Citizen', id, telephone: phone, fullName: name },
    }));
    const query = entitiesQuery('... on Citizen { id hotlineOrdersByPhone(first: 20) { nodes { serviceRequestId } } }');
    const answer = await ask(hotline, { query, representations });
    expect(answer.errors).toEqual([]);
    const unknown = orders.filter((row) => row['yxx'] === '1' && text(row, 'sfzh') === '');
    const sorted = (numbers: readonly string[]) => [...numbers].sort();
    const expected = people.map(({ phone, name }) =>
      sorted(
        unknown
          .filter((row) => plainPhone(text(row, 'ldhm')) === phone && plainName(text(row, 'xm')) === name)
          .map((row) => text(row, 'gdbh')),
      ),
    );
    type Found = { readonly hotlineOrdersByPhone: { readonly nodes: readonly { serviceRequestId: string }[] } };
    const found = (valueAt(answer, '_entities') as readonly Found[]).map(({ hotlineOrdersByPhone }) =>
      sorted(hotlineOrdersByPhone.nodes.map(({ serviceRequestId }) => serviceRequestId)),
    );
    expect(found).toEqual(expected);
    expect(expected.flat().length).toBeGreaterThan(80);
    const byPhoneAlone = unknown.filter((row) =>
      people.some(({ phone, name }) => plainPhone(text(row, 'ldhm')) === phone && plainName(text(row, 'xm')) !== name),
    );
    expect(byPhoneAlone.length).toBeGreaterThan(15);
  });

  test('an order by id is found whatever form the id was typed in', async () => {
    const known = orders.filter((row) => row['yxx'] === '1' && text(row, 'sfzh') !== '');
    expect(known.filter((row) => text(row, 'sfzh').length === 15).length).toBeGreaterThan(3);
    const people = households.flatMap(({ members }) => members);
    const representations = people.map(({ id }) => ({ __typename: 'Citizen', id }));
    const query = entitiesQuery('... on Citizen { hotlineOrders(first: 20) { nodes { id } } }');
    const answer = await ask(hotline, { query, representations });
    type Found = { readonly hotlineOrders: { readonly nodes: readonly { id: string }[] } };
    const found = (valueAt(answer, '_entities') as readonly Found[]).flatMap(
      ({ hotlineOrders }) => hotlineOrders.nodes,
    );
    expect(found.map(({ id }) => id).sort()).toEqual(known.map((row) => `hotline:${text(row, 'gdbh')}`).sort());
  });

  test('a citizen sees the order under their number and name, not that of who had the number before', async () => {
    const query = '{ hotlineOrders(first: 200) { totalCount nodes { serviceRequestId callerName description } } }';
    const own = asCitizen(heroId);
    const identifiers = { telephone: '10012349491', fullName: '周桂兰' };
    const request = { ...own, caller: own.caller === null ? null : { ...own.caller, identifiers } };
    const seen = async (asked: typeof own) => {
      const answer = await ask(hotline, { query, request: asked });
      const nodes = (valueAt(answer, 'hotlineOrders', 'nodes') ?? []) as readonly { serviceRequestId: string }[];
      return nodes.map(({ serviceRequestId }) => serviceRequestId);
    };
    expect(await seen(request)).toEqual(['2025061200000013', '2025041600000011', '2025010800000012']);
    expect(await seen(own)).toEqual(['2025041600000011', '2025010800000012']);
    expect((await seen(requestOf())).length).toBe(200);
  });

  test('contacts tell channel, length and waiting, and the order they belong to', async () => {
    const query = entitiesQuery(`... on Citizen {
      hotlineContacts { nodes { id at label(lang: ZH) channel stage outcome durationSeconds waitingSeconds order { id } } }
      hotlineContactsByPhone { totalCount }
    }`);
    const answer = await ask(hotline, { query, representations: [hero] });
    const nodes = valueAt(answer, '_entities', 0, 'hotlineContacts', 'nodes') as readonly Record<string, unknown>[];
    expect(nodes.map(({ label, channel }) => [label, channel])).toEqual([
      ['电话回访', 'PHONE'],
      ['电话回访', 'PHONE'],
      ['来电查询进度', 'PHONE'],
      ['来电登记工单', 'PHONE'],
      ['电话回访', 'PHONE'],
      ['手机应用留言', 'APP'],
    ]);
    expect(nodes.slice(0, 4).map(({ order }) => order)).toEqual(
      Array.from({ length: 4 }, () => ({ id: 'hotline:2025041600000011' })),
    );
    expect(nodes.at(-1)).toMatchObject({ durationSeconds: null, waitingSeconds: null });
    expect(valueAt(answer, '_entities', 0, 'hotlineContactsByPhone', 'totalCount')).toBe(1);
  });

  test('SQL by hand says the same, of both ways to know a caller', async () => {
    const byHand = openHotline(await database.readerUrl());
    const called = households
      .flatMap(({ members }) => members)
      .filter(({ phone, id }) => id === heroId || (phone !== null && phone.endsWith('7')));
    const order = 'id kind title status requestedDatetime agencyResponsible rating { score }';
    const contact = 'id at channel topic';
    const query = entitiesQuery(`... on Citizen {
      hotlineOrders(first: 20) { nodes { ${order} } } hotlineOrdersByPhone(first: 20) { nodes { ${order} } }
      hotlineContacts(first: 20) { nodes { ${contact} } } hotlineContactsByPhone(first: 20) { nodes { ${contact} } }
    }`);
    const representations = called.map(({ id, phone, name }) => ({
      ...{ __typename: 'Citizen', id, telephone: phone, fullName: name },
    }));
    const answer = await ask(hotline, { query, representations });
    type Line = Readonly<Record<string, unknown>>;
    const merged = (place: number, at: string, ...lists: readonly string[]) => {
      const lines = lists.flatMap((list) => valueAt(answer, '_entities', place, list, 'nodes') as readonly Line[]);
      const sorted = [...lines].sort((one, other) => (String(one[at]) < String(other[at]) ? 1 : -1));
      return { nodes: sorted.slice(0, 4), totalCount: lines.length };
    };
    const expected = [];
    for (const { id, phone, name } of called)
      expected.push(await byHand.hero({ id, telephone: phone, fullName: name }));
    await byHand.close();
    const found = called.map((_, place) => ({
      feedback: merged(place, 'requestedDatetime', 'hotlineOrders', 'hotlineOrdersByPhone'),
      contacts: merged(place, 'at', 'hotlineContacts', 'hotlineContactsByPhone'),
    }));
    expect(found).toEqual(expected);
    expect(found[0]?.feedback.totalCount).toBe(3);
    expect(found.filter(({ feedback }) => feedback.totalCount > 0).length).toBeGreaterThan(10);
  });

  test('a service and a case reach the orders about them', async () => {
    const query = entitiesQuery(
      '... on PublicService { hotlineOrders { totalCount } } ... on Case { hotlineOrders { nodes { id } } }',
    );
    const service = orders.find(({ gdbh }) => gdbh === '2025041600000011')?.['item_code'];
    const representations = [
      { __typename: 'PublicService', id: text({ service: service ?? null }, 'service') },
      { __typename: 'Case', id: 'HW2024091200000001' },
    ];
    const answer = await ask(hotline, { query, representations });
    const about = orders.filter((row) => row['yxx'] === '1' && row['item_code'] === service);
    expect(valueAt(answer, '_entities', 0, 'hotlineOrders', 'totalCount')).toBe(about.length);
    expect(valueAt(answer, '_entities', 1, 'hotlineOrders', 'nodes')).toEqual([{ id: 'hotline:2025041600000011' }]);
  });
});
