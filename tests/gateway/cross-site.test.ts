import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openCity, type City } from './city.ts';

const portal = 'https://portal.city.example';
const host = 'graph.city.example';
let city: City;
beforeAll(async () => {
  city = await openCity({ server: { cors: [portal], allowedHosts: [host] } });
});
afterAll(() => city.close());

type Headers = Readonly<Record<string, string>>;

const get = (headers: Headers) =>
  city.app.inject({ url: '/graphql', query: { query: '{ adminUnits { id } }' }, headers });
const preflight = (headers: Headers, url = '/graphql') =>
  city.app.inject({ method: 'OPTIONS', url, headers: { 'access-control-request-method': 'POST', ...headers } });

describe('a GET', () => {
  test.each<[string, Headers]>([
    ['of a browser that can’t say where it comes from', { host }],
    ['of another site’s page', { 'sec-fetch-site': 'cross-site' }],
    ['of another page of the same site', { host, 'sec-fetch-site': 'same-site' }],
    ['of a form’s media type', { host, 'content-type': 'text/plain;charset=UTF-8' }],
    ['of a form’s media type in capitals', { host, 'content-type': 'Multipart/Form-Data; boundary=x' }],
    ['of an origin that was not allowed', { host, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['of an origin that was not allowed, to this machine', { origin: 'https://evil.example' }],
    ['of a page that hides its origin', { host, 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['with an empty header', { host, 'x-requested-with': '' }],
  ])('%s is refused', async (_what, headers) => {
    const answer = await get(headers);
    expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([403, 'CROSS_SITE_REQUEST']);
    expect(answer.json()).not.toHaveProperty('data');
  });

  test.each<[string, Headers]>([
    ['of the console itself', { host, 'sec-fetch-site': 'same-origin' }],
    ['typed into a browser', { host, 'sec-fetch-site': 'none' }],
    ['of a program on this machine', {}],
    ['with x-requested-with', { host, 'x-requested-with': 'curl' }],
    ['with Apollo’s header', { host, 'apollo-require-preflight': 'true' }],
    ['with a token', { host, authorization: 'Bearer official' }],
    ['with a JSON content type', { host, 'content-type': 'application/json' }],
    ['of an allowed origin', { host, 'sec-fetch-site': 'cross-site', origin: portal }],
  ])('%s is answered', async (_what, headers) => {
    const answer = await get(headers);
    expect([answer.statusCode, answer.json().errors]).toEqual([200, undefined]);
  });
});

describe('a page of another origin', () => {
  const asked = { host, origin: portal, 'access-control-request-headers': 'authorization,content-type,x-purpose' };

  test('that was allowed may ask, and read the answer', async () => {
    const leave = await preflight(asked);
    expect(leave.statusCode).toBe(204);
    expect(leave.headers).toMatchObject({
      'access-control-allow-origin': portal,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(/authorization.*x-purpose.*content-type/),
      vary: 'origin',
    });
    expect(leave.headers).not.toHaveProperty('access-control-allow-credentials');
    const answer = await city.ask('{ adminUnits { id } }', { headers: { host, origin: portal } });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': portal, vary: 'origin, accept-language' });
  });

  test('that was allowed may read why it is refused', async () => {
    const refused = await city.ask('{', { headers: { host, origin: portal } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([400, portal]);
  });

  test.each([
    'https://evil.example',
    'http://portal.city.example',
    'https://portal.city.example.evil.example',
    'https://portal.city.example:8443',
    'null',
  ])('such as %s may not', async (origin) => {
    const leave = await preflight({ ...asked, origin });
    expect(leave.statusCode).toBe(405);
    const answer = await city.ask('{ adminUnits { id } }', { headers: { host, origin } });
    for (const { headers } of [leave, answer])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test.each(['/metrics', '/supergraph.graphql', '/readyz', '/healthz'])('may not read %s', async (url) => {
    const answer = await city.app.inject({ url, headers: { host, origin: portal, authorization: 'Bearer admin' } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await preflight(asked, url)).headers).not.toHaveProperty('access-control-allow-origin');
  });
});

test('where no origin is allowed, none is told anything', async () => {
  const closed = await openCity();
  const leave = await closed.app.inject({
    method: 'OPTIONS',
    url: '/graphql',
    headers: { origin: portal, 'access-control-request-method': 'POST' },
  });
  expect([leave.statusCode, leave.headers['access-control-allow-origin']]).toEqual([405, undefined]);
  await closed.close();
});
