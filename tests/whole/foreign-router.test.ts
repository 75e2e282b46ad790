import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, type ExecutionResult } from 'graphql';
import { openHandSql } from '../../bench/hand-sql/hand-sql.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { openCity } from '../city.ts';
import { runCommand, startCommand, type RunningCommand } from './command.ts';
import { ask, askHero, heroId, heroQuery, signedIn, withoutCursors, type Json } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

const departments = ['civil-registry', 'social-insurance'] as const;

let city: PreparedDepartments;
let fixture: ServeFixture;
let servers: readonly RunningCommand[] = [];
let supergraph: string;
let expected: Json;

beforeAll(async () => {
  city = await openCity();
  fixture = await createServeFixture();
  const urls = {
    'civil-registry': city.departments['civil-registry'].url,
    'social-insurance': city.departments['social-insurance'].url,
  };
  const byHand = openHandSql(urls);
  expected = withoutCursors(await byHand.hero(heroId));
  await byHand.close();
  const names = ['identity', ...departments];
  servers = await Promise.all(names.map((name) => startCommand(subgraphCommand(name, urls))));
  supergraph = join(fixture.folder, 'supergraph.graphql');
  const routes = servers.map(({ url }, index) => `${names[index] ?? ''}=${url}/graphql`);
  const compose = runCommand(['compose', '--url', ...routes, '--out', supergraph]);
  expect([await compose.ended, compose.output()]).toEqual([0, '']);
});
afterAll(async () => {
  await Promise.all(servers.map((each) => each.stop()));
  fixture.remove();
  await city.close();
});

function subgraphCommand(name: string, urls: Readonly<Record<string, string>>): readonly string[] {
  const url = urls[name];
  const source =
    url === undefined ? [name] : [join(checkoutFolder(), 'subgraphs', name, 'subgraph.graphql'), '--database', url];
  return ['subgraph', ...source, '--port', '0', '--open'];
}

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

test('a stock router answers the hero over the open departments', async () => {
  const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraph, 'utf8') });
  try {
    await gateway.load();
    const { data, errors } = await execute(gateway, heroQuery, { id: heroId });
    expect(errors).toBeUndefined();
    expect(withoutCursors(data)).toEqual(expected);
    const short = await execute(gateway, heroQuery, { id: '110105491231002' });
    expect(withoutCursors(short.data)).toEqual(expected);
  } finally {
    await gateway.stop();
  }
});

test('`onestop gateway` without an issuer answers what is public and names what is not', async () => {
  const gateway = await startCommand(['gateway', '--supergraph', supergraph, '--port', '0']);
  try {
    const { body, status } = await askHero(gateway.url, {});
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
    const refused = await askHero(gateway.url, signedIn(await fixture.token()));
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  } finally {
    await gateway.stop();
  }
});

test('`onestop gateway --config` with an issuer answers the hero', async () => {
  const config = fixture.config('gateway', []);
  const gateway = await startCommand(['gateway', '--supergraph', supergraph, '--port', '0', '--config', config]);
  try {
    const { body } = await askHero(gateway.url, signedIn(await fixture.token()));
    expect(body.errors).toBeUndefined();
    expect(withoutCursors(body.data)).toEqual(expected);
    const demoToken = await askHero(gateway.url, signedIn(await fixture.token({ aud: 'demo' })));
    expect(demoToken.status).toBe(401);
  } finally {
    await gateway.stop();
  }
});
