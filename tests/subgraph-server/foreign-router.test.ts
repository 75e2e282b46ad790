import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance } from 'fastify';
import { execute, parse, type ExecutionResult } from 'graphql';
import { createSubgraphServer } from '../../adapters/server/create-subgraph-server.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { createFixturePort } from './fixture-port.ts';
import { signedHeaders } from './signed-post.ts';

const secret = 'a secret of the tests';

/** A second department: it holds visits, and adds them to the offices of the first. */
const visitsSdl = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])
  type Query {
    visit(id: ID!): Visit
  }
  type Visit @key(fields: "id") {
    id: ID!
    office: Office
    officer: Officer
  }
  type Office @key(fields: "id") {
    id: ID!
    visitors: Int
  }
  type Officer @key(fields: "id", resolvable: false) {
    id: ID!
  }
`);

function createVisitsPort(): Subgraph {
  const schema = buildSubgraphSchema([
    {
      typeDefs: visitsSdl,
      resolvers: {
        Office: { __resolveReference: ({ id }: { id: string }) => ({ id, visitors: Number(id) * 10 }) },
      } as never,
    },
  ]);
  const visit = ({ id }: { id: string }) => ({ id, office: { id: '3', visitors: 30 }, officer: { id: 'b' } });
  return {
    ...createFixturePort('visits'),
    sdl: visitsSdl,
    prepare: ({ document }) => ({
      run: async ({ variables }) => {
        const result = await execute({ schema, document, rootValue: { visit }, variableValues: variables });
        return { data: result.data ?? null, errors: [], subjects: [], findings: [], servedFrom: 'source', age: 0 };
      },
      explain: async () => [],
    }),
  };
}

let servers: FastifyInstance[];
let gateway: ApolloGateway;

/** Signs as our gateway does; the other server is open, as behind a foreign router on a private network. */
const signingFetch = async (url: string, init?: { body?: unknown }) => {
  const body = init?.body as string;
  return fetch(url, { method: 'POST', body, headers: signedHeaders(body) });
};

beforeAll(async () => {
  servers = await Promise.all(
    [createFixturePort(), createVisitsPort()].map((subgraph) =>
      createSubgraphServer({ subgraph, secret, open: subgraph.name === 'visits' }),
    ),
  );
  const [offices, visits] = await Promise.all(servers.map((server) => server.listen({ port: 0, host: '127.0.0.1' })));
  const subgraphs = [
    { name: 'offices', url: `${offices ?? ''}/graphql` },
    { name: 'visits', url: `${visits ?? ''}/graphql` },
  ];
  const buildService = ({ name = '', url = '' }) => {
    const source = new RemoteGraphQLDataSource({ url });
    if (name === 'offices') source.fetcher = signingFetch;
    return source;
  };
  gateway = new ApolloGateway({ supergraphSdl: new IntrospectAndCompose({ subgraphs }), buildService });
  await gateway.load();
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all(servers.map((server) => server.close()));
});

test('the stock gateway composes the published SDLs and joins the departments over HTTP', async () => {
  const answer = await ask(
    'query ($id: ID!) { visit(id: $id) { id o: office { name visitors head { fullName } } officer { fullName } } }',
    {
      id: 'v1',
    },
  );
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual({
    visit: {
      id: 'v1',
      o: { name: 'Office 3', visitors: 30, head: { fullName: 'Officer h3' } },
      officer: { fullName: 'Officer b' },
    },
  });
});

test('its clients get partial answers with the department’s code', async () => {
  const answer = await ask('{ office(id: "1") { name closed visitors } }');
  expect(answer.data).toEqual({ office: { name: 'Office 1', closed: null, visitors: 10 } });
  expect(answer.errors).toMatchObject([{ extensions: { code: 'DEPARTMENT_TIMEOUT', department: 'offices' } }]);
});

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<ExecutionResult> {
  const document = parse(query);
  const definition = document.definitions[0];
  const result = await gateway.executor({
    document,
    request: { query, variables },
    operationName: null,
    cache: new Map() as never,
    context: {},
    queryHash: query,
    logger: console as never,
    metrics: {} as never,
    source: query,
    operation: definition as never,
    schema: (gateway as unknown as { schema: unknown }).schema as never,
    overallCachePolicy: { policyIfCacheable: () => null } as never,
  } as never);
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}
