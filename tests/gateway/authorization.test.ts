import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { composeSubgraphs } from '../../gateway/composition/compose-subgraphs.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/create-gateway.ts';
import type { Caller } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { engineUnderTest } from '../engine-under-test.ts';
import { askPipeline } from './ask-pipeline.ts';
import { captureLogs } from './city.ts';
import { executableSubgraph } from './executable-subgraph.ts';

/** Subgraphs that guard nothing themselves: what does not arrive, the gateway did not ask for. */
const asked: string[] = [];
const accounts = executableSubgraph({
  name: 'accounts',
  onPrepare: (document) => void asked.push(document.loc?.source.body ?? JSON.stringify(document)),
  typeDefs: `
    type Query {
      me: User
      nodes: [Node]
      hits: [Hit]
      audits: Int @requiresScopes(scopes: [["admin"]])
      robot: Bot
      mustRank: Ranked
    }
    interface Node { id: ID! name: String }
    type User implements Node @key(fields: "id") {
      id: ID! name: String
      email: String @authenticated
      salary: Int @requiresScopes(scopes: [["hr"], ["finance", "audit"]])
      rank: String @policy(policies: [["seniors"], ["board", "owners"]])
      token: Token
      mood: Mood
      friend: User
      note: String @purpose(allow: ["care"])
    }
    type Bot implements Node @key(fields: "id") @authenticated { id: ID! name: String }
    type Ranked { rank: String! @authenticated, other: String }
    union Hit = User | Bot
    scalar Token @authenticated
    enum Mood @requiresScopes(scopes: [["mood"]]) { GOOD BAD }
  `,
  resolvers: {
    Query: {
      me: () => user,
      nodes: () => [
        { __typename: 'User', ...user },
        { __typename: 'Bot', id: 'b', name: 'Robo' },
      ],
      hits: () => [
        { __typename: 'User', ...user },
        { __typename: 'Bot', id: 'b', name: 'Robo' },
      ],
      audits: () => 7,
      robot: () => ({ id: 'b', name: 'Robo' }),
      mustRank: () => ({ rank: 'high', other: 'more' }),
    },
    User: { __resolveReference: () => user, friend: () => ({ ...user, id: 'f' }) },
  },
});
const user = {
  id: 'u',
  name: 'Ada',
  email: 'ada@example.org',
  salary: 100,
  rank: 'high',
  token: 't0k3n',
  mood: 'GOOD',
  note: 'fragile',
};

const payroll = executableSubgraph({
  name: 'payroll',
  typeDefs: `
    type User @key(fields: "id") {
      id: ID!
      salary: Int @external
      note: String @external
      bonus: Int @requires(fields: "salary") @requiresScopes(scopes: [["hr"], ["finance", "audit"]])
      advice: String @requires(fields: "note")
    }`,
  resolvers: {
    User: {
      bonus: ({ salary }: { readonly salary: number }) => salary / 10,
      advice: ({ note }: { readonly note: string }) => `be kind: ${note}`,
    },
  },
});

const subgraphs: readonly Subgraph[] = [accounts, payroll];
const composed = composeSubgraphs(subgraphs);
/** As composers before made it: what requires a guarded field does not say so itself. */
const supergraphSdl =
  composed.kind === 'failed'
    ? ''
    : composed.supergraphSdl.replace(
        /(bonus: Int @join__field\(graph: PAYROLL, requires: "salary"\)) @requiresScopes\(scopes: .*\)/,
        '$1',
      );

const open = (more: Partial<GatewayOptions> = {}): Promise<Gateway> =>
  createGateway({
    subgraphs,
    supergraphSdl,
    engine: engineUnderTest,
    logger: captureLogs().logger,
    account: async () => {},
    ...more,
  });

type Who = Partial<Caller> | null;
async function ask(gateway: Gateway, query: string, who: Who, purpose: string | null = 'service-delivery') {
  const request = requestOf(who === null ? null : 'official');
  const caller = request.caller === null ? null : { ...request.caller, ...who };
  const { data, errors } = await askPipeline(gateway, query, { request: { ...request, caller, purpose } });
  return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${extensions.code}`) };
}

const denied = (...paths: readonly string[]) => paths.map((path) => `${path} UNAUTHORIZED_FIELD_OR_TYPE`);

let gateway: Gateway;
beforeAll(async () => {
  expect(composed.kind).toBe('composed');
  expect(supergraphSdl).toContain('specs.apollo.dev/requiresScopes');
  expect(supergraphSdl).toMatch(/bonus: Int @join__field\(graph: PAYROLL, requires: "salary"\)\n/);
  gateway = await open({
    policies: { seniors: { roles: ['admin'] }, board: { scopes: ['board'] }, owners: { clients: ['tests'] } },
  });
});
afterAll(() => gateway.close());

describe('fields', () => {
  const query = '{ me { id email salary rank } }';

  test('are null with a code and a path for whoever may not see them', async () => {
    expect(await ask(gateway, query, null)).toEqual({
      data: { me: { id: 'u', email: null, salary: null, rank: null } },
      errors: denied('me.email', 'me.salary', 'me.rank'),
    });
  });

  test('@authenticated wants a token, whatever is in it', async () => {
    expect((await ask(gateway, '{ me { email } }', {})).data).toEqual({ me: { email: 'ada@example.org' } });
  });

  test.each([
    [[], null],
    [['hr'], 100],
    [['finance'], null],
    [['finance', 'audit'], 100],
    [['HR'], null],
  ] as const)('@requiresScopes with %j', async (scopes, salary) => {
    expect((await ask(gateway, '{ me { salary } }', { scopes })).data).toEqual({ me: { salary } });
  });

  test.each([
    [{}, null],
    [{ role: 'admin' }, 'high'],
    [{ scopes: ['board'] }, 'high'],
    [{ scopes: ['board'], client: 'others' }, null],
  ] as const)('@policy for %j', async (who, rank) => {
    expect((await ask(gateway, '{ me { rank } }', who)).data).toEqual({ me: { rank } });
  });

  test('a policy that nobody defined never holds', async () => {
    const other = await open();
    expect((await ask(other, '{ me { rank } }', { role: 'admin', scopes: ['board'] })).data).toEqual({
      me: { rank: null },
    });
    await other.close();
  });

  test('by aliases and in fragments they are the same fields', async () => {
    const hidden =
      '{ a: me { ...F b: email } ... on Query { c: me { ...F } } } fragment F on User { d: email e: name }';
    expect(await ask(gateway, hidden, null)).toEqual({
      data: { a: { d: null, e: 'Ada', b: null }, c: { d: null, e: 'Ada' } },
      errors: denied('a.d', 'a.b', 'c.d'),
    });
  });

  test('a null that may not be spreads by the schema', async () => {
    expect(await ask(gateway, '{ mustRank { rank other } audits }', null)).toEqual({
      data: { mustRank: null, audits: null },
      errors: denied('mustRank.rank', 'audits'),
    });
  });

  test('departments are not asked for what was taken out', async () => {
    asked.length = 0;
    await ask(gateway, '{ me { name email } audits }', null);
    expect(asked.join()).toContain('name');
    expect(asked.join()).not.toMatch(/email|audits/);
  });
});

describe('types', () => {
  test('a scalar and an enum close the fields that give them', async () => {
    expect(await ask(gateway, '{ me { token mood } }', null)).toEqual({
      data: { me: { token: null, mood: null } },
      errors: denied('me.token', 'me.mood'),
    });
    expect((await ask(gateway, '{ me { token mood } }', { scopes: ['mood'] })).data).toEqual({
      me: { token: 't0k3n', mood: 'GOOD' },
    });
  });

  test('an object closes the fields that give it, and what is selected on it alone', async () => {
    expect(await ask(gateway, '{ robot { name } }', null)).toEqual({ data: { robot: null }, errors: denied('robot') });
    expect(await ask(gateway, '{ hits { ... on User { name } ... on Bot { name } } }', null)).toEqual({
      data: { hits: [{ name: 'Ada' }, { name: null }] },
      errors: denied('hits.name'),
    });
  });

  test('what is selected on an interface or union alike would tell of a closed type', async () => {
    expect(await ask(gateway, '{ nodes { name } }', null)).toEqual({ data: { nodes: null }, errors: denied('nodes') });
    expect(await ask(gateway, '{ hits { __typename } }', null)).toEqual({
      data: { hits: null },
      errors: denied('hits'),
    });
    expect((await ask(gateway, '{ nodes { name } hits { __typename } }', {})).data).toEqual({
      nodes: [{ name: 'Ada' }, { name: 'Robo' }],
      hits: [{ __typename: 'User' }, { __typename: 'Bot' }],
    });
  });
});

describe('what a department is brought', () => {
  test('a field is closed with those its owner requires, whatever it says itself', async () => {
    expect(await ask(gateway, '{ me { bonus } }', {})).toEqual({
      data: { me: { bonus: null } },
      errors: denied('me.bonus'),
    });
    expect((await ask(gateway, '{ me { bonus } }', { scopes: ['hr'] })).data).toEqual({ me: { bonus: 10 } });
  });

  test('by purpose as well', async () => {
    expect((await ask(gateway, '{ me { advice note } }', {})).data).toEqual({ me: { advice: null, note: null } });
    expect((await ask(gateway, '{ me { advice note } }', {}, 'care')).data).toEqual({
      me: { advice: 'be kind: fragile', note: 'fragile' },
    });
  });
});

test('an operation that asks too much is refused as a whole where that is wanted', async () => {
  const strict = await open({ rejectUnauthorized: true });
  asked.length = 0;
  expect(await ask(strict, '{ me { name email } }', null)).toEqual({ data: null, errors: denied('me.email') });
  expect(asked).toEqual([]);
  expect((await ask(strict, '{ me { name } }', null)).data).toEqual({ me: { name: 'Ada' } });
  await strict.close();
});

test('one plan serves all who may see the same, and none other', async () => {
  const query = '{ me { friend { email salary } } }';
  const answers = await Promise.all(
    [null, {}, { scopes: ['hr'] }, null, { scopes: ['hr', 'x'] }, {}].map((who) => ask(gateway, query, who)),
  );
  expect(answers.map(({ data }) => data)).toEqual([
    { me: { friend: { email: null, salary: null } } },
    { me: { friend: { email: 'ada@example.org', salary: null } } },
    { me: { friend: { email: 'ada@example.org', salary: 100 } } },
    { me: { friend: { email: null, salary: null } } },
    { me: { friend: { email: 'ada@example.org', salary: 100 } } },
    { me: { friend: { email: 'ada@example.org', salary: null } } },
  ]);
});
