import { afterEach, expect, test } from '@jest/globals';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import { createRenewableGateway } from '../../gateway/renewable-gateway.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { engineUnderTest } from '../engine-under-test.ts';
import { askPipeline } from './ask-pipeline.ts';
import { captureLogs } from './city.ts';
import { executableSubgraph } from './executable-subgraph.ts';

type Watched = { readonly gateway: Gateway; readonly asked: string[]; readonly planned: string[]; closed: boolean };

/** Resolves the fetches that wait. */
let goOn: () => void = () => {};
let gate = Promise.resolve();
const hold = (): void => {
  gate = new Promise((resolve) => (goOn = resolve));
};
afterEach(() => goOn());

/** A gateway over two departments whose fields these are beside `name`. */
async function open(fields: readonly string[], version: string): Promise<Watched> {
  const [asked, planned]: [string[], string[]] = [[], []];
  const values = Object.fromEntries(fields.map((field) => [field, () => `${field} of ${version}`]));
  const people = executableSubgraph({
    name: 'people',
    typeDefs: `type Query { person(id: ID!): Person } type Person @key(fields: "id") { id: ID! name: String secret: String @authenticated }`,
    resolvers: { Query: { person: () => ({ id: '1', name: `name of ${version}` }) } },
    onPrepare: () => planned.push('people'),
    onRun: async () => {
      asked.push('people');
      await gate;
    },
  });
  const taxes = executableSubgraph({
    name: 'taxes',
    typeDefs: `type Person @key(fields: "id") { id: ID! ${fields.map((field) => `${field}: String`).join(' ')} }`,
    resolvers: { Person: { __resolveReference: ({ id }: { id: string }) => ({ id }), ...values } },
    onPrepare: () => planned.push('taxes'),
    onRun: () => void asked.push('taxes'),
  });
  const watched = { asked, planned, closed: false };
  const closing: Subgraph = { ...people, close: async () => void (watched.closed = true) };
  const { logger } = captureLogs();
  const gateway = await createGateway({ subgraphs: [closing, taxes], engine: engineUnderTest, logger });
  return Object.assign(watched, { gateway });
}

const request = (): RequestContext => ({
  ...{ requestId: 'a', traceId: 'b', caller: null, purpose: null },
  ...{ deadline: Date.now() + 5_000, signal: new AbortController().signal },
});

const ask = (gateway: Pick<Gateway, 'pipeline'>, query: string, variables = {}) =>
  askPipeline(gateway, query, { variables, request: request() });

/** As a client reads it. */
const dataOf = async (answer: ReturnType<typeof ask>): Promise<unknown> =>
  JSON.parse(JSON.stringify((await answer).data)) as unknown;

const both = 'query ($id: ID!, $more: Boolean!) { person(id: $id) { name rate @include(if: $more) } }';
const variables = { id: '1', more: true };

test('what is asked most is planned before the next supergraph takes over, and no department hears of it', async () => {
  const [one, two] = [await open(['rate', 'old'], 'one'), await open(['rate'], 'two')];
  const gateway = createRenewableGateway(one.gateway, () => {});
  for (let time = 0; time < 3; time += 1) await ask(gateway, both, variables);
  await ask(gateway, '{ person(id: "1") { old } }');
  await ask(gateway, '{ person(id: "1") { secret } }');
  expect(await gateway.renew(two.gateway)).toEqual({ warmed: 2, dropped: 1 });
  expect(two.asked).toEqual([]);
  // The first fetch of each plan stands ready; those after it are prepared when there is something to ask them.
  const before = [...two.planned];
  expect(new Set(before)).toEqual(new Set(['people']));
  expect(await dataOf(ask(gateway, both, variables))).toEqual({ person: { name: 'name of two', rate: 'rate of two' } });
  // The stock engine keeps its plans to itself, and runs no fetch whose variables are absent.
  if (engineUnderTest === 'compiled') expect(two.planned).toEqual([...before, 'taxes']);
  await expect(ask(gateway, '{ person(id: "1") { old } }')).rejects.toMatchObject({
    errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
  });
});

test('a request that is under way is answered by the gateway that it came to, which is closed then', async () => {
  const [one, two] = [await open(['rate'], 'one'), await open(['rate'], 'two')];
  const gateway = createRenewableGateway(one.gateway, () => {});
  hold();
  const waiting = dataOf(ask(gateway, both, variables));
  const { pipeline } = gateway;
  const operation = pipeline.prepare({ text: both, id: null, hash: null }, null);
  await gateway.renew(two.gateway);
  expect(one.closed).toBe(false);
  expect(gateway.departments().map(({ name }) => name)).toEqual(['people', 'taxes']);
  goOn();
  expect(await waiting).toEqual({ person: { name: 'name of one', rate: 'rate of one' } });
  await new Promise((resolve) => setImmediate(resolve));
  expect(one.closed).toBe(true);
  // Prepared before, run after: by the one that knows it.
  const { data } = await pipeline.run(pipeline.admit(operation, variables), request());
  expect(JSON.parse(JSON.stringify(data))).toEqual({ person: { name: 'name of one', rate: 'rate of one' } });
  expect(await dataOf(ask(gateway, both, variables))).toEqual({ person: { name: 'name of two', rate: 'rate of two' } });
});

test('documents known by their hash are known to the next gateway as well', async () => {
  const [one, two] = [await open(['rate'], 'one'), await open(['rate'], 'two')];
  const gateway = createRenewableGateway(one.gateway, () => {});
  const text = '{ person(id: "1") { rate } }';
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex');
  const run = async (asked: string | null) => {
    const operation = gateway.pipeline.prepare({ text: asked, id: null, hash }, null);
    return gateway.pipeline.run(gateway.pipeline.admit(operation, {}), request());
  };
  await run(text);
  await run(null);
  await gateway.renew(two.gateway);
  expect(JSON.parse(JSON.stringify((await run(null)).data))).toEqual({ person: { rate: 'rate of two' } });
});

test('closes what has taken over, and waits for what is about to', async () => {
  const [one, two] = [await open(['rate'], 'one'), await open(['rate'], 'two')];
  const gateway = createRenewableGateway(one.gateway, () => {});
  await ask(gateway, both, variables);
  const renewal = gateway.renew(two.gateway);
  await gateway.close();
  await renewal;
  expect([one.closed, two.closed]).toEqual([true, true]);
});
