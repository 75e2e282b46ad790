import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { valueAt } from '../../adapters/fixtures/ask.ts';
import { asLin, asOfficial, asZhou, complaint, openDesk, see, type TestDesk } from './fixtures/desk.ts';
import { createHub, type TestHub } from './fixtures/hub.ts';
import { openHubProxy, type HubProxy } from './fixtures/hub-proxy.ts';

let hub: TestHub;
let proxy: HubProxy;
let desk: TestDesk;
beforeAll(async () => {
  hub = await createHub();
  proxy = await openHubProxy(hub.url);
  desk = await openDesk({ databaseUrl: proxy.url });
  await desk.subgraph.health(); // its tables are there
});
afterAll(async () => {
  await desk.close();
  await proxy.stop();
  await hub.remove();
});

const count = async (table: string): Promise<unknown> =>
  (await hub.query(`SELECT count(*)::int AS n FROM ${table}`))[0]?.['n'];

describe('a request with a key', () => {
  test('twenty at once make one feedback, and all hear of the same', async () => {
    const before = await count('feedback');
    const input = { ...complaint, caseId: 'BJ-1', idempotencyKey: 'twenty-at-once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.change('submitFeedback', input, asZhou)));
    expect(new Set(answers.map(({ code, id }) => `${String(code)} ${id}`)).size).toBe(1);
    expect(answers[0]?.code).toBeNull();
    expect(await count('feedback')).toBe(Number(before) + 1);
    const [events] = await hub.query('SELECT count(*)::int AS n FROM feedback_event WHERE feedback_id = $1', [
      answers[0]?.id,
    ]);
    expect(events).toEqual({ n: 2 });
  });

  test('twenty answers at once are one step', async () => {
    const { id } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
    const input = { feedbackId: id, action: 'SIGN', idempotencyKey: 'sign-it-once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.change('respondToFeedback', input)));
    expect(new Set(answers.map(({ code, state }) => `${String(code)} ${state}`))).toEqual(new Set(['null SIGNED']));
    const seen = await see(desk, id, 'events { totalCount }');
    expect(valueAt(seen, '_entities', 0, 'events', 'totalCount')).toBe(3);
  });

  test('is carried out once more for another caller', async () => {
    const input = { ...complaint, idempotencyKey: 'the-same-words' };
    const [one, other] = [
      await desk.change('submitFeedback', input, asZhou),
      await desk.change('submitFeedback', input, asLin),
    ];
    expect([one.code, other.code]).toEqual([null, null]);
    expect(one.id).not.toBe(other.id);
  });

  test('is refused for another input, and for another mutation', async () => {
    const idempotencyKey = 'used-for-something';
    const { id } = await desk.change('submitFeedback', { ...complaint, idempotencyKey }, asOfficial);
    const other = await desk.change('submitFeedback', { ...complaint, title: '别的事', idempotencyKey }, asOfficial);
    expect(other.code).toBe('IDEMPOTENCY_KEY_REUSED');
    const step = await desk.change(
      'respondToFeedback',
      { feedbackId: id, action: 'ACCEPT', idempotencyKey },
      asOfficial,
    );
    expect(step.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test.each(['', 'short', 'with a blank', 'x'.repeat(101)])('must be one: “%s” is not', async (idempotencyKey) => {
    const { code } = await desk.change('submitFeedback', { ...complaint, idempotencyKey }, asZhou);
    expect(code).toBe('BAD_USER_INPUT');
  });

  test('that failed is not used up', async () => {
    const input = { ...complaint, caseId: 'BJ-1', idempotencyKey: 'try-until-it-works' };
    desk.department.setDown(true);
    const failed = await desk.change('submitFeedback', input, asZhou);
    desk.department.setDown(false);
    expect(failed.code).toBe('DEPARTMENT_UNAVAILABLE');
    expect((await desk.change('submitFeedback', input, asZhou)).code).toBeNull();
  });

  test('asks departments once, however often it is sent', async () => {
    const input = { ...complaint, caseId: 'BJ-1', idempotencyKey: 'asks-departments-once' };
    await desk.change('submitFeedback', input, asZhou);
    const asked = desk.department.asked();
    desk.department.setDown(true);
    expect((await desk.change('submitFeedback', input, asZhou)).code).toBeNull();
    desk.department.setDown(false);
    expect(desk.department.asked()).toBe(asked);
  });

  test('tells the store neither who asked nor what for', async () => {
    await desk.change('submitFeedback', { ...complaint, idempotencyKey: 'a-secret-kept' }, asZhou);
    const rows = await hub.query(`SELECT caller, input_hash FROM carried_out WHERE key = 'a-secret-kept'`);
    expect(rows).toEqual([
      { caller: expect.stringMatching(/^[0-9a-f]{64}$/), input_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });
});

describe('when the line breaks between commit and answer', () => {
  afterEach(() => {
    desk.failures.length = 0;
  });

  test.each([
    ['submitFeedback', async () => ({ ...complaint, caseId: 'BJ-1' })],
    ['rateCase', async () => ({ caseId: 'BJ-3', level: 'DISSATISFIED' })],
  ] as const)('a retry of %s hears of what was kept', async (mutation, inputOf) => {
    const before = Number(await count('feedback'));
    const input = { ...(await inputOf()), idempotencyKey: `lost-answer-of-${mutation}` };
    proxy.loseNextCommit();
    const lost = await desk.change(mutation, input, asZhou);
    expect([lost.code, await count('feedback')]).toEqual(['DEPARTMENT_UNAVAILABLE', before + 1]);
    const again = await desk.change(mutation, input, asZhou);
    const oncemore = await desk.change(mutation, input, asZhou);
    expect([again.code, oncemore.id, await count('feedback')]).toEqual([null, again.id, before + 1]);
  });
});

test('of two different steps at once one is taken, and the other hears what is allowed now', async () => {
  const { id } = await desk.change('submitFeedback', { ...complaint, caseId: 'BJ-1' }, asZhou);
  const answers = await Promise.all([
    desk.change('respondToFeedback', { feedbackId: id, action: 'SIGN' }),
    desk.change('respondToFeedback', { feedbackId: id, action: 'SIGN' }),
  ]);
  expect(answers.map(({ code }) => code).sort()).toEqual(['FEEDBACK_STEP_NOT_ALLOWED', null].sort());
  const refused = answers.find(({ code }) => code !== null);
  expect(refused?.answer.errors[0]?.details).toEqual({
    step: 'SIGN',
    state: 'SIGNED',
    allowed: 'DISPATCH, RETURN, SUPERVISE, ASK, ANSWER',
  });
});

test('two ratings of one case at once make one feedback', async () => {
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => desk.change('rateCase', { caseId: 'BJ-2', level: 'SATISFIED' }, asLin)),
  );
  expect(answers.filter(({ code }) => code === null)).toHaveLength(1);
  expect(answers.filter(({ code }) => code === 'FEEDBACK_STEP_NOT_ALLOWED')).toHaveLength(4);
});
