import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startDemo, type Demo } from '../../cli/start-demo.ts';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { withClient } from '../../demo/seed/postgres-client.ts';
import { createDatabase } from '../../demo/seed/reader-role.ts';
import { cityFolder, citySize } from '../city.ts';
import { ask, heroId, signedIn, type Json } from './hero.ts';
import { silence } from './silence.ts';

/** What is said here is not the city's: other tests count what the city has. */
const hubName = `hub_${randomBytes(6).toString('hex')}`;

let engines: Engines;
let demo: Demo;
type Headers = Readonly<Record<string, string>>;
let hero: Headers;
let neighbour: Headers;
let neighbourId: string;
let official: Headers;

beforeAll(async () => {
  engines = await attachEngines({ dataFolder: cityFolder });
  const databases = { hub: await createDatabase(engines.adminUrl, hubName) };
  demo = await startDemo({ port: 0, dataFolder: cityFolder, ...citySize, databases, output: silence() });
  official = signedIn(await demo.token('official'));
  const { data } = (await ask(demo.url, { query: '{ citizens(first: 10) { nodes { id } } }' }, official)).body;
  neighbourId = data.citizens.nodes.find(({ id }: Json) => id !== heroId).id;
  hero = signedIn(await demo.token('citizen', heroId));
  neighbour = signedIn(await demo.token('citizen', neighbourId));
}, 120_000);
afterAll(async () => {
  await demo.close();
  await withClient(engines.adminUrl, (client) => client.query(`DROP DATABASE ${hubName} WITH (FORCE)`));
  await engines.close();
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
