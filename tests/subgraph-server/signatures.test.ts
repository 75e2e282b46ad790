import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createNonceMemory } from '../../adapters/server/nonce-memory.ts';
import { createSubgraphServer } from '../../adapters/server/create-subgraph-server.ts';
import { decodeContext, encodeContext, signatureHeaders } from '../../schema/signed-request.ts';
import { maxIdentifiedWards } from '../../schema/request.ts';
import { createFixturePort, type FixturePort } from './fixture-port.ts';
import { context, post, secret, signedHeaders, type Overrides } from './signed-post.ts';

const body = JSON.stringify({ query: '{ caller }' });
const sdlQuestion = JSON.stringify({ query: '{ _service { sdl } }' });
const secondsFromNow = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

let port: FixturePort;
let app: FastifyInstance;

beforeEach(async () => {
  port = createFixturePort();
  app = await createSubgraphServer({ subgraph: port, secret, open: false });
});

afterEach(() => app.close());

describe('a closed server', () => {
  test('serves what is signed, in the name of the caller', async () => {
    const response = await post(app, body, signedHeaders(body));
    expect(response.statusCode).toBe(200);
    expect(response.json().data.caller).toBe(JSON.stringify([context().caller, 'service-delivery']));
    expect(port.runs[0]?.request).toMatchObject({ requestId: 'request-1', traceId: context().traceId });
  });

  test('accepts clocks that differ a little', async () => {
    for (const offset of [-25, 25]) {
      const headers = signedHeaders(body, { timestamp: secondsFromNow(offset) });
      expect((await post(app, body, headers)).statusCode).toBe(200);
    }
  });

  const refused: readonly (readonly [string, Overrides])[] = [
    ['another secret', { secret: 'guessed' }],
    ['another audience', { audience: 'approvals' }],
    ['a time long gone', { timestamp: secondsFromNow(-40) }],
    ['a time to come', { timestamp: secondsFromNow(40) }],
    ['a time that is none', { timestamp: 'now' }],
    ['a time that is not a number', { timestamp: 'NaN' }],
  ];
  test.each(refused)('refuses %s', async (_what, overrides) => {
    await expectRefusal(body, signedHeaders(body, overrides));
  });

  test.each(Object.values(signatureHeaders))('refuses a request without %s', async (name) => {
    const headers = Object.fromEntries(Object.entries(signedHeaders(body)).filter(([key]) => key !== name));
    await expectRefusal(body, headers);
  });

  test('refuses another body than was signed, were it a blank more', async () => {
    await expectRefusal(`${body} `, signedHeaders(body));
  });

  test('refuses another context than was signed', async () => {
    const other = signedHeaders(body, { context: { ...context(), purpose: 'audit' } });
    const name = signatureHeaders.context;
    await expectRefusal(body, { ...signedHeaders(body), [name]: other[name] ?? '' });
  });

  test('refuses a context that is signed but is none', async () => {
    const headers = signedHeaders(body, { context: { nothing: true } as never });
    await expectRefusal(body, headers);
  });

  test.each(Object.values(signatureHeaders))('refuses another %s than was signed', async (name) => {
    const [signed, other] = [signedHeaders(body), signedHeaders(body, { timestamp: secondsFromNow(5), context: { ...context(), purpose: 'audit' } })]; // prettier-ignore
    await expectRefusal(body, { ...signed, [name]: other[name] ?? '' });
  });

  test.each([
    ['none', ''],
    ['cut off', 'ab'],
    ['longer', 'f'.repeat(65)],
    ['in other letters', 'É'.repeat(64)],
    ['of a comma', ','],
  ])('refuses a signature that is %s', async (_what, signature) => {
    await expectRefusal(body, { ...signedHeaders(body), [signatureHeaders.signature]: signature });
  });

  test('refuses a request that is sent twice at once, once', async () => {
    const headers = signedHeaders(body);
    const sent = await Promise.all([1, 2, 3].map(() => post(app, body, headers)));
    expect(sent.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401, 401]);
  });

  test('refuses the same request a second time', async () => {
    const headers = signedHeaders(body);
    expect((await post(app, body, headers)).statusCode).toBe(200);
    await expectRefusal(body, headers);
  });

  test('keeps its SDL from those who do not sign', async () => {
    await expectRefusal(sdlQuestion, { 'content-type': 'application/json' });
    const response = await post(app, sdlQuestion, signedHeaders(sdlQuestion));
    expect(response.json().data._service.sdl).toContain('type Office @key(fields: "id")');
  });

  async function expectRefusal(payload: string, headers: Record<string, string>): Promise<void> {
    const response = await post(app, payload, headers);
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({
      errors: [{ message: expect.stringContaining('not signed'), extensions: { code: 'SIGNATURE_INVALID' } }],
    });
    expect(port.runs.length).toBeLessThan(2);
  }
});

describe('a server that gives what is public', () => {
  beforeEach(async () => {
    await app.close();
    app = await createSubgraphServer({ subgraph: port, secret, open: false, public: true });
  });

  test('takes who does not sign for nobody, and tells them its SDL', async () => {
    const { data, extensions } = (await post(app, body)).json();
    expect(data.caller).toBe(JSON.stringify([null, null]));
    expect(extensions).toBeUndefined();
    const { data: told } = (await post(app, sdlQuestion)).json();
    expect(told._service.sdl).toContain('type Office @key(fields: "id")');
  });

  test('knows who signs, and refuses a signature that is wrong', async () => {
    const signed = await post(app, body, signedHeaders(body));
    expect(signed.json().data.caller).not.toBe(JSON.stringify([null, null]));
    expect((await post(app, body, signedHeaders(`${body} `))).statusCode).toBe(401);
  });
});

describe('an open server', () => {
  const warnings: unknown[] = [];
  const logger = {
    level: 'info',
    warn: (...line: unknown[]) => warnings.push(line),
    child: () => logger,
    ...Object.fromEntries(['fatal', 'error', 'info', 'debug', 'trace', 'silent'].map((level) => [level, () => {}])),
  };

  beforeEach(async () => {
    await app.close();
    app = await createSubgraphServer({ subgraph: port, secret, open: true, logger: logger as never });
  });

  test('serves unsigned requests with full access, and says so in the log', async () => {
    const { data, extensions } = (await post(app, body)).json();
    const caller = { subject: 'open', role: 'admin', client: 'open', scopes: [] };
    expect(data.caller).toBe(JSON.stringify([caller, 'open']));
    expect(extensions).toBeUndefined();
    expect(JSON.stringify(warnings)).toContain('open');
  });

  test('uses a signature where there is one', async () => {
    const response = await post(app, body, signedHeaders(body));
    expect(response.json().data.caller).toContain('official-1');
    expect((await post(app, body, signedHeaders(body, { secret: 'guessed' }))).statusCode).toBe(401);
  });
});

test('a server that is neither open nor has a secret is not made', async () => {
  await expect(createSubgraphServer({ subgraph: port, secret: null, open: false })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});

test.each(['', 'fifteen letters'])('a server whose secret is “%s” is not made', async (short) => {
  await expect(createSubgraphServer({ subgraph: port, secret: short, open: true })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});

test('the time that is left counts from the arrival, whatever the sender’s clock says', () => {
  const sent = { ...context(), deadline: 1_000_000 };
  const skewed = decodeContext(encodeContext(sent, 995_000), 5_000_000);
  expect(skewed).toEqual({ ...sent, deadline: 5_005_000 });
  expect(decodeContext(encodeContext(sent, 1_000_001), 0)?.deadline).toBe(0);
});

describe('what is known of people whom the caller acts for', () => {
  const sentWith = (wardIdentifiers: unknown) => {
    const { caller, ...sent } = context();
    return { ...sent, caller: caller && { ...caller, wardIdentifiers: wardIdentifiers as readonly object[] } };
  };

  test('travels with the caller, each by themselves, and fits into a header', () => {
    const ward = { telephone: '10012349491', fullName: '欧阳震华' };
    const sent = sentWith(Array.from({ length: maxIdentifiedWards }, () => ward));
    const header = encodeContext(sent);
    expect(decodeContext(header)?.caller).toEqual(sent.caller);
    expect(header.length).toBeLessThan(12_000);
  });

  test.each([
    ['more than may be', Array.from({ length: maxIdentifiedWards + 1 }, () => ({}))],
    ['no list', { telephone: '1' }],
    ['another fact', [{ address: 'x' }]],
    ['no text', [{ telephone: 1 }]],
  ])('is refused where it is %s', (_what, wards) => {
    expect(decodeContext(encodeContext(sentWith(wards)))).toBeNull();
  });
});

test('a request that is never sent whole does not hold its connection', () => {
  expect(app.server.requestTimeout).toBeGreaterThan(0);
});

describe('the memory of nonces', () => {
  test('forgets what has expired, takes no more than fits and never forgets what is fresh', () => {
    const memory = createNonceMemory(2);
    expect(memory.remember('a', 0, 10)).toBe('new');
    expect(memory.remember('b', 0, 20)).toBe('new');
    expect(memory.remember('c', 5, 25)).toBe('full');
    expect(memory.remember('a', 5, 25)).toBe('seen');
    expect(memory.remember('c', 11, 31)).toBe('new');
    expect(memory.remember('b', 11, 31)).toBe('seen');
  });
});
