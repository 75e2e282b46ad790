import { X509Certificate, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Agent, request as requestOver } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { authenticatorOf } from '../../cli/authenticator.ts';
import { readConfig } from '../../cli/config.ts';
import { isOwnCertificate } from '../../gateway/security/client-certificate.ts';
import { isSameName, parseName } from '../../gateway/security/distinguished-name.ts';
import { hero, openCity, type City } from '../gateway/city.ts';
import { makeCertificates, opensslIsHere, type Certificates } from './certificates.ts';

const isSkipped = !opensslIsHere() && process.env['CI'] !== 'true';
if (isSkipped) process.stderr.write('No openssl to make certificates with: sign-in by certificate is not tested.\n');
const withCertificates = isSkipped ? describe.skip : describe;

const issuer = 'https://id.city.example';
const thumbprint = (pem: string, encoding: 'hex' | 'base64url'): string =>
  createHash('sha256').update(new X509Certificate(pem).raw).digest(encoding);

withCertificates('a program that shows a certificate', () => {
  let made: Certificates;
  let city: City;
  let keys: Readonly<Record<'issuer' | 'signing', CryptoKey>>;

  beforeAll(async () => {
    made = makeCertificates();
    made.issue('reporting', 'authority', { subject: '/O=市数据局/CN=reporting, nightly' });
    made.issue('impostor', 'other', { subject: '/O=市数据局/CN=reporting, nightly' });
    made.issue('nearly', 'authority', { subject: '/O=市数据局/CN=reporting, nightly/OU=more' });
    made.issue('scraper', 'other', { subject: '/CN=scraper' });
    writeFileSync(made.file('both.crt'), made.read('authority.crt') + made.read('other.crt'));
    const [ours, theirs] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    keys = { issuer: ours.privateKey, signing: theirs.privateKey };
    const jwks = async ({ publicKey }: typeof ours) =>
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] });
    writeFileSync(path.join(made.folder, 'issuer.json'), await jwks(ours));
    writeFileSync(path.join(made.folder, 'signing.json'), await jwks(theirs));
    city = await open({ ca: 'authority.crt' });
  });
  afterAll(async () => {
    await city.close();
    made.remove();
  });

  /** A listening gateway with programs of four kinds; one that shows no certificate is let in as nobody. */
  async function open({ ca, authority = '' }: { readonly ca: string; readonly authority?: string }): Promise<City> {
    const file = path.join(made.folder, 'onestop.yaml');
    writeFileSync(
      file,
      `tls: { cert: server.crt, key: server.key, ca: ${ca}, clientCertificates: optional }
auth: { issuer: '${issuer}', audience: onestop, jwks: issuer.json }
clients:
  reporting:
    purposes: { statistics: a law }
    service:
      certificate: { subject: 'CN=reporting\\, nightly,O=市数据局'${authority} }
      role: integrator
      districts: ['*']
  monitoring:
    service:
      certificate: { fingerprint256: ['${'00'.repeat(32)}', '${new X509Certificate(made.read('scraper.crt')).fingerprint256}'] }
      role: integrator
      scopes: [operator]
  careful:
    purposes: { statistics: a law }
    service:
      jwks: signing.json
      certificate: { fingerprint256: ${thumbprint(made.read('client.crt'), 'hex')} }
      role: integrator
  desk: { purposes: { service-delivery: a law } }
`,
    );
    const config = readConfig(file, {});
    const tls = config.tls?.now();
    if (tls === undefined) throw new Error('no certificate to listen with');
    const opened = await openCity({ server: { tls, authenticate: authenticatorOf(config) } });
    await opened.app.listen({ host: '127.0.0.1', port: 0 });
    return opened;
  }

  type Asking = {
    readonly as?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly agent?: Agent;
    readonly path?: string;
    readonly of?: City;
  };

  const ask = ({ as, headers = {}, agent, path: at = '/graphql', of = city }: Asking) =>
    new Promise<{ readonly status: number; readonly text: string; readonly isResumed: boolean }>((resolve, reject) => {
      const shown = as === undefined ? {} : { cert: made.read(`${as}.crt`), key: made.read(`${as}.key`) };
      const request = requestOver(
        {
          ...{ host: 'localhost', port: (of.app.server.address() as AddressInfo).port, path: at, ca: made.read('authority.crt'), ...shown }, // prettier-ignore
          method: at === '/graphql' ? 'POST' : 'GET',
          agent: agent ?? false,
          headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
        },
        (answer) => {
          const isResumed = (answer.socket as { isSessionReused?: () => boolean }).isSessionReused?.() ?? false;
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, isResumed }));
        },
      );
      request.on('error', reject);
      request.end(at === '/graphql' ? JSON.stringify({ query: `{ citizen(id: "${hero}") { fullName } }` }) : undefined);
    });

  const shown = '{"data":{"citizen":{"fullName":"李明"}}}';
  const statistics = { 'x-purpose': 'statistics' };
  const codeIn = (text: string): unknown => JSON.parse(text).errors?.[0]?.extensions?.code;
  const hidden = 'UNAUTHORIZED_FIELD_OR_TYPE';

  test('is who it is registered as, with no token, for its own purposes', async () => {
    expect((await ask({ as: 'reporting', headers: statistics })).text).toBe(shown);
    expect(codeIn((await ask({ as: 'reporting' })).text)).toBe(hidden);
    const other = await ask({ as: 'reporting', headers: { 'x-purpose': 'service-delivery' } });
    expect([other.status, codeIn(other.text)]).toEqual([403, 'PURPOSE_NOT_ALLOWED']);
  });

  test('over a session that is taken up again, and over one connection more than once', async () => {
    const agent = new Agent({ keepAlive: false, maxCachedSessions: 10 });
    expect((await ask({ as: 'reporting', headers: statistics, agent })).isResumed).toBe(false);
    const again = await ask({ as: 'reporting', headers: statistics, agent });
    expect(again).toEqual({ status: 200, text: shown, isResumed: true });
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let count = 0; count < 2; count += 1)
      expect((await ask({ as: 'reporting', headers: statistics, agent: kept })).text).toBe(shown);
    kept.destroy();
  });

  test.each([
    ['no certificate', undefined],
    ['one that nobody is registered with', 'client'],
    ['the same name from an authority that nobody trusts', 'impostor'],
    ['that name and more', 'nearly'],
  ])('with %s is nobody', async (_what, as) => {
    const { status, text } = await ask({ ...(as !== undefined && { as }), headers: statistics });
    expect([status, codeIn(text)]).toEqual([200, hidden]);
  });

  test('whose authority is named is nobody with another’s, though the listener trusts both', async () => {
    const loose = await open({ ca: 'both.crt' });
    expect((await ask({ of: loose, as: 'impostor', headers: statistics })).text).toBe(shown);
    await loose.close();
    const strict = await open({ ca: 'both.crt', authority: ', ca: authority.crt' });
    expect(codeIn((await ask({ of: strict, as: 'impostor', headers: statistics })).text)).toBe(hidden);
    expect((await ask({ of: strict, as: 'reporting', headers: statistics })).text).toBe(shown);
    await strict.close();
  });

  test('may be known by a fingerprint, whoever made it; an operator’s scope opens what is theirs', async () => {
    expect((await ask({ as: 'scraper', path: '/metrics' })).status).toBe(200);
    expect((await ask({ as: 'reporting', path: '/metrics' })).status).toBe(403);
    expect((await ask({ path: '/metrics' })).status).toBe(401);
  });

  const bearer = async (claims: object, key: CryptoKey) =>
    `Bearer ${await new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256' }).setAudience('onestop').setIssuedAt().setExpirationTime('2m').sign(key)}`; // prettier-ignore

  test('that signs tokens as well needs both', async () => {
    const authorization = await bearer({ iss: 'careful', sub: 'careful' }, keys.signing);
    expect((await ask({ as: 'client', headers: { ...statistics, authorization } })).text).toBe(shown);
    for (const as of ['reporting', undefined]) {
      const refused = await ask({ ...(as !== undefined && { as }), headers: { ...statistics, authorization } });
      expect([refused.status, codeIn(refused.text)]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect(codeIn((await ask({ as: 'client', headers: statistics })).text)).toBe(hidden);
  });

  test('has a token that is bound to it, and worth nothing to others', async () => {
    const claims = { iss: issuer, sub: 'clerk', role: 'official', client: 'desk' };
    const cnf = { 'x5t#S256': thumbprint(made.read('stranger.crt'), 'base64url') };
    const use = async (as: string | undefined, confirmation: object | string) => {
      const authorization = await bearer({ ...claims, cnf: confirmation }, keys.issuer);
      const headers = { 'x-purpose': 'service-delivery', authorization };
      const { status, text } = await ask({ ...(as !== undefined && { as }), headers });
      return status === 200 ? text : codeIn(text);
    };
    expect(await use('stranger', cnf)).toBe(shown);
    expect(await use('reporting', cnf)).toBe('UNAUTHENTICATED');
    expect(await use(undefined, cnf)).toBe('UNAUTHENTICATED');
    expect(await use('stranger', { jkt: 'a key' })).toBe('UNAUTHENTICATED');
    expect(await use('stranger', { ...cnf, jkt: 'a key' })).toBe('UNAUTHENTICATED');
    expect(await use('stranger', 'bound')).toBe('UNAUTHENTICATED');
  });

  test('that has run out, or does not hold yet, is nobody’s', () => {
    const x509 = new X509Certificate(made.read('scraper.crt'));
    const rule = { kind: 'fingerprints', sha256: [thumbprint(made.read('scraper.crt'), 'hex')] } as const;
    const own = (daysFromNow: number): boolean => {
      const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + daysFromNow * 86_400_000);
      try {
        return isOwnCertificate({ x509, isVouchedFor: false }, rule);
      } finally {
        clock.mockRestore();
      }
    };
    expect([own(-1), own(0), own(2)]).toEqual([false, true, false]);
  });
});

describe('distinguished names', () => {
  test.each([
    ['CN=a,O=b', 'O=b, CN=a', true],
    ['CN=a\\,b', 'CN=a\\2Cb', true],
    ['O=\\E5\\B8\\82', 'O=市', true],
    ['cn=a', 'CN=a', true],
    ['CN=a,CN=b', 'CN=b,CN=a', true],
    ['CN=a,CN=a', 'CN=a', false],
    ['CN=a', 'CN=A', false],
    ['CN=a', 'CN=a,O=b', false],
  ])('%s and %s: the same is %s', (one, other, same) => {
    const [first, second] = [parseName(one), parseName(other)];
    if (first === null || second === null) throw new Error('it was not read');
    expect(isSameName(first, second)).toBe(same);
  });

  test.each(['', 'reporting', 'CN=', '=a', 'CN=a,reporting'])('“%s” is none', (text) => {
    expect(parseName(text)).toBeNull();
  });
});
