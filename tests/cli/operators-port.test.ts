import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nobodySignsIn } from '../../cli/start-supergraph.ts';
import { startGateway, type RunningGateway } from '../../cli/start-gateway.ts';
import { allDepartments, captureLogs } from '../gateway/city.ts';

const config = { ...nobodySignsIn, host: '127.0.0.1', port: 0, introspection: false };
let running: RunningGateway;
let operators: string;

beforeAll(async () => {
  const options = { subgraphs: allDepartments(), logger: captureLogs().logger, audit: null };
  running = await startGateway(options, { ...config, operators: { host: '127.0.0.1', port: 0 } });
  operators = running.operatorsUrl ?? '';
});
afterAll(() => running.close());

const get = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

test('tells operators what it tells nobody else, without a token', async () => {
  const asked = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ adminUnits { id } }"}',
  });
  expect(asked.status).toBe(200);
  const metrics = await get(`${operators}/metrics`);
  expect(metrics.status).toBe(200);
  // Requests of the other port are counted here.
  expect(metrics.text).toMatch(/^onestop_requests_total\{code="OK"\} 1$/m);
  expect(metrics.headers.get('x-content-type-options')).toBe('nosniff');
  const supergraph = await get(`${operators}/supergraph.graphql`);
  expect(supergraph.text).toContain('join__Graph');
  expect([(await get(`${operators}/healthz`)).text, (await get(`${operators}/readyz`)).text]).toEqual([
    '{"status":"ok"}',
    expect.stringContaining('"status":"ready"'),
  ]);
  for (const path of ['/metrics', '/supergraph.graphql']) expect((await get(running.url + path)).status).toBe(401);
});

test('has nothing of the graph', async () => {
  for (const path of ['/', '/graphql', '/graphql?query={__typename}', '/data-tracker/heartbeat'])
    expect((await get(operators + path)).status).toBe(404);
  const posted = await fetch(`${operators}/graphql`, { method: 'POST', body: '{"query":"{ adminUnits { id } }"}' });
  expect(posted.status).toBe(404);
});

test('is no other site’s to read under a name of its own', async () => {
  const { port } = new URL(operators);
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/metrics', headers: { host: 'rebound.example' } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('where it can’t listen, nothing starts', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const options = { subgraphs: allDepartments(), logger: captureLogs().logger, audit: null };
  const starting = startGateway(options, { ...config, operators: { host: '127.0.0.1', port } });
  await expect(starting).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  await new Promise((resolve) => other.close(resolve));
});
