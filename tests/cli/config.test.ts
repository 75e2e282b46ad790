import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { authenticatorOf } from '../../cli/authenticator.ts';
import { composeFiles } from '../../cli/compose-files.ts';
import { readConfig } from '../../cli/config.ts';
import { startServe } from '../../cli/start-serve.ts';
import { startSupergraph } from '../../cli/start-supergraph.ts';
import { createDemoIssuer } from '../../gateway/security/demo-issuer.ts';
import { defaultRates } from '../../gateway/resilience/rate-limiter.ts';
import { OnestopError } from '../../schema/errors.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { configCases } from './config-cases.ts';

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop-config-'));
  file = path.join(folder, 'onestop.yaml');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failureOf(yaml: string): OnestopError {
  writeFileSync(file, yaml);
  try {
    readConfig(file, { EMPTY: '', SHORT: 'fifteen letters' });
  } catch (error) {
    if (error instanceof OnestopError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('mistakes in onestop.yaml', () => {
  test.each(configCases.map((each) => [each.id, each] as const))('%s', (_id, { yaml, where, says, wayOut }) => {
    const { code, message, action } = failureOf(yaml);
    expect({ code, message, action }).toEqual({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(says),
      action: expect.stringContaining(wayOut),
    });
    expect(message.startsWith(`${file}:${where}: `)).toBe(true);
  });

  test('a secret that stands in the file is not repeated', () => {
    expect(failureOf('secret: hunter2\n').message).not.toContain('hunter2');
  });

  test('a file that is not there', () => {
    expect(() => readConfig(path.join(folder, 'none.yaml'), {})).toThrow('none.yaml: the file can’t be read');
  });
});

describe('a good onestop.yaml', () => {
  test('the example is one', () => {
    const config = readConfig(path.join(checkoutFolder(), 'docs/onestop.example.yaml'), {
      ONESTOP_SECRET: 'a long random text',
      HUB_URL: 'postgres://hub',
    });
    expect(config).toMatchObject({
      port: 4000,
      secret: 'a long random text',
      departments: [
        { kind: 'local' },
        { kind: 'local' },
        { kind: 'remote', name: 'social-insurance', secret: 'a long random text' },
      ],
      hub: 'postgres://hub',
      auth: [{ audience: 'onestop' }],
      clients: {
        'service-centre': {
          receiver: { name: '市民服务中心' },
          purposes: { 'service-delivery': { embargoDays: null } },
        },
      },
      agreements: [
        { name: 'one-window', from: '2025-08-01', until: null, byConsent: false },
        { name: 'licensing', departments: ['social-insurance', 'civil-registry'], byConsent: true },
      ],
      audit: { mode: 'strict', folder: '/var/lib/onestop/access-log' },
      authorization: {
        policies: { supervisors: { roles: ['official', 'admin'], scopes: ['supervise'] } },
        rejectUnauthorized: false,
      },
      services: {},
      introspection: false,
      trustedDocuments: 'any',
    });
  });

  test('so is what docs/security.md says of several issuers', () => {
    const page = readFileSync(path.join(checkoutFolder(), 'docs/security.md'), 'utf8');
    const [, yaml = ''] = /```yaml\n(auth: # one issuer.*?)```/s.exec(page) ?? [];
    writeFileSync(file, yaml);
    const city = { audience: 'onestop' };
    const people = 'https://id.city.example/realms/people';
    const staff = 'https://id.city.example/realms/staff';
    expect(readConfig(file, {}).auth).toEqual([
      {
        ...{ ...city, issuer: people, keys: { discover: people } },
        reading: { paths: { subject: 'resident_id' }, roles: new Map(), otherwise: 'citizen' },
      },
      {
        ...{ ...city, issuer: staff, keys: { discover: staff } },
        reading: {
          paths: { role: 'realm_access.roles', districts: 'organisation.districts' },
          roles: new Map([['gov-admin', 'admin'], ['gov-officer', 'official']]), // prettier-ignore
          otherwise: null,
        },
      },
    ]);
  });

  test('a list of roles has our own names, and a role beside it is that of the rest', () => {
    writeFileSync(
      file,
      'auth: { issuer: "https://a.example", audience: a, roles: [official, admin], role: citizen }\n',
    );
    const [issuer] = readConfig(file, {}).auth;
    const roles = new Map([['official', 'official'], ['admin', 'admin']]); // prettier-ignore
    expect(issuer?.reading).toEqual({ paths: {}, roles, otherwise: 'citizen' });
  });

  test('operators and the way to a database', () => {
    writeFileSync(
      file,
      'operators: { port: 4001 }\ndepartments: [{ file: a.graphql, tls: { ca: city.crt, servername: db.city.example } }]\n',
    );
    const { operators, departments } = readConfig(file, {});
    expect(operators).toEqual({ host: '127.0.0.1', port: 4001 });
    expect(departments).toMatchObject([{ tls: { ca: path.join(folder, 'city.crt'), servername: 'db.city.example' } }]);
  });

  test('an empty one lets nobody sign in and binds this machine only', () => {
    writeFileSync(file, '');
    expect(readConfig(file, {})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      workers: 1,
      secret: null,
      departments: [],
      hub: null,
      auth: [],
      clients: {},
      services: {},
      agreements: [],
      audit: { mode: 'strict', folder: path.join(path.dirname(file), 'access-log') },
      authorization: { policies: {}, rejectUnauthorized: false },
      allowedHosts: [],
      trustedProxies: [],
      cors: [],
      tls: null,
      operators: null,
      introspection: false,
      limits: {},
      aggregateQuestions: 1000,
      rates: defaultRates,
      trustedDocuments: null,
      fromFiles: [],
    });
  });

  test('limits are the defaults, where it does not say otherwise', () => {
    writeFileSync(
      file,
      'limits: { cost: 250000, depth: 9, aggregateQuestions: 50, rate: { client: { perMinute: 1000 } } }\n',
    );
    const { limits, aggregateQuestions, rates } = readConfig(file, {});
    expect(limits).toEqual({ cost: 250_000, depth: 9 });
    expect(aggregateQuestions).toBe(50);
    expect(rates).toEqual({
      client: { ...defaultRates.client, perMinute: 1000 },
      address: { ...defaultRates.address, burst: 250_000 },
    });
  });

  test('whoever names trusted documents wants no others, unless they say so', () => {
    writeFileSync(file, 'trustedDocuments: { file: manifest.json }\n');
    const manifest = path.join(folder, 'manifest.json');
    expect(readConfig(file, {}).trustedDocuments).toEqual({ path: manifest, only: true });
    writeFileSync(file, 'trustedDocuments: { file: manifest.json, only: false }\n');
    expect(readConfig(file, {}).trustedDocuments).toEqual({ path: manifest, only: false });
  });

  test('or that any may be run', () => {
    writeFileSync(file, 'trustedDocuments: any\n');
    expect(readConfig(file, {}).trustedDocuments).toBe('any');
  });

  test('a secret is read from a file beside it', () => {
    writeFileSync(path.join(folder, 'secret'), 'read from a file beside it\n');
    writeFileSync(file, 'secret: file:secret\n');
    expect(readConfig(file, {}).secret).toBe('read from a file beside it');
  });

  test('refuses a token of a demo, even signed with a key it trusts', async () => {
    const issuer = await createDemoIssuer(folder);
    const jwks = path.join(folder, 'keys.json');
    writeFileSync(jwks, JSON.stringify(issuer.jwks));
    writeFileSync(file, `auth:\n  issuer: ${issuer.issuer}\n  audience: onestop\n  jwks: keys.json\n`);
    const authenticate = authenticatorOf(readConfig(file, {}));
    const token = await issuer.issue({ subject: 'a', role: 'official', client: 'service-centre', scopes: [] });
    await expect(authenticate({ authorization: `Bearer ${token}`, purpose: undefined })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test('keys that are none are told of', () => {
    writeFileSync(path.join(folder, 'keys.json'), '{}');
    writeFileSync(file, 'auth:\n  issuer: a\n  audience: onestop\n  jwks: keys.json\n');
    expect(() => authenticatorOf(readConfig(file, {}))).toThrow('the file holds no JWKS');
  });
});

describe('a server that is not configured', () => {
  const refused = { code: 'CONFIG_INVALID' };
  const serve = (yaml: string) => {
    writeFileSync(file, yaml);
    return startServe({ configFile: file, port: 0, environment: {} });
  };

  test('does not serve without departments or without a secret', async () => {
    await expect(serve('port: 0\n')).rejects.toMatchObject({ ...refused, message: `${file}: it names no departments` });
    const departments = 'departments:\n  - file: good.graphql\n';
    await expect(serve(departments)).rejects.toMatchObject({ ...refused, message: `${file}: it names no secret` });
  });

  test('does not serve whatever is sent without being told to', async () => {
    const wanted = {
      ...refused,
      message: `${file} trustedDocuments: it does not say which documents are run`,
      action: expect.stringMatching(/--trusted-only PATH.*`trustedDocuments: any`/),
    };
    const environment = { ONESTOP_SECRET: 'a long random text for a test' };
    writeFileSync(file, 'secret: env:ONESTOP_SECRET\ndepartments:\n  - file: none.graphql\n');
    const request = { configFile: file, port: 0, environment };
    await expect(startServe(request)).rejects.toMatchObject(wanted);
    // Told, by either, it goes on to what else is wrong.
    const trustedOnly = path.join(folder, 'manifest.json');
    await expect(startServe({ ...request, trustedOnly })).rejects.toThrow('none.graphql: the file can’t be read');
    writeFileSync(file, `${readFileSync(file, 'utf8')}trustedDocuments: any\n`);
    await expect(startServe(request)).rejects.toThrow('none.graphql: the file can’t be read');
    writeFileSync(file, 'host: 127.0.0.1\n');
    const supergraph = path.join(folder, 'any.graphql');
    writeFileSync(supergraph, 'type Query { a: Int }');
    const gateway = { file: supergraph, port: 0, host: '127.0.0.1', configFile: file, environment };
    await expect(startSupergraph(gateway)).rejects.toMatchObject(wanted);
  });

  test('does not serve what is no supergraph, or one without addresses', async () => {
    const supergraph = path.join(folder, 'supergraph.graphql');
    const start = (sdl: string) => {
      writeFileSync(supergraph, sdl);
      return startSupergraph({ file: supergraph, port: 0, host: '127.0.0.1', configFile: null, environment: {} });
    };
    await expect(start('type Query { a: Int }')).rejects.toMatchObject(refused);
    await expect(start('not GraphQL')).rejects.toMatchObject(refused);
    const none = { file: path.join(folder, 'none.graphql'), port: 0, host: '127.0.0.1', configFile: null };
    await expect(startSupergraph({ ...none, environment: {} })).rejects.toMatchObject(refused);
  });

  test('does not compose a file that is not there', () => {
    const missing = { file: path.join(folder, 'none.graphql'), displayName: 'none.graphql' };
    expect(() => composeFiles([missing], new Map())).toThrow('none.graphql: the file can’t be read');
  });
});
