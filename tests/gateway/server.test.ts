import { mkdtemp, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { broken, identity, insurance, openCity, portal, registry, type City, type Json } from './city.ts';

const slowly = (ms: number) => waiting(() => pause(ms), 200);

/** A city whose registry answers after this. */
const waiting = (work: () => Promise<unknown>, stopGraceMs: number) =>
  openCity({
    subgraphs: [
      identity(),
      broken(registry(), async () => {
        await work();
        return { data: { adminUnits: [] }, errors: [], subjects: [], findings: [], servedFrom: 'source', age: 0 };
      }),
      insurance(),
      portal(),
    ],
    server: { maxConcurrent: 2, stopGraceMs },
  });

const listen = async (city: City): Promise<string> => city.app.listen({ host: '127.0.0.1', port: 0 });
const post = (url: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ adminUnits { id } }"}',
  });

function signal(): readonly [Promise<void>, () => void] {
  let tell: () => void = () => undefined;
  return [new Promise((resolve) => (tell = resolve)), () => tell()];
}

test('health, readiness and the headers of every answer', async () => {
  const city = await openCity();
  const health = await city.app.inject('/healthz');
  expect([health.statusCode, health.json()]).toEqual([200, { status: 'ok' }]);
  await city.ask('{ adminUnits { id } }');
  const ready = await city.app.inject('/readyz');
  expect(ready.json()).toMatchObject({
    status: 'ready',
    departments: [
      { name: 'identity', state: 'unknown', lastSeen: null, checkedAt: null },
      { name: 'registry', state: 'up', lastSeen: expect.any(String), checkedAt: expect.any(String) },
      { name: 'insurance', state: 'unknown' },
      { name: 'portal', state: 'unknown' },
    ],
  });
  const missing = await city.app.inject('/nothing');
  for (const { headers } of [health, ready, missing]) {
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-request-id': expect.any(String) });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  }
  await city.close();
});

test('a host that was not allowed is refused, an allowed one answered', async () => {
  const city = await openCity({ server: { allowedHosts: ['onestop.city.example'] } });
  const status = async (host: string) => (await city.app.inject({ url: '/readyz', headers: { host } })).statusCode;
  expect(await status('evil.example')).toBe(421);
  expect(await status('localhost.evil.example:4000')).toBe(421);
  for (const host of ['localhost:4000', '127.0.0.1', '[::1]:80', 'Onestop.City.example:443'])
    expect(await status(host)).toBe(200);
  await city.close();
});

test('one request too many is told so', async () => {
  const city = await slowly(100);
  const answers = await Promise.all([1, 2, 3].map(() => city.ask('{ adminUnits { id } }')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 503]);
  const refused = answers.find(({ status }) => status === 503);
  expect(refused?.body.errors[0].extensions.code).toBe('OVERLOADED');
  expect(refused?.headers['retry-after']).toBe('1');
  await city.close();
});

test('stopping lets running requests end and takes no new ones', async () => {
  const [asked, tellAsked] = signal();
  const [released, release] = signal();
  const city = await waiting(() => (tellAsked(), released), 20_000);
  const url = await listen(city);
  const agent = new Agent({ keepAlive: true });
  const ask = () =>
    new Promise<number>((resolve, reject) =>
      get(`${url}/readyz`, { agent }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      }).on('error', reject),
    );
  await ask();
  const running = post(url);
  await asked;
  const closed = city.app.close();
  await pause(10);
  expect(await ask().catch(() => 503)).toBe(503);
  release();
  expect((await running).status).toBe(200);
  await closed;
  agent.destroy();
  await expect(post(url)).rejects.toThrow();
});

test('a request that does not end is ended', async () => {
  const city = await slowly(5_000);
  const url = await listen(city);
  const running = post(url);
  await pause(40);
  const startedAt = performance.now();
  await city.app.close();
  expect(performance.now() - startedAt).toBeLessThan(4_500);
  const answer = await running;
  const body: Json = await answer.json();
  expect([answer.status, body.errors[0].extensions.code]).toEqual([503, 'SHUTTING_DOWN']);
});

test('a half-sent request does not hold the stop up', async () => {
  const city = await slowly(1);
  const { port } = new URL(await listen(city));
  const socket = connect(Number(port), '127.0.0.1', () =>
    socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\n'),
  );
  socket.on('error', () => undefined);
  await pause(40);
  const startedAt = performance.now();
  await city.app.close();
  expect(performance.now() - startedAt).toBeLessThan(4_500);
  socket.destroy();
});

test('an engine that doesn’t come back is a REQUEST_TIMEOUT', async () => {
  const city = await openCity();
  await city.close();
  const { createGatewayServer } = await import('../../gateway/http/server.ts');
  const { captureLogs, testAuthenticate } = await import('./city.ts');
  const pipeline = { ...city.gateway.pipeline, run: () => new Promise<never>(() => undefined) };
  const { logger } = captureLogs();
  const app = await createGatewayServer({
    pipeline,
    logger,
    departments: () => [],
    authenticate: testAuthenticate,
    requestTimeoutMs: 50,
  });
  const answer = await app.inject({ url: '/graphql?query=%7B__typename%7D' });
  expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([504, 'REQUEST_TIMEOUT']);
  const faulty = { ...pipeline, run: () => Promise.reject(new Error('select * from t_ry_jbxx')) };
  const second = await createGatewayServer({
    pipeline: faulty,
    logger,
    departments: () => [],
    authenticate: testAuthenticate,
  });
  const failed = await second.inject({ url: '/graphql?query=%7B__typename%7D', headers: { 'x-request-id': 'r-7' } });
  expect([failed.statusCode, failed.json().errors[0].extensions.code]).toEqual([500, 'INTERNAL_ERROR']);
  expect(failed.payload).toContain('r-7');
  expect(failed.payload).not.toContain('t_ry_jbxx');
});

test('the console and its settings', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'onestop-console-'));
  await writeFile(path.join(directory, 'index.html'), '<!doctype html><title>Onestop</title>');
  await writeFile(path.join(directory, 'app.js'), 'export {};');
  const settings = { query: '{ a }', variables: {}, headers: { 'X-Purpose': 'service-delivery' } };
  const city = await openCity({ server: { console: { directory, settings: async () => settings } } });
  const page = await city.app.inject('/');
  expect([page.statusCode, page.payload]).toEqual([200, expect.stringContaining('Onestop')]);
  expect((await city.app.inject('/console/app.js')).headers['content-type']).toContain('javascript');
  const given = await city.app.inject('/console/settings.json');
  expect([given.json(), given.headers['cache-control']]).toEqual([settings, 'no-store']);
  for (const url of [
    '/console/missing.js',
    '/console/../package.json',
    '/console/%2e%2e/%2e%2e/etc/passwd',
    '/console/.env',
  ]) {
    const answer = await city.app.inject(url);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.json().errors[0].extensions.code).toMatch(/NOT_FOUND|BAD_REQUEST/);
  }
  await city.close();
});
