import { copyFileSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createSubgraphServer } from '../../adapters/server/create-subgraph-server.ts';
import { authenticatorOf } from '../../cli/authenticator.ts';
import { keepSecret } from '../../cli/changing-secret.ts';
import { readConfig } from '../../cli/config.ts';
import { startSubgraph } from '../../cli/start-subgraph.ts';
import { watchFiles } from '../../cli/watch-files.ts';
import { renewCertificate } from '../../gateway/http/listener-tls.ts';
import { createHttpSubgraph, fetchSdl } from '../../gateway/remote/http-subgraph.ts';
import { captureLogs, openCity } from '../gateway/city.ts';
import { createFixturePort } from '../subgraph-server/fixture-port.ts';
import { makeCertificates, opensslIsHere, type Certificates } from './certificates.ts';

const isSkipped = !opensslIsHere() && process.env['CI'] !== 'true';
if (isSkipped) process.stderr.write('No openssl to make certificates with: renewed files are not tested.\n');
const withCertificates = isSkipped ? describe.skip : describe;

withCertificates('files that change while the server runs', () => {
  let made: Certificates;
  let stop: (() => void) | null = null;
  beforeAll(() => {
    made = makeCertificates();
    made.issue('renewed', 'authority');
  });
  afterEach(() => stop?.());
  afterAll(() => made.remove());

  const at = (name: string): string => path.join(made.folder, name);
  const put = (from: string, to: string): void => copyFileSync(at(from), at(to));
  const configured = (yaml: string) => {
    writeFileSync(at('onestop.yaml'), yaml);
    return readConfig(at('onestop.yaml'), {});
  };
  /** Until it is as it should be; a test that waits in vain is ended by its own time. */
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const watch = (config: ReturnType<typeof readConfig>) => {
    const { logger, logs } = captureLogs();
    stop = watchFiles(config.fromFiles, logger, 10);
    return { logs, said: (text: string) => until(() => logs.some((line) => line.includes(text))) };
  };

  const dial = async (port: number): Promise<TLSSocket> => {
    const socket = connect({ host: 'localhost', port, ca: made.read('authority.crt') });
    await once(socket, 'secureConnect');
    return socket;
  };
  const shownBy = (socket: TLSSocket): string => String(socket.getPeerCertificate().subject.CN);

  test('a listener shows the renewed certificate to new connections and keeps the old ones', async () => {
    put('server.crt', 'now.crt');
    put('server.key', 'now.key');
    const config = configured('tls: { cert: now.crt, key: now.key }\n');
    const tls = config.tls?.now();
    if (tls === undefined) throw new Error('no certificate to listen with');
    const city = await openCity({ server: { tls } });
    config.tls?.onChange((renewed) => renewCertificate(city.app, renewed));
    await city.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = city.app.server.address() as AddressInfo;
    const before = await dial(port);
    expect(shownBy(before)).toBe('server');
    const { logs, said } = watch(config);
    // The certificate first, its key a while after, as renewals are written: the pair that is none is told and not used.
    put('renewed.crt', 'now.crt');
    await said('what they said before stays');
    expect(logs.join('')).toContain('onestop.yaml:1 tls');
    expect(logs.join('')).toContain('not of one another');
    const between = await dial(port);
    expect(shownBy(between)).toBe('server');
    put('renewed.key', 'now.key');
    await said('were read anew');
    const after = await dial(port);
    expect(shownBy(after)).toBe('renewed');
    before.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const [answer] = (await once(before, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200/);
    for (const socket of [before, between, after]) socket.destroy();
    // Said once, however long it stays wrong.
    expect(logs.filter((line) => line.includes('what they said before stays'))).toHaveLength(1);
    await city.close();
  });

  test('an authority that is taken out vouches for nobody any more, not by a session of before either', async () => {
    put('authority.crt', 'trusted.crt');
    const config = configured(
      'tls: { cert: server.crt, key: server.key, ca: trusted.crt, clientCertificates: optional }\n',
    );
    const tls = config.tls?.now();
    if (tls === undefined) throw new Error('no certificate to listen with');
    const city = await openCity({ server: { tls } });
    config.tls?.onChange((renewed) => renewCertificate(city.app, renewed));
    await city.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = city.app.server.address() as AddressInfo;
    const vouched: boolean[] = [];
    city.app.server.on('secureConnection', (socket: TLSSocket) => vouched.push(socket.authorized));
    const shown = { cert: made.read('client.crt'), key: made.read('client.key'), ca: made.read('authority.crt') };
    let session: Buffer | undefined;
    const visit = async (): Promise<boolean> => {
      const socket = connect({ host: 'localhost', port, ...shown, ...(session !== undefined && { session }) });
      socket.on('session', (given: Buffer) => (session = given));
      await once(socket, 'secureConnect');
      const isReused = socket.isSessionReused();
      socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
      await once(socket.resume(), 'close');
      return isReused;
    };
    expect([await visit(), await visit(), vouched]).toEqual([false, true, [true, true]]);
    const { said } = watch(config);
    put('other.crt', 'trusted.crt');
    await said('were read anew');
    expect([await visit(), vouched]).toEqual([false, [true, true, false]]);
    await city.close();
  });

  test('keys of an issuer and of a program, through links that are turned as mounted secrets are', async () => {
    const [first, second] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    const jwks = async ({ publicKey }: typeof first) =>
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] });
    writeFileSync(at('first.json'), await jwks(first));
    writeFileSync(at('second.json'), await jwks(second));
    symlinkSync(at('first.json'), at('keys.json'));
    const config = configured(`auth: { issuer: city, audience: onestop, jwks: keys.json }
clients:
  reporting: { service: { jwks: keys.json, role: integrator } }
`);
    const authenticate = authenticatorOf(config);
    const isTaken = async (iss: string, { privateKey }: typeof first): Promise<boolean> => {
      const token = await new SignJWT({ iss, sub: iss, role: 'official', client: 'desk' }).setProtectedHeader({ alg: 'ES256' }).setAudience('onestop').setIssuedAt().setExpirationTime('1m').sign(privateKey); // prettier-ignore
      return authenticate({ authorization: `Bearer ${token}`, purpose: undefined }).then(
        ({ caller }) => caller !== null,
        () => false,
      );
    };
    const { said } = watch(config);
    expect([await isTaken('city', first), await isTaken('city', second)]).toEqual([true, false]);
    unlinkSync(at('keys.json'));
    symlinkSync(at('second.json'), at('keys.json'));
    await until(async () => (await isTaken('city', second)) && (await isTaken('reporting', second)));
    expect([await isTaken('city', first), await isTaken('reporting', first)]).toEqual([false, false]);
    // What is no key set leaves the keys that were there.
    rmSync(at('keys.json'));
    writeFileSync(at('keys.json'), '{"keys":');
    await said('holds no JWKS');
    expect(await isTaken('city', second)).toBe(true);
  });

  test('what a department elsewhere is asked with', async () => {
    const secret = 'a long random text of the test';
    const subgraph = createFixturePort();
    const server = await createSubgraphServer({
      ...{ subgraph, open: false, secret },
      tls: { cert: made.read('server.crt'), key: made.read('server.key'), ca: made.read('authority.crt') },
    });
    const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
    put('stranger.crt', 'ours.crt');
    put('stranger.key', 'ours.key');
    const config = configured(`departments:
  - { name: ${subgraph.name}, url: '${url}', tls: { ca: authority.crt, cert: ours.crt, key: ours.key } }
`);
    const [department] = config.departments;
    if (department?.kind !== 'remote' || department.tls === undefined) throw new Error('it was read as another');
    const remote = createHttpSubgraph({ name: subgraph.name, url, secret, tls: department.tls });
    expect((await remote.health()).state).toBe('down');
    watch(config);
    put('client.crt', 'ours.crt');
    put('client.key', 'ours.key');
    await until(async () => (await remote.health()).state === 'up');
    await remote.close();
    await server.close();
  });

  test('a stand-alone department changes certificate and secret, and takes the secret before for a while', async () => {
    put('server.crt', 'its.crt');
    put('server.key', 'its.key');
    const [before, after] = ['a long random text of before', 'a long random text of after it'];
    writeFileSync(at('secret'), before);
    const running = await startSubgraph({
      ...{ file: 'identity', port: 0, host: '127.0.0.1', open: null, secret: null, databaseUrl: null, environment: {} },
      secretFile: at('secret'),
      tls: { cert: at('its.crt'), key: at('its.key') },
      watchEveryMs: 10,
    });
    const url = `${running.url}/graphql`;
    const isTaken = (secret: string): Promise<boolean> =>
      fetchSdl({ name: 'identity', url, secret, tls: { ca: made.read('authority.crt') } }).then(
        () => true,
        () => false,
      );
    expect([await isTaken(before), await isTaken(after)]).toEqual([true, false]);
    writeFileSync(at('secret'), after);
    put('renewed.crt', 'its.crt');
    put('renewed.key', 'its.key');
    await until(() => isTaken(after));
    expect(await isTaken(before)).toBe(true);
    await until(async () => {
      const socket = await dial(Number(new URL(url).port));
      const name = shownBy(socket);
      socket.destroy();
      return name === 'renewed';
    });
    await running.close();
  });
});

test('the secret before is forgotten', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'onestop-secret-'));
  const file = path.join(folder, 'secret');
  writeFileSync(file, 'a long random text of before\n');
  let now = 0;
  const { file: kept, former } = keepSecret(file, () => now);
  expect([kept.now(), former()]).toEqual(['a long random text of before', null]);
  writeFileSync(file, 'short');
  kept.lookAgain(); // seen, and perhaps not yet whole
  expect(() => kept.lookAgain()).toThrow('fewer than 16 characters');
  expect([kept.now(), former()]).toEqual(['a long random text of before', null]);
  writeFileSync(file, 'a long random text of after it');
  expect([kept.lookAgain(), kept.lookAgain()]).toEqual([false, true]);
  expect([kept.now(), former()]).toEqual(['a long random text of after it', 'a long random text of before']);
  now = 599_000;
  expect(former()).toBe('a long random text of before');
  now = 600_000;
  expect(former()).toBeNull();
  rmSync(folder, { recursive: true });
});

test('a department elsewhere is signed for with the secret that its file has now', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'onestop-secret-'));
  const file = path.join(folder, 'onestop.yaml');
  writeFileSync(path.join(folder, 'hotline-secret'), 'a long random text of before\n');
  writeFileSync(
    file,
    'departments: [{ name: hotline, url: "https://hotline.example", secret: "file:hotline-secret" }]',
  );
  const { departments, fromFiles } = readConfig(file, {});
  const secret = departments[0]?.kind === 'remote' ? departments[0].secret : null;
  if (typeof secret !== 'function') throw new Error('it was read for good');
  expect(secret()).toBe('a long random text of before');
  writeFileSync(path.join(folder, 'hotline-secret'), 'a long random text of after it');
  for (const each of [...fromFiles, ...fromFiles]) each.lookAgain();
  expect(secret()).toBe('a long random text of after it');
  rmSync(folder, { recursive: true });
});
