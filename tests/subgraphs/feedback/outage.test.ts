import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '../../../demo/seed/postgres-client.ts';
import { ask, requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import { asOfficial, asZhou, complaint, openDesk, see, type TestDesk } from './fixtures/desk.ts';
import { createHub, type TestHub } from './fixtures/hub.ts';
import { openHubProxy, type HubProxy } from './fixtures/hub-proxy.ts';

let hub: TestHub;
let proxy: HubProxy;
let desk: TestDesk;
beforeAll(async () => {
  hub = await createHub();
  proxy = await openHubProxy(hub.url);
});
afterAll(async () => {
  await desk.close();
  await proxy.stop();
  await hub.remove();
});

const lists = '{ portalFeedbacks { totalCount nodes { id } } }';
const unavailable = { code: 'DEPARTMENT_UNAVAILABLE', details: { department: 'feedback' } };

const expectDown = async (): Promise<void> => {
  expect(await desk.subgraph.health()).toEqual({ state: 'down', roundTripMs: null });
  const answer = await desk.ask(lists);
  expect(answer.data).toEqual({ portalFeedbacks: { totalCount: null, nodes: null } });
  expect(answer.errors).toMatchObject([unavailable, unavailable]);
  const { answer: refused } = await desk.change('submitFeedback', complaint, asZhou);
  expect(refused.errors).toMatchObject([{ path: ['submitFeedback'], ...unavailable }]);
};

const expectUp = async (): Promise<void> => {
  expect(await desk.subgraph.health()).toEqual({ state: 'up', roundTripMs: expect.any(Number) });
  const { code, id } = await desk.change('submitFeedback', complaint, asZhou);
  expect(code).toBeNull();
  expect(valueAt(await see(desk, id, 'title'), '_entities', 0, 'title')).toBe(complaint.title);
};

test('starts without its hub, comes back with it, and again after the hub was away', async () => {
  await proxy.stop();
  desk = await openDesk({ databaseUrl: proxy.url });
  await expectDown();
  await proxy.start();
  await expectUp();
  await proxy.stop();
  await expectDown();
  await proxy.start();
  await expectUp();
  expect(desk.failures.length).toBeGreaterThan(0);
});

describe('a hub that stays', () => {
  test('and ends every session is asked on new ones', async () => {
    await expectUp();
    await withClient(hub.adminUrl, (client) =>
      client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [hub.database]),
    );
    // What was idle is noticed before or when it is lent; what is lent then is new.
    for (let tries = 0; tries < 10 && (await desk.subgraph.health()).state === 'down'; tries += 1);
    await expectUp();
  });

  test('and has lost its tables gets them anew', async () => {
    await hub.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    expect((await desk.ask(lists)).errors.map(({ code }) => code)).toContain('DEPARTMENT_ERROR');
    await expectUp();
    expect(valueAt(await desk.ask(lists), 'portalFeedbacks', 'totalCount')).toBe(1);
  });

  test('and holds a row for too long makes others try again, and loses nothing', async () => {
    const { id } = await desk.change('submitFeedback', complaint, asZhou);
    const input = { feedbackId: id, action: 'ACCEPT', idempotencyKey: 'waits-for-a-row' };
    await withClient(hub.url, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT FROM feedback WHERE id = $1 FOR UPDATE', [id]);
      const { code } = await desk.change('respondToFeedback', input, asOfficial);
      expect(code).toBe('DEPARTMENT_BUSY');
      await client.query('ROLLBACK');
    });
    expect((await desk.change('respondToFeedback', input, asOfficial)).state).toBe('ACCEPTED');
  });
});

test('a request that nobody waits for changes nothing', async () => {
  const query = 'mutation ($input: SubmitFeedbackInput!) { submitFeedback(input: $input) { id } }';
  const variables = { input: { ...complaint, idempotencyKey: 'nobody-waits' } };
  const request = { ...requestOf('citizen', asZhou.subject), deadline: Date.now() - 1 };
  expect((await ask(desk.subgraph, { query, variables, request })).errors).toMatchObject([
    { code: 'DEPARTMENT_TIMEOUT' },
  ]);
  expect(await hub.query(`SELECT FROM carried_out WHERE key = 'nobody-waits'`)).toEqual([]);
});
