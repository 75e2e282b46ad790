import { writeFileSync } from 'node:fs';
import { request as requestOver, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createSubgraphServer } from '../../adapters/server/create-subgraph-server.ts';
import { readConfig } from '../../cli/config.ts';
import { readTlsFiles } from '../../cli/tls-files.ts';
import { createHttpSubgraph, fetchSdl } from '../../gateway/remote/http-subgraph.ts';
import { openCity, type City } from '../gateway/city.ts';
import { createFixturePort } from '../subgraph-server/fixture-port.ts';
import { makeCertificates, opensslIsHere, type Certificates } from './certificates.ts';

const isSkipped = !opensslIsHere() && process.env['CI'] !== 'true';
if (isSkipped) process.stderr.write('No openssl to make certificates with: TLS is not tested.\n');
const withCertificates = isSkipped ? describe.skip : describe;

withCertificates('TLS', () => {
  let made: Certificates;
  beforeAll(() => {
    made = makeCertificates();
  });
  afterAll(() => made.remove());

  const own = () => ({ cert: made.read('server.crt'), key: made.read('server.key') });
  const authority = () => made.read('authority.crt');
  const asClient = (name: 'client' | 'stranger') => ({ cert: made.read(`${name}.crt`), key: made.read(`${name}.key`) });

  /** Status and headers, or the system's code. */
  const ask = (app: FastifyInstance, options: RequestOptions) =>
    new Promise<{ readonly status: number; readonly headers: object } | string>((resolve) => {
      const { port } = app.server.address() as AddressInfo;
      requestOver({ host: '127.0.0.1', port, path: '/readyz', agent: false, ...options }, (answer) => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
      })
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
        .end();
    });

  const listening = async (options: Parameters<typeof openCity>[0]): Promise<City> => {
    const city = await openCity(options);
    await city.app.listen({ host: '127.0.0.1', port: 0 });
    return city;
  };

  test('the gateway listens with its certificate, and wants to be asked so again', async () => {
    const city = await listening({ server: { tls: own() } });
    expect(await ask(city.app, { ca: authority() })).toMatchObject({
      status: 200,
      headers: { 'strict-transport-security': 'max-age=31536000' },
    });
    expect(await ask(city.app, { ca: made.read('other.crt') })).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED|CERT/);
    expect(await ask(city.app, { ca: authority(), maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).toMatch(/SSL|ECONNRESET|EPROTO/); // prettier-ignore
    await city.close();
  });

  test('without one it says nothing of TLS', async () => {
    const city = await openCity();
    expect((await city.app.inject('/readyz')).headers).not.toHaveProperty('strict-transport-security');
    await city.close();
  });

  test('where clients must show a certificate, one of the authority alone is taken', async () => {
    const city = await listening({ server: { tls: { ...own(), ca: authority() } } });
    expect(await ask(city.app, { ca: authority(), ...asClient('client') })).toMatchObject({ status: 200 });
    expect(await ask(city.app, { ca: authority(), ...asClient('stranger') })).toMatch(/SSL|ECONNRESET|EPIPE/);
    expect(await ask(city.app, { ca: authority() })).toMatch(/SSL|ECONNRESET|EPIPE/);
    await city.close();
  });

  test('a stand-alone department is asked over TLS that both sides verify', async () => {
    const secret = 'a long random text of the test';
    const server = await createSubgraphServer({
      subgraph: createFixturePort(),
      open: false,
      secret,
      tls: { ...own(), ca: authority() },
    });
    const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
    expect(url).toMatch(/^https:/);
    const sdlWith = (tls: object) =>
      fetchSdl({ name: createFixturePort().name, url, secret, tls }).then(
        ({ definitions }) => definitions.length > 0,
        (error: unknown) => String(error),
      );
    expect(await sdlWith({ ca: authority(), ...asClient('client') })).toBe(true);
    expect(await sdlWith({ ca: authority(), ...asClient('stranger') })).toContain('DEPARTMENT_UNAVAILABLE');
    expect(await sdlWith({ ca: authority() })).toContain('DEPARTMENT_UNAVAILABLE');
    expect(await sdlWith({ ca: made.read('other.crt'), ...asClient('client') })).toContain('DEPARTMENT_UNAVAILABLE');
    expect(await sdlWith({})).toContain('DEPARTMENT_UNAVAILABLE');
    const remote = createHttpSubgraph({ name: 'any', url, secret, tls: { ca: authority(), ...asClient('client') } });
    const health = await remote.health();
    expect(health.state).toBe('down'); // signed for another name: it was asked, and knows better
    await remote.close();
    await server.close();
  });

  test('onestop.yaml names the files, from its own folder', () => {
    const file = path.join(made.folder, 'onestop.yaml');
    writeFileSync(
      file,
      `tls: { cert: server.crt, key: server.key, ca: authority.crt }
departments:
  - { name: hotline, url: 'https://hotline.example/graphql', tls: { ca: authority.crt, cert: client.crt, key: client.key } }
  - { name: approvals, url: 'https://approvals.example/graphql' }`,
    );
    const { tls, departments } = readConfig(file, {});
    expect(tls?.now()).toEqual({ ...own(), ca: authority() });
    expect(departments).toMatchObject([{ name: 'hotline' }, { name: 'approvals' }]);
    const [hotline] = departments;
    const named = hotline?.kind === 'remote' && typeof hotline.tls === 'function' ? hotline.tls() : null;
    expect(named).toEqual({ ca: authority(), ...asClient('client') });
    expect(departments[1]).not.toHaveProperty('tls');
  });

  test.each([
    ['a certificate without its key', () => ({ cert: made.file('server.crt') }), 'go together'],
    ['another’s key', () => ({ cert: made.file('server.crt'), key: made.file('client.key') }), 'not of one another'],
    ['a file that is not there', () => ({ ca: made.file('authority.crt') + 'x' }), 'can’t be read'],
    ['what is no certificate', () => ({ cert: made.file('server.key'), key: made.file('server.key') }), 'no certificate'], // prettier-ignore
  ])('%s is told of before anything starts', (_what, files, says) => {
    expect(() => readTlsFiles(files(), 'tls')).toThrow(says);
    expect(() => readTlsFiles(files(), 'tls')).not.toThrow('PRIVATE KEY');
  });

  test('a listener without a certificate is told of', () => {
    const file = path.join(made.folder, 'without.yaml');
    writeFileSync(file, 'port: 4000\ntls: { ca: authority.crt }\n');
    expect(() => readConfig(file, {})).toThrow(`${file}:2 tls: it names no certificate`);
  });
});
