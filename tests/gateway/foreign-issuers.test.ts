import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey } from 'jose';
import { discoveredKeys } from '../../gateway/security/issuer-keys.ts';
import { createAuthenticator, type Authenticate, type TokenIssuer } from '../../gateway/security/tokens.ts';
import type { Role } from '../../schema/request.ts';

const clients = { desk: { purposes: {} }, portal: { purposes: {} } };
const citizenId = '11010519491231002X';

type Signer = { readonly key: CryptoKey; readonly jwks: { readonly keys: { readonly [name: string]: unknown }[] } };
let staff: Signer;
let people: Signer;

async function makeSigner(kid: string): Promise<Signer> {
  const pair = await generateKeyPair('RS256');
  return { key: pair.privateKey, jwks: { keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'RS256', kid }] } };
}

beforeAll(async () => {
  [staff, people] = await Promise.all([makeSigner('staff'), makeSigner('people')]);
});

const staffName = 'https://id.city.example/realms/staff';
const peopleName = 'https://id.city.example/realms/people';

/** As Keycloak writes an access token. */
const keycloak = {
  azp: 'desk',
  scope: 'openid profile supervise',
  realm_access: { roles: ['offline_access', 'uma_authorization', 'gov-officer'] },
  resource_access: { account: { roles: ['manage-account'] } },
  organisation: { districts: ['990102'], units: ['o7'] },
};

const sign = (claims: object, { key }: Signer, { iss = staffName, kid = 'staff' } = {}) =>
  new SignJWT({ sub: 'f:1:wang', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(iss)
    .setAudience('onestop')
    .setExpirationTime('5m')
    .sign(key);

const staffIssuer = (): TokenIssuer => ({
  issuer: staffName,
  audience: 'onestop',
  keys: { jwks: staff.jwks as never },
  reading: {
    paths: { role: 'realm_access.roles', districts: 'organisation.districts', departments: 'organisation.units' },
    roles: new Map<string, Role>([['gov-admin', 'admin'], ['gov-officer', 'official']]), // prettier-ignore
    otherwise: null,
  },
});

const peopleIssuer = (): TokenIssuer => ({
  issuer: peopleName,
  audience: 'onestop',
  keys: { jwks: people.jwks as never },
  reading: { paths: { subject: 'resident_id' }, roles: new Map(), otherwise: 'citizen' },
});

const callerIn = async (authenticate: Authenticate, token: string) =>
  (await authenticate({ authorization: `Bearer ${token}`, purpose: undefined })).caller;

describe('two issuers that know nothing of the graph', () => {
  let authenticate: Authenticate;
  beforeAll(() => {
    authenticate = createAuthenticator({ issuers: [staffIssuer(), peopleIssuer()], clients });
  });
  const asStaff = async (claims: object) => callerIn(authenticate, await sign(claims, staff));
  const asCitizen = async (claims: object) =>
    callerIn(authenticate, await sign(claims, people, { iss: peopleName, kid: 'people' }));

  test('an official of one, as its own names say', async () => {
    expect(await asStaff(keycloak)).toEqual({
      subject: 'f:1:wang',
      role: 'official',
      client: 'desk',
      scopes: ['openid', 'profile', 'supervise'],
      claims: { districts: ['990102'], departments: ['o7'] },
    });
  });

  test('of several roles the one that stands first in the configuration', async () => {
    const roles = ['gov-officer', 'gov-admin'];
    expect((await asStaff({ ...keycloak, realm_access: { roles } }))?.role).toBe('admin');
  });

  test('a citizen of the other, by another claim, whatever role the token says', async () => {
    const token = { azp: 'portal', resident_id: citizenId, role: 'admin', realm_access: { roles: ['gov-admin'] } };
    expect(await asCitizen(token)).toEqual({ subject: citizenId, role: 'citizen', client: 'portal', scopes: [] });
    expect((await asCitizen({ ...token, resident_id: [citizenId] }))?.subject).toBe(citizenId);
  });

  test.each<[string, object]>([
    ['no role that is one of ours', { ...keycloak, realm_access: { roles: ['offline_access'] } }],
    ['our own name of a role, which is not this issuer’s', { ...keycloak, role: 'official', realm_access: {} }],
    ['roles of a prototype', { ...keycloak, realm_access: JSON.parse('{"__proto__":{"roles":["gov-officer"]}}') }],
    ['a role in no list', { ...keycloak, realm_access: { roles: { 'gov-officer': true } } }],
    ['no client', { ...keycloak, azp: undefined }],
    ['two clients', { ...keycloak, azp: ['desk', 'portal'] }],
  ])('%s is nobody', async (_what, claims) => {
    await expect(asStaff(claims)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test.each<[string, object]>([
    ['no id', { azp: 'portal' }],
    ['two', { azp: 'portal', resident_id: [citizenId, '110105198001010026'] }],
  ])('a citizen with %s is nobody', async (_what, claims) => {
    await expect(asCitizen(claims)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('one can’t speak for the other', async () => {
    const forged = sign(keycloak, people, { iss: staffName, kid: 'people' });
    await expect(callerIn(authenticate, await forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const renamed = sign(keycloak, people, { iss: staffName, kid: 'staff' });
    await expect(callerIn(authenticate, await renamed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test.each([
    ['an opaque token', () => 'tGzv3JOkF0XG5Qx2TlKWIA', 'it is opaque'],
    ['a token of a third', () => sign(keycloak, staff, { iss: 'https://elsewhere.example' }), 'nobody this server knows'], // prettier-ignore
    ['no client', () => sign({ ...keycloak, azp: undefined }, staff), 'it names no client'],
  ])('%s is told why', async (_what, make, says) => {
    const asked = callerIn(authenticate, await make());
    await expect(asked).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining(says) });
  });
});

test('a claim whose own name has points in it', async () => {
  const paths = { role: 'https://city.example/claims.roles' };
  const reading = { paths, roles: new Map([['official', 'official' as const]]), otherwise: null };
  const authenticate = createAuthenticator({ issuers: [{ ...staffIssuer(), reading }], clients });
  const whole = { azp: 'desk', 'https://city.example/claims.roles': 'official' };
  expect((await callerIn(authenticate, await sign(whole, staff)))?.role).toBe('official');
  const below = { azp: 'desk', 'https://city.example/claims': { roles: ['official'] } };
  expect((await callerIn(authenticate, await sign(below, staff)))?.role).toBe('official');
});

describe('an issuer that describes itself', () => {
  let server: Server;
  let issuer: string;
  let description: (name: string) => unknown;
  let described = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/realms/staff/keys') return response.end(JSON.stringify(staff.jwks));
      described += 1;
      const found = request.url === '/realms/staff/.well-known/openid-configuration' ? description(issuer) : null;
      return found === null ? response.writeHead(404).end() : response.end(JSON.stringify(found));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/staff`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const open = () => createAuthenticator({ issuers: [{ ...staffIssuer(), issuer, keys: { discover: issuer } }], clients }); // prettier-ignore
  const asked = async (authenticate: Authenticate) => callerIn(authenticate, await sign(keycloak, staff, { iss: issuer })); // prettier-ignore

  test('is asked once where its keys are', async () => {
    description = (name) => ({ issuer: name, jwks_uri: `${name}/keys` });
    described = 0;
    const authenticate = open();
    const callers = await Promise.all([asked(authenticate), asked(authenticate)]);
    expect(callers.map((caller) => caller?.role)).toEqual(['official', 'official']);
    expect(described).toBe(1);
  });

  test('is asked again after a while where it could not say', async () => {
    description = () => null;
    let now = 0;
    const keys = discoveredKeys(issuer, () => now);
    const check = async () => (await jwtVerify(await sign(keycloak, staff, { iss: issuer }), keys)).payload.iss;
    described = 0;
    // A token that nobody has checked yet must not be enough to send a request out, each time.
    for (let times = 0; times < 3; times += 1) await expect(check()).rejects.toMatchObject({ code: 'SIGN_IN_UNAVAILABLE' }); // prettier-ignore
    expect(described).toBe(1);
    description = (name) => ({ issuer: name, jwks_uri: `${name}/keys` });
    now = 5_000;
    expect([await check(), described]).toEqual([issuer, 2]);
  });

  test('keeps its keys while it is away, and is asked each hour whether they are elsewhere', async () => {
    const say = (name: string) => ({ issuer: name, jwks_uri: `${name}/keys` });
    let now = 0;
    const keys = discoveredKeys(issuer, () => now);
    const isChecked = async () => (await jwtVerify(await sign(keycloak, staff, { iss: issuer }), keys)).payload.iss === issuer; // prettier-ignore
    description = say;
    described = 0;
    expect([await isChecked(), described]).toEqual([true, 1]);
    now = 3_599_000;
    expect([await isChecked(), described]).toEqual([true, 1]);
    now = 3_600_000;
    description = () => null;
    expect([await isChecked(), described]).toEqual([true, 2]);
    now = 7_200_000;
    description = (name) => ({ issuer: name, jwks_uri: `${name}/gone` });
    await expect(isChecked()).rejects.toMatchObject({ code: 'SIGN_IN_UNAVAILABLE' });
  });

  test.each<[string, (name: string) => unknown]>([
    ['another issuer', (name) => ({ issuer: `${name}x`, jwks_uri: `${name}/keys` })],
    ['keys of no address', (name) => ({ issuer: name, jwks_uri: 7 })],
    ['keys in a file', (name) => ({ issuer: name, jwks_uri: 'file:///etc/passwd' })],
    ['no description', () => 5],
  ])('and describes %s, is not believed', async (_what, make) => {
    description = make;
    await expect(asked(open())).rejects.toMatchObject({ code: 'SIGN_IN_UNAVAILABLE' });
  });
});
