import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, type ExecutionResult } from 'graphql';
import { openHubDatabase } from '../../adapters/hub/hub-database.ts';
import { loadMigrations } from '../../adapters/hub/load-migrations.ts';
import { openHandSql } from '../../bench/hand-sql/hand-sql.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { departmentNames } from '../../demo/departments.ts';
import { databaseUrls, type PreparedDepartments } from '../../demo/prepare-departments.ts';
import { environmentOf, openCity } from '../city.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { runCommand, startCommand } from './command.ts';
import { ask, heroId, heroQueryWithout, signedIn, withoutCursors, type Json } from './hero.ts';
import { serveDepartment, type DepartmentServer } from './serve-department.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

/** Merged lists are the gateway's own and have no address that another router could ask. */
const query = heroQueryWithout(['contacts', 'feedback']);

/** The SQL by hand is MariaDB's own. */
const isHere = await mariadbIsHere('a stock router over the departments');
const testThere = isHere ? test : test.skip;

let city: PreparedDepartments;
let fixture: ServeFixture;
let servers: readonly DepartmentServer[] = [];
let supergraph: string;
let expected: Json;

beforeAll(async () => {
  if (!isHere) return;
  city = await openCity();
  fixture = await createServeFixture();
  const urls = databaseUrls(city);
  await prepareHub(urls.hub);
  const byHand = openHandSql(urls);
  const { citizen } = (await byHand.hero(heroId).finally(() => byHand.close())) as Json;
  const { contacts: _contacts, feedback: _feedback, ...own } = citizen;
  expected = withoutCursors({ citizen: own });
  const names = ['identity', ...departmentNames];
  servers = await Promise.all(names.map(serveOpenly));
  supergraph = join(fixture.folder, 'supergraph.graphql');
  const routes = servers.map(({ url }, index) => `${names[index] ?? ''}=${url}/graphql`);
  const compose = runCommand(['compose', '--url', ...routes, '--out', supergraph]);
  expect([await compose.ended, compose.output()]).toEqual([0, '']);
});
afterAll(async () => {
  if (!isHere) return;
  await Promise.all(servers.map((each) => each.stop()));
  fixture.remove();
  await city.close();
});

/** The SQL by hand reads the hub, which may be empty: no gateway has to have run on it. */
async function prepareHub(url = ''): Promise<void> {
  const migrations = loadMigrations(join(checkoutFolder(), 'subgraphs/feedback/migrations'));
  const hub = openHubDatabase({ url, system: 'feedback', migrations, onFailure: () => {} });
  await hub.prepare().finally(hub.close);
}

/** One as an operator would, in a process of its own. */
function serveOpenly(name: string): Promise<DepartmentServer> {
  const file = name === 'identity' ? name : join(fixture.folder, 'subgraphs', name, 'subgraph.graphql');
  if (name !== 'civil-registry') return serveDepartment(file, environmentOf(city), null);
  return startCommand(['subgraph', file, '--port', '0', '--open', '--i-know', 'a test'], environmentOf(city));
}

const hero = { query, variables: { id: heroId } };

/** Runs an operation through the stock gateway's own executor, as Apollo Server does. */
async function execute(gateway: ApolloGateway, query: string, variables: Json): Promise<ExecutionResult> {
  const document = parse(query);
  const definition = document.definitions[0];
  const operationName = definition?.kind === 'OperationDefinition' ? (definition.name?.value ?? null) : null;
  const request = { request: { query, variables }, operationName, document, operation: definition, source: query };
  const rest = {
    cache: new Map(),
    context: {},
    queryHash: query,
    logger: console,
    metrics: {},
    schema: gateway.schema,
  };
  const result: unknown = await gateway.executor({
    ...request,
    ...rest,
    overallCachePolicy: { policyIfCacheable: () => null },
  } as never);
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

testThere('a stock router answers the hero over the open departments', async () => {
  const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraph, 'utf8') });
  try {
    await gateway.load();
    const { data, errors } = await execute(gateway, query, { id: heroId });
    expect(errors).toBeUndefined();
    expect(withoutCursors(data)).toEqual(expected);
    const short = await execute(gateway, query, { id: '110105491231002' });
    expect(withoutCursors(short.data)).toEqual(expected);
    // What one department needs of another, the router brings.
    const byPhone = `query ($id: ID!) { citizen(id: $id) { hotlineOrdersByPhone { nodes { title } totalCount } } }`;
    const orders = await execute(gateway, byPhone, { id: heroId });
    expect(orders.errors).toBeUndefined();
    expect(orders.data).toEqual({
      citizen: { hotlineOrdersByPhone: { nodes: [{ title: '关于养老待遇资格认证的咨询' }], totalCount: 1 } },
    });
  } finally {
    await gateway.stop();
  }
});

testThere('`onestop gateway` without an issuer answers what is public and names what is not', async () => {
  const gateway = await startCommand(['gateway', '--supergraph', supergraph, '--port', '0']);
  try {
    const { body, status } = await ask(gateway.url, hero);
    expect(status).toBe(200);
    // Who she is, is withheld; so is she.
    expect(body.data).toEqual({ citizen: null });
    const codes = body.errors.map((error: Json) => error.extensions.code);
    expect(new Set(codes)).toEqual(new Set(['UNAUTHORIZED_FIELD_OR_TYPE']));
    const nameless = await ask(gateway.url, {
      query: `{ citizen(id: "${heroId}") { fullName benefits { totalCount } } }`,
    });
    expect(nameless.body.data).toEqual({ citizen: { fullName: null, benefits: null } });
    expect(nameless.body.errors.map((error: Json) => error.path)).toEqual([
      ['citizen', 'fullName'],
      ['citizen', 'benefits'],
    ]);
    const units = await ask(gateway.url, { query: '{ adminUnits(first: 3) { nodes { id name } totalCount } }' });
    expect(units.body).toEqual({
      data: {
        adminUnits: {
          nodes: [
            { id: '990100', name: '和望市' },
            { id: '990102', name: '望山区' },
            { id: '990102001', name: '望山朝晖街道' },
          ],
          totalCount: 100,
        },
      },
    });
    const refused = await ask(gateway.url, hero, signedIn(await fixture.token()));
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  } finally {
    await gateway.stop();
  }
});

testThere('`onestop gateway --config` with an issuer answers the hero', async () => {
  const config = fixture.config('gateway', []);
  const gateway = await startCommand(['gateway', '--supergraph', supergraph, '--port', '0', '--config', config]);
  try {
    const { body } = await ask(gateway.url, hero, signedIn(await fixture.token()));
    expect(body.errors).toBeUndefined();
    expect(withoutCursors(body.data)).toEqual(expected);
    const demoToken = await ask(gateway.url, hero, signedIn(await fixture.token({ aud: 'demo' })));
    expect(demoToken.status).toBe(401);
  } finally {
    await gateway.stop();
  }
});
