import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, visit } from 'graphql';
import type { RunningGateway } from '../../cli/start-gateway.ts';
import { departmentNames, departmentSeeds, type DepartmentName } from '../../demo/departments.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import type { TableDesign } from '../../demo/seed/department-seed.ts';
import { environmentOf, openCity } from '../city.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import { signedHeaders } from '../subgraph-server/signed-post.ts';
import { runCommand, startCommand } from './command.ts';
import { ask, askHero, heroId, heroQuery, signedIn } from './hero.ts';
import { serveDepartment, type DepartmentServer } from './serve-department.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

const secret = createHash('sha256').update('remote and local').digest('base64url');

const file = (name: DepartmentName): string => join(fixture.folder, 'subgraphs', name, 'subgraph.graphql');
const local = (name: DepartmentName): string => `  - file: ${file(name)}`;
const server = (name: DepartmentName): DepartmentServer => {
  const found = servers.get(name);
  if (found === undefined) throw new Error(`${name} was not started`);
  return found;
};
const remote = (name: DepartmentName, more = ''): string =>
  `  - { name: ${name}, url: '${server(name).url}/graphql'${more} }`;
const lines = (isRemote: (name: DepartmentName) => boolean): readonly string[] =>
  departmentNames.map((name) => (isRemote(name) ? remote(name) : local(name)));

let city: PreparedDepartments;
let fixture: ServeFixture;
let environment: Readonly<Record<string, string>>;
const servers = new Map<DepartmentName, DepartmentServer>();
/** In processes of their own, one on each engine; the others are as far away by HTTP. */
const apart: readonly DepartmentName[] = ['civil-registry', 'approvals', 'social-insurance'];
let gateways: readonly RunningGateway[] = [];
let official: Readonly<Record<string, string>>;

beforeAll(async () => {
  city = await openCity();
  fixture = await createServeFixture();
  official = signedIn(await fixture.token());
  environment = { ONESTOP_SECRET: secret, ...environmentOf(city) };
  const start = (name: DepartmentName): Promise<DepartmentServer> =>
    apart.includes(name)
      ? startCommand(['subgraph', file(name), '--port', '0'], environment)
      : serveDepartment(file(name), environment, secret);
  await Promise.all(departmentNames.map(async (name) => servers.set(name, await start(name))));
  const shapes: readonly ((name: DepartmentName) => boolean)[] = [
    () => false,
    (name) => name === 'civil-registry' || name === 'approvals',
    () => true,
  ];
  for (const isRemote of shapes) gateways = [...gateways, await fixture.serveHere(lines(isRemote), environment)];
  // A first answer may be late on a machine that is busy.
  for (const { url } of gateways)
    await until('the hero is answered', async () => (await askHero(url, official)).body.errors === undefined);
});
afterAll(async () => {
  await Promise.all(gateways.map((each) => each.close()));
  await Promise.all([...servers.values()].map((each) => each.stop()));
  fixture.remove();
  await city.close();
});

const vocabulary = join(checkoutFolder(), 'schema/vocabulary');
const vocabularyText = readdirSync(vocabulary)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => readFileSync(join(vocabulary, name), 'utf8'))
  .join('\n');

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

  test('for citizens of all kinds', async () => {
    const page = '{ citizens(first: 15) { nodes { id } } }';
    const { body } = await ask(gateways[0]?.url ?? '', { query: page }, official);
    for (const { id } of body.data.citizens.nodes) expectSame(await askAll({ query: heroQuery, variables: { id } }));
  });

  test('for a citizen’s own view, orders by telephone and name included, and for nobody else’s', async () => {
    const query = `query ($id: ID!) { citizen(id: $id) {
      hotlineOrdersByPhone { nodes { id title requestedDatetime } totalCount } cases { totalCount }
      feedback { nodes { id title } totalCount } contacts { nodes { id at topic } totalCount }
    } }`;
    const operation = { query, variables: { id: heroId } };
    const [whole] = await askAll(operation);
    expect(JSON.parse(whole ?? '').data.citizen.hotlineOrdersByPhone.totalCount).toBeGreaterThan(0);
    const own = await askAll(operation, signedIn(await fixture.token({ role: 'citizen', sub: heroId })));
    expectSame([whole ?? '', ...own]);
    const others = await askAll(
      operation,
      signedIn(await fixture.token({ role: 'citizen', sub: '440524188001010014' })),
    );
    expectSame(others);
    expect(others[0]).not.toContain('hotline:');
    expect(others[0]).toContain('FORBIDDEN_RECORD');
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
      'rows that are one of several types',
      {
        query: `{ events(first: 40, where: { order: { lt: 5 } }) { nodes { __typename id ... on Event { order name }
          ... on LifeEvent { relatedServices(first: 2) { nodes { event { __typename id } service { name } } totalCount } }
          ... on BusinessEvent { called: label(lang: ZH) } } totalCount } }`,
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

  test('a cursor of a merged list goes on at another gateway', async () => {
    const page = (after: string | null) => ({
      query: `query ($after: String) { citizen(id: "${heroId}") { contacts(first: 3, after: $after) { nodes { id } pageInfo { endCursor } } } }`,
      variables: { after },
    });
    const [first] = await askAll(page(null));
    const next = await askAll(page(JSON.parse(first ?? '').data.citizen.contacts.pageInfo.endCursor));
    expectSame(next);
    expect(JSON.parse(next[0] ?? '').data.citizen.contacts.nodes).toHaveLength(3);
    expect(next[0]).not.toBe(first);
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
    const gateway = await fixture.serveHere([remote('civil-registry', `, sdl: '${sdl}'`), local('social-insurance')], {
      ...environment,
      ONESTOP_SECRET: 'a secret that is wrong',
    });
    try {
      const query = `{ citizen(id: "${heroId}") { fullName insurance { status } } }`;
      const { body } = await ask(gateway.url, { query }, official);
      expect(body.data.citizen).toEqual({ fullName: null, insurance: { status: 'RECEIVING_BENEFIT' } });
      expect(body.errors).toHaveLength(1);
      expect(body.errors[0].extensions).toMatchObject({ department: 'civil-registry' });
      expect(body.errors[0].extensions.code).toMatch(/^(DEPARTMENT_ERROR|SIGNATURE_INVALID)$/);
    } finally {
      await gateway.close();
    }
  });

  test('is told by the department itself', async () => {
    const { body, status } = await ask(server('civil-registry').url, { query: '{ __typename }' });
    expect([status, body.errors[0].extensions.code]).toEqual([401, 'SIGNATURE_INVALID']);
  });
});

async function publishedSdl(name: DepartmentName): Promise<string> {
  const operation = { query: '{ _service { sdl } }' };
  const headers = signedHeaders(JSON.stringify(operation), { secret, audience: name, nonce: randomUUID() });
  const { body } = await ask(server(name).url, operation, headers);
  return String(body.data._service.sdl);
}

test.each(departmentNames)('no table, no column and no mapping of %s leaves in its SDL', async (name) => {
  const sdl = await publishedSdl(name);
  const { tables } = departmentSeeds[name];
  const secrets = Object.entries<TableDesign>(tables).flatMap(([table, { columns }]) => [
    table,
    ...Object.keys(columns),
  ]);
  const words = new Set(sdl.split(/[^\w]+/));
  // Some columns are called what the standards call them.
  const standard = new Set(vocabularyText.split(/[^\w]+/));
  expect(secrets.filter((each) => words.has(each) && !standard.has(each))).toEqual([]);
  expect(sdl).not.toMatch(/@(source|table|column|relation|codes?|list|lookup|label)\b|env:/);
  const fields: string[] = [];
  visit(parse(sdl), { FieldDefinition: (node) => void fields.push(node.name.value) });
  expect(fields).toEqual(expect.arrayContaining([...knownFields[name]]));
});

const knownFields: Readonly<Record<DepartmentName, readonly string[]>> = {
  'civil-registry': ['fullName'],
  approvals: ['promisedPeriod', 'counterVisits'],
  'market-regulation': ['legalName'],
  'social-insurance': ['accountBalance'],
  hotline: ['hotlineOrdersByPhone'],
};
