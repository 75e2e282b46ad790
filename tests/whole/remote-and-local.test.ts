import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, visit } from 'graphql';
import { checkoutFolder } from '../../demo/data-folder.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { insuranceTables } from '../../demo/seed/insurance-schema.ts';
import { registryTables } from '../../demo/seed/registry-schema.ts';
import { openCity } from '../city.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import { signedHeaders } from '../subgraph-server/signed-post.ts';
import { runCommand, startCommand, type RunningCommand } from './command.ts';
import { ask, askHero, heroId, signedIn } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

const secret = createHash('sha256').update('remote and local').digest('base64url');
const departments = ['civil-registry', 'social-insurance'] as const;
type Department = (typeof departments)[number];

const file = (name: Department): string => join(checkoutFolder(), 'subgraphs', name, 'subgraph.graphql');
const local = (name: Department): string => `  - file: ${file(name)}`;
const remote = (name: Department, more = ''): string =>
  `  - { name: ${name}, url: '${servers[name].url}/graphql'${more} }`;

let city: PreparedDepartments;
let fixture: ServeFixture;
let environment: Readonly<Record<string, string>>;
let servers: Readonly<Record<Department, RunningCommand>>;
let gateways: readonly RunningCommand[] = [];
let official: Readonly<Record<string, string>>;

beforeAll(async () => {
  city = await openCity();
  fixture = await createServeFixture();
  official = signedIn(await fixture.token());
  environment = {
    ONESTOP_SECRET: secret,
    CIVIL_REGISTRY_URL: city.departments['civil-registry'].url,
    SOCIAL_INSURANCE_URL: city.departments['social-insurance'].url,
  };
  const [registry, insurance] = await Promise.all(
    departments.map((name) => startCommand(['subgraph', file(name), '--port', '0'], environment)),
  );
  if (registry === undefined || insurance === undefined) throw new Error('two were started');
  servers = { 'civil-registry': registry, 'social-insurance': insurance };
  gateways = await Promise.all(
    [
      departments.map(local),
      [remote('civil-registry'), local('social-insurance')],
      [local('civil-registry'), remote('social-insurance')],
      departments.map((name) => remote(name)),
    ].map((lines) => fixture.serve(lines, environment)),
  );
  // A first answer may be late on a machine that is busy.
  for (const { url } of gateways)
    await until('the hero is answered', async () => (await askHero(url, official)).body.errors === undefined);
});
afterAll(async () => {
  await Promise.all([...gateways, ...Object.values(servers)].map((each) => each.stop()));
  fixture.remove();
  await city.close();
});

/** The same operation at each gateway, as text. */
const askAll = (operation: object, headers = official): Promise<readonly string[]> =>
  Promise.all(gateways.map(async ({ url }) => (await ask(url, operation, headers)).text));

const expectSame = (texts: readonly string[]): void => {
  for (const text of texts) expect(text).toBe(texts[0]);
};

describe('the same bytes, wherever a department runs', () => {
  test('for the hero', async () => {
    const texts = await Promise.all(gateways.map(async ({ url }) => (await askHero(url, official)).text));
    expectSame(texts);
    expect(texts[0]).toContain('周桂兰');
    expect(texts[0]).not.toContain('"errors"');
  });

  test.each([
    ['nobody signed in', { query: `{ citizen(id: "${heroId}") { id fullName insurance { status } } }` }, {}],
    [
      'a page of people',
      { query: '{ citizens(first: 20) { nodes { id fullName insurance { employer } } pageInfo { endCursor } } }' },
      null,
    ],
    [
      'public lists',
      {
        query:
          '{ adminUnits(first: 9) { nodes { id name parts(first: 2) { nodes { name } totalCount } } totalCount } insuranceSchemes { nodes { name type } } }',
      },
      {},
    ],
    [
      'variables and directives',
      {
        query:
          'query ($id: ID!, $x: Boolean!) { c: citizen(id: $id) { n: fullName @skip(if: $x) m: insurance @include(if: $x) { status } __typename } }',
        variables: { id: heroId, x: true },
      },
      null,
    ],
    [
      'a cursor of nobody',
      {
        query: `{ citizen(id: "${heroId}") { contributions(after: "AAAA") { totalCount } nameChanges(after: "AAAA") { totalCount } } }`,
      },
      null,
    ],
    [
      'an id nobody holds',
      { query: '{ citizen(id: "990102199001010018") { fullName benefits { totalCount } } }' },
      null,
    ],
  ])('for %s', async (_what, operation, headers) => {
    expectSame(await askAll(operation, headers ?? official));
  });

  test('a cursor of one gateway is good at another', async () => {
    const page = (after: string | null) => ({
      query: 'query ($after: String) { citizens(first: 5, after: $after) { nodes { id } pageInfo { endCursor } } }',
      variables: { after },
    });
    const [first] = await askAll(page(null));
    const next = await askAll(page(JSON.parse(first ?? '').data.citizens.pageInfo.endCursor));
    expectSame(next);
    expect(JSON.parse(next[0] ?? '').data.citizens.nodes).toHaveLength(5);
    expect(next[0]).not.toBe(first);
  });
});

describe('a wrong secret', () => {
  test('stops a gateway that has to ask for the SDL, with a code', async () => {
    const config = fixture.config('wrong', [remote('civil-registry')]);
    const gateway = runCommand(['serve', '--config', config, '--port', '0'], {
      ...environment,
      ONESTOP_SECRET: 'a secret that is wrong',
    });
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toMatch(/^CONFIG_INVALID: civil-registry: it gave no SDL/m);
  });

  test('costs the department’s fields, with a code, where the gateway has the SDL', async () => {
    const sdl = join(fixture.folder, 'published.graphql');
    writeFileSync(sdl, await publishedSdl('civil-registry'));
    const gateway = await fixture.serve([remote('civil-registry', `, sdl: '${sdl}'`), local('social-insurance')], {
      ...environment,
      ONESTOP_SECRET: 'a secret that is wrong',
    });
    try {
      const { body } = await askHero(gateway.url, official);
      expect(body.data.citizen.fullName).toBeNull();
      expect(body.data.citizen.insurance.status).toBe('RECEIVING_BENEFIT');
      expect(body.errors).toHaveLength(1);
      expect(body.errors[0].extensions).toMatchObject({ department: 'civil-registry' });
      expect(body.errors[0].extensions.code).toMatch(/^(DEPARTMENT_ERROR|SIGNATURE_INVALID)$/);
    } finally {
      await gateway.stop();
    }
  });

  test('is told by the department itself', async () => {
    const { body, status } = await ask(servers['civil-registry'].url, { query: '{ __typename }' });
    expect([status, body.errors[0].extensions.code]).toEqual([401, 'SIGNATURE_INVALID']);
  });
});

async function publishedSdl(name: Department): Promise<string> {
  const operation = { query: '{ _service { sdl } }' };
  const headers = signedHeaders(JSON.stringify(operation), { secret, audience: name, nonce: randomUUID() });
  const { body } = await ask(servers[name].url, operation, headers);
  return String(body.data._service.sdl);
}

test.each(departments)('no table, no column and no mapping of %s leaves in its SDL', async (name) => {
  const sdl = await publishedSdl(name);
  const tables: Readonly<Record<string, object>> = { ...registryTables, ...insuranceTables };
  const secrets = Object.entries(tables).flatMap(([table, columns]) => [table, ...Object.keys(columns)]);
  const words = new Set(sdl.split(/[^\w]+/));
  expect(secrets.filter((each) => words.has(each))).toEqual([]);
  expect(sdl).not.toMatch(/@(source|table|column|relation|codes?|list|lookup)\b|env:/);
  const fields: string[] = [];
  visit(parse(sdl), { FieldDefinition: (node) => void fields.push(node.name.value) });
  expect(fields).toContain(name === 'civil-registry' ? 'fullName' : 'accountBalance');
});
