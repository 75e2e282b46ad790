import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { graphql, parse } from 'graphql';
import { createHttpSubgraph, fetchSdl } from '../../gateway/remote/http-subgraph.ts';
import type { RequestContext } from '../../schema/request.ts';
import { decodeContext, signatureHeaders, verify } from '../../schema/signed-request.ts';
import type { FetchAnswer, Subgraph } from '../../schema/subgraph.ts';
import { hero, identity, insurance, official, openCity, portal, registry, type Json } from './city.ts';

type Handle = (request: IncomingMessage, body: string, response: ServerResponse) => void | Promise<void>;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function listen(handle: Handle): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => void handle(request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}/graphql`;
}

const json = (response: ServerResponse, value: unknown, type = 'application/json'): void => {
  response.setHeader('content-type', type);
  response.end(JSON.stringify(value));
};

const request = (ms = 5_000): RequestContext => ({
  requestId: 'r-1',
  traceId: 'a'.repeat(32),
  caller: { subject: hero, role: 'official', client: 'portal', scopes: [] },
  purpose: 'service-delivery',
  deadline: Date.now() + ms,
  signal: new AbortController().signal,
});

const run = async (subgraph: Subgraph, ms?: number): Promise<FetchAnswer> => {
  const prepared = subgraph.prepare({ document: parse('query($a: Int) { adminUnits(a: $a) { id } }') });
  const answer = await prepared.run({ variables: { a: 1 }, representations: [], request: request(ms) });
  await subgraph.close();
  return answer;
};

test('a remote subgraph answers within the graph', async () => {
  const remote = insurance();
  const schema = (remote as unknown as { schema: Parameters<typeof graphql>[0]['schema'] }).schema;
  const url = await listen(async (_request, body, response) => {
    const { query, variables } = JSON.parse(body);
    json(response, await graphql({ schema, source: query, variableValues: variables }));
  });
  const sdl = await fetchSdl({ name: 'insurance', url });
  const city = await openCity({
    subgraphs: [identity(), registry(), createHttpSubgraph({ name: 'insurance', url, sdl }), portal()],
  });
  const { body } = await city.ask(`{ citizen(id: "${hero}") { fullName insurance { status } } }`, {
    headers: official,
  });
  expect(body).toEqual({ data: { citizen: { fullName: '李明', insurance: { status: 'ACTIVE' } } } });
  await city.close();
});

test('with a secret the request is signed for this subgraph, body and context included', async () => {
  let seen: { headers: IncomingMessage['headers']; body: string } | undefined;
  const url = await listen((message, body, response) => {
    seen = { headers: message.headers, body };
    json(response, {
      data: { adminUnits: [] },
      extensions: {
        onestop: {
          subjects: [hero],
          servedFrom: 'stale',
          age: 40,
          findings: [{ type: 'Citizen', field: 'x', reason: 'UNKNOWN_CODE', key: 'e'.repeat(32) }, 5],
        },
      },
    });
  });
  const answer = await run(createHttpSubgraph({ name: 'registry', url, secret: 's3cret' }));
  expect(answer).toMatchObject({
    subjects: [hero],
    servedFrom: 'stale',
    age: 40,
    findings: [{ department: 'registry', type: 'Citizen', field: 'x', reason: 'UNKNOWN_CODE', key: 'e'.repeat(32) }],
  });
  const header = (name: string) => String(seen?.headers[name]);
  const parts = {
    audience: 'registry',
    timestamp: header(signatureHeaders.timestamp),
    nonce: header(signatureHeaders.nonce),
    context: header(signatureHeaders.context),
    body: seen?.body ?? '',
  };
  expect(verify({ ...parts, secret: 's3cret' }, header(signatureHeaders.signature))).toBe(true);
  expect(verify({ ...parts, secret: 's3cret', audience: 'other' }, header(signatureHeaders.signature))).toBe(false);
  expect(decodeContext(parts.context)).toMatchObject({
    caller: { subject: hero },
    purpose: 'service-delivery',
    requestId: 'r-1',
  });
  expect(JSON.parse(parts.body)).toMatchObject({ variables: { a: 1 } });
  expect(header('traceparent')).toMatch(/^00-a{32}-[0-9a-f]{16}-01$/);
});

test('without one nothing about the caller leaves the gateway', async () => {
  let headers: IncomingMessage['headers'] = {};
  const url = await listen((message, _body, response) => {
    headers = message.headers;
    json(response, { data: { adminUnits: [] } });
  });
  await run(createHttpSubgraph({ name: 'registry', url }));
  expect(Object.keys(headers).filter((name) => name.startsWith('x-onestop'))).toEqual([]);
  expect(JSON.stringify(headers)).not.toContain(hero);
});

test.each<[string, Handle, string]>([
  [
    'HTML',
    (_q, _b, r) => void r.setHeader('content-type', 'text/html').end('<h1>hi</h1>'),
    'DEPARTMENT_ANSWER_INVALID',
  ],
  [
    'JSON cut off',
    (_q, _b, r) => void r.setHeader('content-type', 'application/json').end('{"data":{'),
    'DEPARTMENT_ANSWER_INVALID',
  ],
  ['a list', (_q, _b, r) => json(r, []), 'DEPARTMENT_ANSWER_INVALID'],
  ['neither data nor errors', (_q, _b, r) => json(r, { ok: true }), 'DEPARTMENT_ANSWER_INVALID'],
  ['data that is text', (_q, _b, r) => json(r, { data: 'x' }), 'DEPARTMENT_ANSWER_INVALID'],
  ['errors that are no list', (_q, _b, r) => json(r, { errors: 'x' }), 'DEPARTMENT_ANSWER_INVALID'],
  ['too much', (_q, _b, r) => json(r, { data: { adminUnits: 'x'.repeat(20_000) } }), 'DEPARTMENT_ANSWER_INVALID'],
  [
    'a proxy’s 503',
    (_q, _b, r) => void r.writeHead(503, { 'content-type': 'text/html' }).end('gone'),
    'DEPARTMENT_UNAVAILABLE',
  ],
  ['a 500 without JSON', (_q, _b, r) => void r.writeHead(500).end(), 'DEPARTMENT_ERROR'],
  [
    'a redirect',
    (_q, _b, r) => void r.writeHead(302, { location: 'http://example.com/' }).end(),
    'DEPARTMENT_ANSWER_INVALID',
  ],
  ['a cut connection', (_q, _b, r) => void r.destroy(), 'DEPARTMENT_UNAVAILABLE'],
  ['silence', () => undefined, 'DEPARTMENT_TIMEOUT'],
  [
    'half an answer, then silence',
    (_q, _b, r) => void r.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    'DEPARTMENT_TIMEOUT',
  ],
  [
    'a code nobody knows',
    (_q, _b, r) => json(r, { errors: [{ message: 'db-1 down', extensions: { code: 'ER_42' } }] }),
    'DEPARTMENT_ERROR',
  ],
  [
    'a code that is not for clients',
    (_q, _b, r) => json(r, { errors: [{ message: 'x', extensions: { code: 'MAPPING_SYNTAX' } }] }),
    'DEPARTMENT_ERROR',
  ],
  [
    'a code of ours',
    (_q, _b, r) => json(r, { errors: [{ message: 'x', extensions: { code: 'DEPARTMENT_BUSY', retryAfter: 2 } }] }),
    'DEPARTMENT_BUSY',
  ],
])('%s', async (_name, handle, code) => {
  const url = await listen(handle);
  const answer = await run(createHttpSubgraph({ name: 'registry', url, maxResponseBytes: 10_000 }), 300);
  expect(answer.data).toBeNull();
  expect(answer.errors.map((error) => error.code)).toEqual([code]);
  expect(JSON.stringify(answer)).not.toContain('db-1');
});

test('nobody at the address', async () => {
  const answer = await run(createHttpSubgraph({ name: 'registry', url: 'http://127.0.0.1:9/graphql' }));
  expect(answer.errors[0]?.code).toBe('DEPARTMENT_UNAVAILABLE');
});

test('texts of a subgraph reach clients only where a secret is shared', async () => {
  const url = await listen((_q, _b, response) =>
    json(response, {
      data: { adminUnits: null },
      errors: [
        {
          message: 'x',
          path: ['adminUnits'],
          extensions: { code: 'BAD_USER_INPUT', details: { reason: 'column t_ry' } },
        },
      ],
    }),
  );
  const ours = await run(createHttpSubgraph({ name: 'registry', url, secret: 's' }));
  expect(ours.errors).toMatchObject([
    { path: ['adminUnits'], code: 'BAD_USER_INPUT', details: { reason: 'column t_ry' } },
  ]);
  const foreign = await run(createHttpSubgraph({ name: 'registry', url }));
  expect(foreign.errors).toMatchObject([{ path: ['adminUnits'], code: 'DEPARTMENT_ERROR' }]);
  expect(JSON.stringify(foreign)).not.toContain('t_ry');
});

test('health says up and down', async () => {
  const url = await listen((_q, _b, response) => json(response, { data: { __typename: 'Query' } }));
  const up = createHttpSubgraph({ name: 'registry', url });
  await expect(up.health()).resolves.toMatchObject({ state: 'up' });
  await up.close();
  const down = createHttpSubgraph({ name: 'registry', url: 'http://127.0.0.1:9/' });
  await expect(down.health()).resolves.toEqual({ state: 'down', roundTripMs: null });
  await down.close();
  await pause(0);
});

test('a supergraph file with remote subgraphs checks answers by what the supergraph says', async () => {
  const composed = await openCity();
  const { sdl: supergraphSdl } = composed.gateway.supergraph;
  await composed.close();
  const url = await listen((_q, _b, response) =>
    json(response, { data: { _entities: [{ __typename: 'Citizen', insurance: [] }] } }),
  );
  const remote = createHttpSubgraph({ name: 'insurance', url });
  const city = await openCity({ supergraphSdl, subgraphs: [identity(), registry(), remote, portal()] });
  const { body } = await city.ask('{ citizen(id: "1") { id insurance { status } } }', { headers: official });
  expect(body.data).toEqual({ citizen: { id: '1', insurance: null } });
  expect(body.errors[0].extensions.code).toBe('DEPARTMENT_ANSWER_INVALID');
  await city.close();
});

test('a department’s texts reach nobody through paths, and its pauses are bounded', async () => {
  const url = await listen((_request, _body, response) =>
    json(response, {
      data: { adminUnits: [{ id: '1' }] },
      errors: [
        { path: ['adminUnits', 0, 'secret_table'], extensions: { code: 'DEPARTMENT_ERROR' } },
        { path: ['SELECT * FROM t_ry_jbxx'], extensions: { code: 'BUSY', retryAfter: 1e300 } },
        { path: ['adminUnits', -1.5], extensions: { code: 'DEPARTMENT_BUSY', retryAfter: 1e300 } },
        { path: ['made_up'], extensions: { code: 'DEPARTMENT_UNAVAILABLE', retryAfter: -5 } },
      ],
    }),
  );
  const remote = createHttpSubgraph({ name: 'registry', url, sdl: registry().sdl });
  const city = await openCity({ subgraphs: [identity(), remote, insurance(), portal()] });
  const { text, body } = await city.ask('{ adminUnits { id } }');
  expect(text).not.toMatch(/secret_table|t_ry_jbxx|made_up|-1\.5/);
  expect(body.errors.map(({ path }: { path: unknown }) => path)).toEqual(
    expect.arrayContaining([['adminUnits', 0], ['adminUnits']]),
  );
  const pauses = body.errors.flatMap(({ extensions }: Json) => extensions.retryAfter ?? []);
  expect(pauses).toEqual([3_600, 3_600]);
  await city.close();
});

test('JSON of a redirect is no answer', async () => {
  const url = await listen((_request, _body, response) => {
    response.statusCode = 302;
    json(response, { data: { adminUnits: [] } });
  });
  const answer = await run(createHttpSubgraph({ name: 'registry', url }));
  expect(answer.errors[0]?.code).toBe('DEPARTMENT_ANSWER_INVALID');
});

test('of a flood of errors and findings as many are read as say something', async () => {
  const flood = Array.from({ length: 3_000 }, () => ({ extensions: { code: 'FORBIDDEN_RECORD' } }));
  const findings = flood.map(() => ({ type: 'Citizen', field: null, reason: 'UNKNOWN_CODE' }));
  const url = await listen((_request, _body, response) =>
    json(response, { data: { adminUnits: [] }, errors: [...flood, {}], extensions: { onestop: { findings } } }),
  );
  const answer = await run(createHttpSubgraph({ name: 'registry', url }));
  expect([answer.errors.length, answer.findings.length]).toEqual([1_001, 1_000]);
  expect(answer.errors.at(-1)?.code).toBe('DEPARTMENT_ERROR');
});
