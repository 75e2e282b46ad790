import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { guardSubgraph, type GuardOptions } from '../../gateway/resilience/guard-subgraph.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { FetchAnswer, FetchInput } from '../../schema/subgraph.ts';
import { broken, identity, insurance, official, openCity, portal, registry } from './city.ts';

const request = (ms = 10_000, signal: AbortSignal = new AbortController().signal): RequestContext => ({
  requestId: 'r',
  traceId: '0'.repeat(32),
  caller: null,
  purpose: null,
  deadline: Date.now() + ms,
  signal,
});

const answer = (errors: FetchAnswer['errors'] = []): FetchAnswer => ({
  data: errors.length === 0 ? { adminUnits: [] } : null,
  errors,
  subjects: [],
  findings: [],
  servedFrom: 'source',
  age: 0,
});

const unavailable = answer([{ path: [], code: 'DEPARTMENT_UNAVAILABLE' }]);

function guarded(run: (input: FetchInput) => Promise<unknown>, options: GuardOptions = {}) {
  const guard = guardSubgraph(broken(registry(), run), options);
  const prepared = guard.prepare({ document: parse('{ adminUnits { id } }') });
  const ask = (context = request()) => prepared.run({ variables: {}, representations: [], request: context });
  const code = async (context = request()) => (await ask(context)).errors[0]?.code ?? 'ok';
  return { guard, ask, code };
}

const never = () => new Promise<never>(() => undefined);

test('a fetch ends at the request’s deadline, at the department’s own time, and when nobody waits', async () => {
  const { code } = guarded(never, { timeoutMs: 80 });
  await expect(code(request(30))).resolves.toBe('DEPARTMENT_TIMEOUT');
  await expect(code()).resolves.toBe('DEPARTMENT_TIMEOUT');
  await expect(code(request(0))).resolves.toBe('DEPARTMENT_TIMEOUT');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 10);
  await expect(code(request(10_000, controller.signal))).resolves.toBe('DEPARTMENT_TIMEOUT');
});

test('one fetch too many is refused, and the next is taken when one ends', async () => {
  const waiting: (() => void)[] = [];
  const { code } = guarded(async () => new Promise((resolve) => waiting.push(() => resolve(answer()))), {
    maxInFlight: 2,
  });
  const first = code();
  const second = code();
  await expect(code()).resolves.toBe('DEPARTMENT_BUSY');
  waiting.forEach((end) => end());
  await expect(Promise.all([first, second])).resolves.toEqual(['ok', 'ok']);
  const third = code();
  await pause(5);
  waiting.forEach((end) => end());
  await expect(third).resolves.toBe('ok');
});

test('the breaker opens after failures in a row, lets one fetch try, and recovers', async () => {
  let isDown = true;
  let asked = 0;
  const { guard, ask, code } = guarded(
    async () => {
      asked += 1;
      await pause(5);
      return isDown ? unavailable : answer();
    },
    { openAfter: 3, halfOpenAfterMs: 100 },
  );
  expect(guard.status()).toEqual({ name: 'registry', state: 'unknown', lastSeen: null, checkedAt: null });
  for (let count = 0; count < 3; count += 1) await code();
  expect(guard.status().state).toBe('down');
  const refused = await ask();
  expect(refused.errors).toEqual([{ path: [], code: 'DEPARTMENT_UNAVAILABLE', retryAfter: 1 }]);
  expect(asked).toBe(3);
  await pause(120);
  isDown = false;
  const [trial, ...others] = await Promise.all([code(), code(), code()]);
  expect(trial).toBe('ok');
  expect(others).toEqual(['DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_UNAVAILABLE']);
  expect(asked).toBe(4);
  await expect(Promise.all([code(), code()])).resolves.toEqual(['ok', 'ok']);
  expect(guard.status()).toMatchObject({ state: 'up', lastSeen: expect.stringMatching(/^\d{4}-/) });
});

test('clients that go away, or leave no time, don’t open it', async () => {
  const { guard, code } = guarded(never, { openAfter: 2, timeoutMs: 5_000, fairMs: 500 });
  for (let count = 0; count < 4; count += 1) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 40);
    await code(request(10_000, controller.signal));
    await code(request(5));
  }
  expect(guard.status().state).not.toBe('down');
  for (let count = 0; count < 2; count += 1) await code(request(600));
  expect(guard.status().state).toBe('down');
});

test('a trial that nobody waited for opens the breaker again, and says nothing of the department', async () => {
  let isDown = true;
  const { guard, code } = guarded(async () => (isDown ? unavailable : never()), { openAfter: 1, halfOpenAfterMs: 30 });
  await code();
  await pause(40);
  isDown = false;
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 10);
  await code(request(10_000, controller.signal));
  expect(guard.status()).toEqual({ name: 'registry', state: 'down', lastSeen: null, checkedAt: expect.any(String) });
  await expect(code()).resolves.toBe('DEPARTMENT_UNAVAILABLE');
});

test('a client that goes away between failures doesn’t make them start anew', async () => {
  const { guard, code } = guarded(async ({ request: { signal } }) => (signal.aborted ? answer() : unavailable), {
    openAfter: 2,
  });
  await code();
  await code(request(0));
  await code();
  expect(guard.status().state).toBe('down');
});

test('statements that the department ends, or lets wait, don’t open it for everybody', async () => {
  for (const slow of ['DEPARTMENT_TIMEOUT', 'DEPARTMENT_BUSY'] as const) {
    const { guard, code } = guarded(async () => answer([{ path: [], code: slow }]), { openAfter: 1, fairMs: 0 });
    for (let count = 0; count < 3; count += 1) await expect(code()).resolves.toBe(slow);
    expect(guard.status().state).toBe('unknown');
  }
});

test('work that nobody waits for keeps its place until it ends', async () => {
  const waiting: (() => void)[] = [];
  const { code } = guarded(async () => new Promise((resolve) => waiting.push(() => resolve(answer()))), {
    maxInFlight: 1,
  });
  await expect(code(request(10))).resolves.toBe('DEPARTMENT_TIMEOUT');
  await expect(code()).resolves.toBe('DEPARTMENT_BUSY');
  waiting.forEach((end) => end());
  await pause(1);
  await expect(code(request(10))).resolves.toBe('DEPARTMENT_TIMEOUT');
});

test('exceptions and answers that are none are coded', async () => {
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const throwing = guarded(() => Promise.reject(new Error('secret')), { onFault });
  await expect(throwing.code()).resolves.toBe('DEPARTMENT_ERROR');
  expect(faults).toHaveLength(1);
  for (const wrong of [
    null,
    5,
    {},
    { data: [], errors: [] },
    { data: { adminUnits: {} }, errors: [] },
    { data: null, errors: [] },
  ]) {
    const { code } = guarded(async () => wrong);
    expect(['DEPARTMENT_ANSWER_INVALID', 'DEPARTMENT_ERROR']).toContain(await code());
  }
});

test('a department that hangs costs its fields within the request’s time; the rest is there', async () => {
  const city = await openCity({
    subgraphs: [identity(), registry(), broken(insurance(), never), portal()],
    server: { requestTimeoutMs: 500 },
  });
  const startedAt = performance.now();
  const { status, body } = await city.ask('{ citizen(id: "1") { id insurance { status } } adminUnits { id } }', {
    headers: official,
  });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect([status, body.data.citizen, body.data.adminUnits[0]]).toEqual([
    200,
    { id: '1', insurance: null },
    { id: '110105' },
  ]);
  expect(body.errors[0].extensions).toMatchObject({ code: 'DEPARTMENT_TIMEOUT', department: 'insurance' });
  const ready = await city.app.inject('/readyz');
  expect(ready.json()).toMatchObject({ status: 'ready' });
  await city.close();
});
