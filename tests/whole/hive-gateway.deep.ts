import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { departmentNames } from '../../demo/departments.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { environmentOf, openCity } from '../city.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { hiveGateway, installRouters } from '../routers/install-routers.ts';
import { runCommand, spawnNode, startCommand, type Command, type RunningCommand } from './command.ts';
import { ask, heroId, heroQueryWithout, signedIn, type Json } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

/** The approvals bureau's tables are MariaDB's own. */
const isHere = await mariadbIsHere('Hive Gateway over the departments');
const testThere = isHere ? test : test.skip;

let city: PreparedDepartments;
let fixture: ServeFixture;
let servers: readonly RunningCommand[] = [];
let ours: RunningCommand;
/** Its own executor, and that of Hive Router inside it. */
const kinds = [
  ['Hive Gateway', []],
  ['Hive Gateway with Hive Router’s runtime', ['--hive-router-runtime']],
] as const;
const routers = new Map<string, Command & { readonly url: string }>();

beforeAll(async () => {
  if (!isHere) return;
  installRouters();
  city = await openCity();
  fixture = await createServeFixture();
  const names = ['identity', ...departmentNames];
  const environment = { ...environmentOf(city), ONESTOP_SECRET: 'a secret of the tests, long enough' };
  servers = await Promise.all(names.map((name) => startCommand(subgraphCommand(name), environment)));
  const supergraph = path.join(fixture.folder, 'supergraph.graphql');
  const routes = servers.map(({ url }, index) => `${names[index] ?? ''}=${url}/graphql`);
  const compose = runCommand(['compose', '--url', ...routes, '--out', supergraph]);
  expect([await compose.ended, compose.output()]).toEqual([0, '']);
  ours = await startCommand(['gateway', '--supergraph', supergraph, '--port', '0']);
  for (const [name, options] of kinds) {
    const port = await freePort();
    const command = spawnNode([hiveGateway, 'supergraph', supergraph, '--host', '127.0.0.1', '--port', String(port), ...options]); // prettier-ignore
    routers.set(name, { ...command, url: `http://127.0.0.1:${port}` });
  }
  for (const router of routers.values()) await untilReady(router);
}, 600_000);
afterAll(async () => {
  if (!isHere) return;
  await Promise.all([...routers.values()].map((router) => router.stop()));
  await ours.stop();
  await Promise.all(servers.map((each) => each.stop()));
  fixture.remove();
  await city.close();
});

/** As in production: what is personal is for who signs. */
function subgraphCommand(name: string): readonly string[] {
  const source = name === 'identity' ? name : path.join(fixture.folder, 'subgraphs', name, 'subgraph.graphql');
  return ['subgraph', source, '--port', '0', '--public'];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilReady({ url, output }: Command & { readonly url: string }): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end;) {
    await delay(200);
    const answer = await ask(url, { query: '{ __typename }' }).catch(() => null);
    if (answer?.body?.data?.__typename === 'Query') return;
  }
  throw new Error(`Hive Gateway does not answer:\n${output()}`);
}

const urlOf = (name: string): string => routers.get(name)?.url ?? '';

const publicQueries = {
  'one department': '{ adminUnits(first: 3) { nodes { id name } totalCount } }',
  'another, on another engine': '{ services(first: 5, orderBy: [{ id: DESC }]) { totalCount nodes { id label } pageInfo { hasNextPage } } }', // prettier-ignore
  'several at once': '{ adminUnits(first: 1) { totalCount } insuranceSchemes { nodes { name } } lifeEvent(id: "BIRTH") { label(lang: ZH) relatedServices { nodes { order service { label competentAuthority { label } promisedPeriod } } } } }', // prettier-ignore
};

const cases = kinds.flatMap(([name]) => Object.entries(publicQueries).map(([of, query]) => [name, of, query] as const));

testThere.each(cases)('%s answers public fields of %s as our gateway does', async (name, _of, query) => {
  const [own, foreign] = await Promise.all([ask(ours.url, { query }), ask(urlOf(name), { query })]);
  expect(own.body.errors).toBeUndefined();
  expect(JSON.stringify(own.body.data).length).toBeGreaterThan(50);
  expect(foreign.body).toEqual(own.body);
});

testThere('the second is what it is called', () => {
  const [, second] = [...routers.values()];
  expect(second?.output()).toContain('Using Hive Router Runtime');
  expect(second?.output()).not.toContain('Falling back');
});

/** Every text in it that is none of the schema's. */
const textsOf = (value: Json): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => (key.startsWith('__') ? [] : textsOf(each)))
      : [];

const hero = { query: heroQueryWithout(['contacts', 'feedback']), variables: { id: heroId } };

testThere.each(kinds.map(([name]) => name))(
  '%s, which does not sign, is given nothing personal, whoever asks it',
  async (name) => {
    const token = signedIn(await fixture.token());
    for (const headers of [{}, token]) {
      const { body } = await ask(urlOf(name), hero, headers);
      expect(body.errors.length).toBeGreaterThan(0);
      expect(textsOf(body.data ?? null)).toEqual([]);
      const { body: people } = await ask(
        urlOf(name),
        { query: '{ citizens(first: 5) { nodes { id fullName } } }' },
        headers,
      );
      expect(people.errors.length).toBeGreaterThan(0);
      expect(textsOf(people.data ?? null)).toEqual([]);
      // What is public beside it still answers.
      const query = `{ adminUnits(first: 1) { nodes { name } } citizen(id: "${heroId}") { fullName benefits { totalCount } } }`;
      const { body: mixed } = await ask(urlOf(name), { query }, headers);
      expect(textsOf(mixed.data)).toEqual(['和望市']);
      expect(mixed.errors.length).toBeGreaterThan(0);
    }
  },
);

testThere('nor is who asks the departments beside the router', async () => {
  const representations = [{ __typename: 'Citizen', id: heroId }];
  const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { fullName dateOfBirth } } }';
  const registry = servers[['identity', ...departmentNames].indexOf('civil-registry')]?.url ?? '';
  const { body } = await ask(registry, { query, variables: { r: representations } });
  expect(textsOf(body.data ?? null)).toEqual([]);
  expect(body.errors.length).toBeGreaterThan(0);
});
