import { KeyObject, sign } from 'node:crypto';
import { mkdtemp, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { canonicalSubject } from '../../cli/authenticator.ts';
import { createDemoIssuer } from '../../gateway/security/demo-issuer.ts';
import { createAuthenticator, type AuthenticationOptions, type ServiceClient } from '../../gateway/security/tokens.ts';
import { hero, openCity, type City } from './city.ts';

const issuer = 'https://login.city.example';
const clients = { portal: { purposes: { 'service-delivery': { legalBasis: 'a law', embargoDays: null } } } };
let city: City;
let options: AuthenticationOptions;
let key: CryptoKey;
let foreignKey: CryptoKey;
let foreignJwk: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  const foreign = await generateKeyPair('ES256', { extractable: true });
  foreignKey = foreign.privateKey;
  foreignJwk = await exportJWK(foreign.publicKey);
  const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256' };
  options = { issuers: [{ issuer, audience: 'onestop', keys: { jwks: { keys: [jwk] } } }], clients };
  city = await openCity({ server: { authenticate: createAuthenticator(options) } });
});
afterAll(() => city.close());

type Claims = {
  readonly aud?: string;
  readonly iss?: string;
  readonly expires?: number;
  readonly claims?: Record<string, unknown>;
  readonly sub?: string;
};

const now = () => Math.floor(Date.now() / 1000);
const token = ({ aud = 'onestop', iss = issuer, expires = 600, claims = {}, sub = hero }: Claims = {}, signer = key) =>
  new SignJWT({ role: 'citizen', client: 'portal', ...claims })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject(sub)
    .setIssuer(iss)
    .setAudience(aud)
    .setExpirationTime(now() + expires)
    .sign(signer);

const query = `{ citizen(id: "${hero}") { fullName } }`;
const ask = async (bearer: string, purpose?: string) =>
  city.ask(query, {
    headers: { authorization: `Bearer ${bearer}`, ...(purpose === undefined ? {} : { 'x-purpose': purpose }) },
  });

test('a valid token and a registered purpose open personal data', async () => {
  const { status, body } = await ask(await token(), 'service-delivery');
  expect([status, body]).toEqual([200, { data: { citizen: { fullName: '李明' } } }]);
});

test('a valid token without a purpose opens only what is public', async () => {
  const { status, body } = await ask(await token());
  expect([status, body.data, body.errors[0].extensions.code]).toEqual([
    200,
    { citizen: { fullName: null } },
    'UNAUTHORIZED_FIELD_OR_TYPE',
  ]);
});

test('a purpose the client is not registered for is refused', async () => {
  const { status, body } = await ask(await token(), 'marketing');
  expect([status, body.errors[0].extensions.code]).toEqual([403, 'PURPOSE_NOT_ALLOWED']);
  expect((await ask(await token({ claims: { client: '__proto__' } }), 'service-delivery')).status).toBe(403);
});

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimed = { sub: hero, role: 'admin', client: 'portal', iss: issuer, aud: 'onestop' };
/** Signed rightly, by a key that nobody here knows unless one is given. */
const forged = (header: Readonly<Record<string, unknown>>, signer = foreignKey): string => {
  const signed = `${base64({ alg: 'ES256', ...header })}.${base64({ ...claimed, exp: now() + 600 })}`;
  const made = sign('sha256', Buffer.from(signed), { key: KeyObject.from(signer), dsaEncoding: 'ieee-p1363' });
  return `${signed}.${made.toString('base64url')}`;
};
const claims = { sub: hero, role: 'admin', client: 'portal', iss: issuer, aud: 'onestop', exp: 4_102_444_800 };

test.each<[string, () => Promise<string> | string]>([
  ['alg none', () => `${base64({ alg: 'none' })}.${base64(claims)}.`],
  ['HS256 with the public key as secret', () => `${base64({ alg: 'HS256' })}.${base64(claims)}.AAAA`],
  ['another key', () => token({}, foreignKey)],
  ['an expired one', () => token({ expires: -60 })],
  ['another audience', () => token({ aud: 'someone-else' })],
  ['the demo’s audience', () => token({ aud: 'demo' })],
  ['another issuer', () => token({ iss: 'https://evil.example' })],
  ['an unknown role', () => token({ claims: { role: 'root' } })],
  ['no client', () => token({ claims: { client: 7 } })],
  ['no subject', () => token({ sub: '' })],
  ['changed claims', async () => (await token()).replace(/\.[^.]+\./, `.${base64(claims)}.`)],
  ['no JWT', () => 'letmein'],
  ['alg None, in other letters', () => `${base64({ alg: 'nOnE' })}.${base64(claims)}.`],
  ['one that is cut off before the signature', async () => (await token()).replace(/[^.]+$/, '')],
  ['one that brings its own key', () => forged({ jwk: foreignJwk })],
  ['one that says where its keys are', () => forged({ jku: 'http://127.0.0.1:9/jwks', kid: '../../etc/passwd' })],
  ['one with a header that must be understood', () => forged({ crit: ['b64'], b64: false }, key)],
  ['one that never expires', () => new SignJWT(claimed).setProtectedHeader({ alg: 'ES256' }).sign(key)],
  ['one that is not valid yet', () => new SignJWT({ ...claimed, exp: now() + 600, nbf: now() + 300 }).setProtectedHeader({ alg: 'ES256' }).sign(key)], // prettier-ignore
  ['two in one', async () => `${await token()}.${(await token()).split('.')[2] ?? ''}`],
])('%s is a 401, never anonymous', async (_name, make) => {
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const headers = { authorization: `Bearer ${await make()}`, accept };
    const { status, body, headers: answered } = await city.ask('{ adminUnits { name } }', { headers });
    expect([status, body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(answered['www-authenticate']).toContain('Bearer');
    expect(body).not.toHaveProperty('data');
  }
});

test('what is made by hand as these are, and rightly, is taken', async () => {
  expect((await ask(forged({}, key))).status).toBe(200);
});

test('another scheme is a 401 as well', async () => {
  expect((await city.ask('{ __typename }', { headers: { authorization: 'Basic YTpi' } })).status).toBe(401);
});

test.each<[string, (response: ServerResponse) => unknown]>([
  ['a 503', (response) => response.writeHead(503).end()],
  ['HTML', (response) => response.end('<html>')],
  ['no key set', (response) => response.end('{"keys":5}')],
  ['nothing', (response) => response.destroy()],
])('an issuer that gives %s for its keys is not the token’s fault', async (_name, respond) => {
  const server = createServer((_request, response) => void respond(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const authenticate = createAuthenticator({ ...options, issuers: [{ issuer, audience: 'onestop', keys: { url: `http://127.0.0.1:${String(port)}/jwks` } }] }); // prettier-ignore
  const asked = authenticate({ authorization: `Bearer ${await token()}`, purpose: undefined });
  await expect(asked).rejects.toMatchObject({ code: 'SIGN_IN_UNAVAILABLE', status: 503 });
  server.closeAllConnections();
  server.close();
});

test('fetched keys that don’t fit are the token’s fault', async () => {
  const jwk = { ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), alg: 'ES256', kid: 'other' };
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ keys: [jwk, { ...jwk, alg: 'ES384' }] })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const authenticate = createAuthenticator({ ...options, issuers: [{ issuer, audience: 'onestop', keys: { url: `http://127.0.0.1:${String(port)}/jwks` } }] }); // prettier-ignore
  const asked = authenticate({ authorization: `Bearer ${await token()}`, purpose: undefined });
  await expect(asked).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  server.closeAllConnections();
  server.close();
});

test('a citizen’s subject is taken in its canonical form', async () => {
  const authenticate = createAuthenticator({ ...options, canonicalSubject });
  const subjectOf = async (sub: string, role: string) =>
    (await authenticate({ authorization: `Bearer ${await token({ sub, claims: { role } })}`, purpose: undefined }))
      .caller?.subject;
  expect(await subjectOf(hero.toLowerCase(), 'citizen')).toBe(hero);
  expect(await subjectOf('110105491231002', 'citizen')).toBe(hero);
  expect(await subjectOf('clerk-x', 'official')).toBe('clerk-x');
});

test('clocks may differ by half a minute', async () => {
  expect((await ask(await token({ expires: -20 }))).status).toBe(200);
});

test('demo tokens: a key of one’s own, twelve hours, refused by a real verifier', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'onestop-keys-'));
  const issuers = await Promise.all([createDemoIssuer(folder), createDemoIssuer(folder)]);
  const [first, second] = issuers;
  expect(first.jwks).toEqual(second.jwks);
  expect((await stat(path.join(folder, 'demo-signing-key.json'))).mode & 0o777).toBe(0o600);
  const issued = await first.issue({ subject: hero, role: 'citizen', client: 'portal', scopes: ['a', 'b'] });
  const { issuer: name, audience, jwks } = second;
  const demo = { issuers: [{ issuer: name, audience, keys: { jwks } }], clients, demo: true };
  await expect(
    createAuthenticator(demo)({ authorization: `Bearer ${issued}`, purpose: 'service-delivery' }),
  ).resolves.toEqual({
    caller: { subject: hero, role: 'citizen', client: 'portal', scopes: ['a', 'b'] },
    purpose: 'service-delivery',
  });
  expect(() => createAuthenticator({ ...demo, demo: false })).toThrow(/demo/);
  const real = createAuthenticator({ ...options, issuers: [{ issuer: name, audience: 'onestop', keys: { jwks } }] });
  await expect(real({ authorization: `Bearer ${issued}`, purpose: undefined })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

describe('what a token says of the rows it is for', () => {
  const callerOf = async (given: Record<string, unknown>) =>
    (
      await createAuthenticator(options)({
        authorization: `Bearer ${await token({ claims: given })}`,
        purpose: undefined,
      })
    ).caller;

  test('lists of districts, departments, cases and businesses', async () => {
    const caller = await callerOf({ role: 'official', districts: ['110105'], departments: 'o1', somethingElse: ['x'] });
    expect(caller?.claims).toEqual({ districts: ['110105'], departments: ['o1'] });
  });

  test('whom a citizen acts for, and nobody else does', async () => {
    expect((await callerOf({ acts_for: ['110105198001010026'] }))?.actsFor).toEqual(['110105198001010026']);
    expect(await callerOf({ role: 'official', acts_for: ['110105198001010026'] })).not.toHaveProperty('actsFor');
  });

  test.each([{ districts: [1] }, { districts: { a: 'b' } }, { districts: [''] }, { acts_for: Array(1001).fill('x') }])(
    'a claim that lists no texts is no claim: %j',
    async (given) => {
      await expect(callerOf(given)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );

  test.each([
    ['', []],
    [' ', []],
    ['read  write', ['read', 'write']],
    [
      ['read', 'write'],
      ['read', 'write'],
    ],
    [undefined, []],
  ])('the scope %j is %j', async (scope, scopes) => {
    expect((await callerOf({ scope }))?.scopes).toEqual(scopes);
  });

  test('a token may say no more than its program is registered for', async () => {
    const registered = { portal: { ...clients.portal, scopes: ['read'] } };
    const authenticate = createAuthenticator({ ...options, clients: registered });
    const authorization = `Bearer ${await token({ claims: { scope: 'read admin' } })}`;
    expect((await authenticate({ authorization, purpose: undefined })).caller?.scopes).toEqual(['read']);
  });

  test('the client by the names of OpenID Connect', async () => {
    expect((await callerOf({ client: undefined, azp: 'portal' }))?.client).toBe('portal');
  });
});

describe('a program that signs its own tokens', () => {
  const service = async () => {
    const pair = await generateKeyPair('EdDSA');
    const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'EdDSA', kid: 'a' };
    const registered: ServiceClient = {
      jwks: { keys: [jwk] },
      certificate: null,
      role: 'integrator',
      scopes: ['read'],
      claims: { districts: ['*'] },
    };
    const authenticate = createAuthenticator({ ...options, services: { portal: registered } });
    type Given = {
      readonly iss?: string;
      readonly sub?: string;
      readonly aud?: string;
      readonly age?: number;
      readonly life?: number;
    };
    const sign = (
      { iss = 'portal', sub = 'portal', aud = 'onestop', age = 0, life = 120 }: Given = {},
      signer = pair.privateKey,
    ) =>
      new SignJWT({ role: 'admin', client: 'other', scope: 'admin' })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'a' })
        .setIssuer(iss)
        .setSubject(sub)
        .setAudience(aud)
        .setIssuedAt(now() - age)
        .setExpirationTime(now() - age + life)
        .sign(signer);
    const as = async (bearer: string, purpose?: string) => authenticate({ authorization: `Bearer ${bearer}`, purpose });
    return { sign, as };
  };

  test('is who it is registered as, whatever its token says', async () => {
    const { sign, as } = await service();
    expect(await as(await sign(), 'service-delivery')).toEqual({
      caller: {
        subject: 'portal',
        role: 'integrator',
        client: 'portal',
        scopes: ['read'],
        claims: { districts: ['*'] },
      },
      purpose: 'service-delivery',
    });
    await expect(as(await sign(), 'marketing')).rejects.toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' });
    // The issuer's tokens are as good as before.
    expect((await as(await token())).caller?.role).toBe('citizen');
  });

  test('is refused with a token that is old, long-lived, another’s or for another', async () => {
    const { sign, as } = await service();
    const other = (await generateKeyPair('EdDSA')).privateKey;
    const unsigned = `${base64({ alg: 'none' })}.${base64({ iss: 'portal', sub: 'portal', aud: 'onestop', iat: now(), exp: now() + 60 })}.`; // prettier-ignore
    await expect(as(unsigned)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    // The issuer's key is not the program's, though the token says that it is from it.
    await expect(as(await token({ iss: 'portal', sub: 'portal' }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const wrong = [sign({ age: 400, life: 500 }), sign({ life: 3600 }), sign({ sub: 'somebody' }), sign({ aud: 'others' }), sign({}, other), sign({ iss: 'nobody' })]; // prettier-ignore
    for (const each of wrong) await expect(as(await each)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
