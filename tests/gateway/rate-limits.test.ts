import { afterEach, describe, expect, test } from '@jest/globals';
import { networkOf, payerOf } from '../../gateway/http/payer.ts';
import { createRateLimiter, type Payer } from '../../gateway/resilience/rate-limiter.ts';
import { OnestopError } from '../../schema/errors.ts';
import { openCity, official, type City } from './city.ts';

const rates = { client: { perMinute: 600, burst: 100 }, address: { perMinute: 60, burst: 10 } };
const portal: Payer = { kind: 'client', name: 'portal' };

function clocked() {
  let at = 0;
  const limiter = createRateLimiter(rates, () => at);
  /** Seconds to wait; 0 where it was taken. */
  const wait = (payer: Payer, cost: number): unknown => {
    try {
      limiter.charge(payer, cost);
      return 0;
    } catch (error) {
      if (error instanceof OnestopError && error.code === 'RATE_LIMITED') return error.details['retryAfter'];
      throw error;
    }
  };
  return { wait, pass: (seconds: number) => (at += seconds * 1000) };
}

describe('a bucket', () => {
  test('gives what it holds, then what comes in', () => {
    const { wait, pass } = clocked();
    expect(wait(portal, 60)).toBe(0);
    expect(wait(portal, 60)).toBe(2);
    expect(wait(portal, 40)).toBe(0);
    expect(wait(portal, 1)).toBe(1);
    pass(2);
    expect(wait(portal, 21)).toBe(1);
    expect(wait(portal, 20)).toBe(0);
  });

  test('holds no more than it can, however long it is left', () => {
    const { wait, pass } = clocked();
    expect(wait(portal, 100)).toBe(0);
    pass(86_400);
    expect(wait(portal, 100)).toBe(0);
    expect(wait(portal, 1)).toBe(1);
  });

  test('when full, gives even what it can’t hold', () => {
    const { wait, pass } = clocked();
    expect(wait(portal, 5_000)).toBe(0);
    expect(wait(portal, 5_000)).toBe(10);
    pass(10);
    expect(wait(portal, 5_000)).toBe(0);
  });

  test('is nobody else’s', () => {
    const { wait } = clocked();
    expect(wait(portal, 100)).toBe(0);
    expect(wait({ kind: 'client', name: 'desk' }, 100)).toBe(0);
    expect(wait({ kind: 'address', name: 'portal' }, 10)).toBe(0);
    expect(wait({ kind: 'address', name: 'portal' }, 1)).toBe(1);
  });

  test('of a client is not pushed out by many addresses', () => {
    const { wait } = clocked();
    expect(wait(portal, 100)).toBe(0);
    for (let index = 0; index < 30_000; index += 1) wait({ kind: 'address', name: String(index) }, 1);
    expect(wait(portal, 1)).toBe(1);
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['fe80::1', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
])('%s is of %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('whoever signed in is the client, whatever the address', () => {
  const caller = { subject: 'x', role: 'official', client: 'desk', scopes: [] } as const;
  expect(payerOf(caller, '192.0.2.7')).toEqual({ kind: 'client', name: 'desk' });
  expect(payerOf(null, '192.0.2.7')).toEqual({ kind: 'address', name: '192.0.2.7' });
});

describe('over HTTP', () => {
  let city: City;
  afterEach(() => city.close());
  const small = '{ adminUnits { id } }';
  const page = '{ citizens(first: 60) { nodes { id } } }';

  test('a client that asks too much is told how long to wait, others are answered', async () => {
    city = await openCity({ server: { rates } });
    expect((await city.ask(page, { headers: official })).status).toBe(200);
    const refused = await city.ask(page, { headers: official });
    const { retryAfter } = refused.body.errors[0].extensions;
    expect(refused.body.errors[0]).toEqual({
      message: `Too much was asked in a short time; there is room again in ${String(retryAfter)} seconds`,
      extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) },
    });
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, String(retryAfter)]);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(4);
    expect((await city.ask(small)).status).toBe(200);
  });

  test.each([
    ['documents that are none', '{', {}],
    ['tokens that are none', small, { authorization: 'Bearer nobody' }],
  ])('%s cost their sender, too', async (_what, query, headers) => {
    const authenticate = async ({ authorization }: { readonly authorization: string | undefined }) => {
      if (authorization !== undefined) throw new OnestopError('UNAUTHENTICATED', { reason: 'it names nobody' });
      return { caller: null, purpose: null };
    };
    city = await openCity({ server: { rates, authenticate } });
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1) statuses.push((await city.ask(query, { headers })).status);
    expect(statuses.slice(0, 10)).not.toContain(429);
    expect(statuses).toContain(429);
  });

  test('a proxy’s word of an address counts only where it is trusted', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    city = await openCity({ server: { rates } });
    expect((await city.ask(small, { headers: from('192.0.2.1') })).status).toBe(200);
    expect((await city.ask(small, { headers: from('192.0.2.2') })).status).toBe(429);
    await city.close();
    city = await openCity({ server: { rates, trustedProxies: ['127.0.0.1'] } });
    expect((await city.ask(small, { headers: from('192.0.2.1') })).status).toBe(200);
    expect((await city.ask(small, { headers: from('192.0.2.2') })).status).toBe(200);
    expect((await city.ask(small, { headers: from('192.0.2.2') })).status).toBe(429);
  });
});
