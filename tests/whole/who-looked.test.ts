import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { Demo } from '../../cli/start-demo.ts';
import { request } from 'undici';
import { startCityDemo } from './city-demo.ts';
import { ask, heroId, signedIn, type Json } from './hero.ts';

let demo: Demo;
type Headers = Readonly<Record<string, string>>;
let hero: Headers;
let neighbour: Headers;
let neighbourId: string;
let official: Headers;

beforeAll(async () => {
  demo = await startCityDemo();
  official = signedIn(await demo.token('official'));
  const { data } = (await ask(demo.url, { query: '{ citizens(first: 10) { nodes { id } } }' }, official)).body;
  neighbourId = data.citizens.nodes.find(({ id }: Json) => id !== heroId).id;
  hero = signedIn(await demo.token('citizen', heroId));
  neighbour = signedIn(await demo.token('citizen', neighbourId));
}, 120_000);
afterAll(async () => {
  await demo.close();
});

const send = async (query: string, headers: Headers, variables: object = {}): Promise<Json> =>
  (await ask(demo.url, { query, variables }, headers)).body;

describe('a citizen disputes what is held of them', () => {
  let keys = 0;
  const dispute = (input: object, headers: Headers = hero) =>
    send(
      `mutation ($input: DisputeFieldInput!) { disputeField(input: $input) {
        dispute { id status statusLabel(lang: ZH) owner type field submittedAt } } }`,
      headers,
      { input: { statement: '登记有误', idempotencyKey: `who-looked-${(keys += 1)}`, ...input } },
    );

  test('and is answered by the department that keeps it', async () => {
    const { data, errors } = await dispute({ type: 'Citizen', id: heroId, field: 'dateOfBirth' });
    expect(errors).toBeUndefined();
    const { dispute: made } = data.disputeField;
    expect(made).toMatchObject({
      owner: 'civil-registry',
      status: 'OPEN',
      statusLabel: '待答复',
      field: 'dateOfBirth',
    });
    const queue = await send('{ disputes(owner: "civil-registry") { nodes { id statement citizenId } } }', official);
    expect(queue).toEqual({
      data: { disputes: { nodes: [{ id: made.id, statement: '登记有误', citizenId: heroId }] } },
    });
    const answered = await send(
      `mutation ($input: AnswerDisputeInput!) { answerDispute(input: $input) { dispute { id status } } }`,
      official,
      { input: { id: made.id, resolution: 'UPHELD', answer: '与原始登记一致', idempotencyKey: 'who-looked-answer' } },
    );
    expect(answered).toEqual({ data: { answerDispute: { dispute: { id: made.id, status: 'ANSWERED' } } } });
    const mine = `query ($id: ID!) { citizen(id: $id) { id disputes(first: 5) { nodes { status resolution answer } totalCount } } }`;
    expect(await send(mine, hero, { id: heroId })).toEqual({
      data: {
        citizen: {
          id: heroId,
          disputes: { nodes: [{ status: 'ANSWERED', resolution: 'UPHELD', answer: '与原始登记一致' }], totalCount: 1 },
        },
      },
    });
    // Who read it is in their log, too.
    const log = `query ($id: ID!) { citizen(id: $id) { accessLog(where: {isOwn: {eq: false}}) { nodes { fields departments } } } }`;
    expect((await send(log, hero, { id: heroId })).data.citizen.accessLog.nodes).toContainEqual({
      fields: ['FieldDispute.citizenId', 'FieldDispute.id', 'FieldDispute.statement', 'Query.disputes'],
      departments: ['access'],
    });
  }, 60_000);

  test('in a record that a department knows as theirs by id, or by telephone and name', async () => {
    const records = `query ($id: ID!) { citizen(id: $id) { cases(first: 1) { nodes { id } }
      hotlineOrders(first: 1) { nodes { id } } hotlineOrdersByPhone(first: 1) { nodes { id callerId } } } }`;
    const { cases, hotlineOrders, hotlineOrdersByPhone } = (await send(records, hero, { id: heroId })).data.citizen;
    const [byPhone] = hotlineOrdersByPhone.nodes;
    expect(byPhone.callerId).toBeNull();
    const theirs = [
      [{ type: 'Case', id: cases.nodes[0].id, field: 'status' }, 'approvals'],
      [{ type: 'HotlineOrder', id: hotlineOrders.nodes[0].id, field: 'description' }, 'hotline'],
      [{ type: 'HotlineOrder', id: byPhone.id, field: 'description' }, 'hotline'],
    ] as const;
    for (const [input, owner] of theirs) {
      expect(await dispute(input)).toMatchObject({ data: { disputeField: { dispute: { owner } } } });
      const others = await dispute(input, neighbour);
      expect(others.errors.map((each: Json) => each.extensions.code)).toEqual(['FORBIDDEN_RECORD']);
    }
  }, 60_000);

  test.each([
    [{ type: 'Citizen', field: 'shoeSize' }, 'BAD_USER_INPUT', /shoeSize/],
    [{ type: 'Spaceship', field: 'fullName' }, 'BAD_USER_INPUT', /Spaceship/],
    [{ type: 'Citizen', field: 'fullName', id: '440524188001010014' }, 'FORBIDDEN_RECORD', /somebody else/],
    [{ type: 'Case', field: 'status', id: 'nobody’s' }, 'FORBIDDEN_RECORD', /somebody else/],
  ])(
    'but not %j',
    async (input, code, message) => {
      const { data, errors } = await dispute({ id: heroId, ...input });
      expect(data).toEqual({ disputeField: null });
      expect(errors).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(message),
          extensions: expect.objectContaining({ code }),
        }),
      ]);
    },
    60_000,
  );

  test('and without signing in nothing is taken', async () => {
    const { data, errors } = await dispute({ type: 'Citizen', id: heroId, field: 'dateOfBirth' }, {});
    expect(data.disputeField).toBeNull();
    expect(errors[0].extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('the Data Tracker protocol', () => {
  const get = async (address: string, headers: Headers = {}) => {
    const response = await request(`${demo.url}/data-tracker/${address}`, { headers });
    return { status: response.statusCode, headers: response.headers, body: (await response.body.json()) as Json };
  };
  const record =
    'id logtime action legalBasis receiverCode receiverName receiverSystem role isOwn departments fields requestId visibleFrom';

  test('gives a citizen the same readings as accessLog does, page by page, and says of its own that it was one', async () => {
    // The demo is shared: who asked of her before is nothing to this test.
    const periodStart = new Date().toISOString();
    await send('query ($id: ID!) { citizen(id: $id) { fullName gender } }', official, { id: heroId });
    for (let visit = 0; visit < 9; visit += 1)
      await send('query ($id: ID!) { citizen(id: $id) { fullName } }', hero, { id: heroId });
    await wait(2); // a period has both its ends: the last visit is not to be in the next one as well
    const periodEnd = new Date().toISOString();
    const { nodes, totalCount } = (
      await send(
        `query ($id: ID!) { citizen(id: $id) { accessLog(first: 200, where: {logtime: {gte: "${periodStart}", lte: "${periodEnd}"}}) { totalCount nodes { ${record} } } } }`,
        hero,
        { id: heroId },
      )
    ).data.citizen.accessLog;
    expect(totalCount).toBeGreaterThanOrEqual(10);
    const usages: Json[] = [];
    for (let offset = 0; offset < totalCount; offset += 4) {
      const page = await get(
        `findUsage?userCode=${heroId}&periodStart=${periodStart}&periodEnd=${periodEnd}&offset=${offset}&limit=4`,
        hero,
      );
      expect(page).toMatchObject({ status: 200, body: { totalUsages: totalCount }, headers: { 'cache-control': 'no-store' } }); // prettier-ignore
      usages.push(...page.body.usages);
    }
    expect(usages).toEqual(nodes.map((node: Json) => ({ ...node, receiverCode: node.receiverCode ?? '' })));
    const { usages: since } = (await get(`findUsage?userCode=${heroId}&periodStart=${periodEnd}`, hero)).body;
    // Others may ask of her meanwhile.
    const readings = since.filter(
      ({ isOwn, fields }: Json) => isOwn === true && String(fields) === 'Citizen.accessLog',
    );
    expect(readings.length).toBeGreaterThanOrEqual(1 + totalCount / 4);
    const { body } = await get(`findUsage?userCode=${heroId}&limit=1`, signedIn(await demo.token('admin')));
    expect(body.usages).toHaveLength(1);
    expect((await get(`findUsage?userCode=${heroId}&limit=1`, hero)).body.usages[0]).toMatchObject({ role: 'admin' });
  }, 60_000);

  test('says how far back it goes, and that it is there', async () => {
    const { body } = await get('usagePeriod', hero);
    expect(body).toEqual({ periodStart: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00\.000Z$/) });
    const { usages } = (await get(`findUsage?userCode=${heroId}`, hero)).body;
    expect(usages.at(-1).logtime >= body.periodStart).toBe(true);
    expect((await get('heartbeat')).body).toEqual({ status: 'OK', message: expect.any(String) });
  });

  test('tells nobody of another, and codes what it refuses', async () => {
    const { 'x-purpose': _, ...unstated } = hero;
    const refused: readonly (readonly [string, Headers, number, string])[] = [
      [`findUsage?userCode=${heroId}`, {}, 401, 'UNAUTHENTICATED'],
      ['usagePeriod', {}, 401, 'UNAUTHENTICATED'],
      [`findUsage?userCode=${heroId}`, { authorization: 'Bearer x' }, 401, 'UNAUTHENTICATED'],
      [`findUsage?userCode=${heroId}`, unstated, 403, 'UNAUTHORIZED_FIELD_OR_TYPE'],
      [`findUsage?userCode=${heroId}`, neighbour, 403, 'FORBIDDEN_RECORD'],
      [`findUsage?userCode=${heroId}`, official, 403, 'FORBIDDEN_ACTION'],
      ['findUsage', hero, 400, 'BAD_USER_INPUT'],
      ['findUsage?userCode=somebody', hero, 400, 'BAD_USER_INPUT'],
      [`findUsage?userCode=${heroId}&userCode=${heroId}`, hero, 400, 'BAD_USER_INPUT'],
      [`findUsage?userCode=${heroId}&limit=0`, hero, 400, 'BAD_USER_INPUT'],
      [`findUsage?userCode=${heroId}&limit=1001`, hero, 400, 'BAD_USER_INPUT'],
      [`findUsage?userCode=${heroId}&offset=-1`, hero, 400, 'BAD_USER_INPUT'],
      [`findUsage?userCode=${heroId}&periodStart=yesterday`, hero, 400, 'BAD_USER_INPUT'],
      ['disclose', hero, 404, 'NOT_FOUND'],
    ];
    for (const [address, headers, status, code] of refused)
      expect({ address, ...(await get(address, headers)) }).toMatchObject({
        ...{ address, status },
        body: { errors: [{ extensions: { code } }] },
      });
    const chinese = await get('usagePeriod', { 'accept-language': 'zh' });
    expect(chinese.body.errors[0].message).toBe('登录凭证无效：未提供凭证');
  });
});

test('who is looked for by a value finds its name in their log, however the filter came', async () => {
  const who = '{ citizens(first: 1, where: {id: {eq: "' + heroId + '"}}) { nodes { telephone } } }';
  const { telephone } = (await send(who, official)).data.citizens.nodes[0];
  const asked = 'query ($where: CivilRegistryCitizenWhere) { citizens(where: $where) { nodes { gender } } }';
  expect((await send(asked, official, { where: { telephone: { eq: telephone } } })).data.citizens.nodes).not.toEqual(
    [],
  );
  const ordered =
    '{ citizens(first: 1, where: {id: {eq: "' +
    heroId +
    '"}}, orderBy: [{recordUpdatedAt: ASC}]) { nodes { gender } } }';
  await send(ordered, official);
  const log =
    'query ($id: ID!) { citizen(id: $id) { accessLog(first: 2, where: {isOwn: {eq: false}}) { nodes { fields } } } }';
  expect((await send(log, hero, { id: heroId })).data.citizen.accessLog.nodes).toEqual([
    { fields: ['Citizen.gender', 'Citizen.id', 'Citizen.recordUpdatedAt', 'Query.citizens'] },
    { fields: ['Citizen.gender', 'Citizen.telephone', 'Query.citizens'] },
  ]);
});
