import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { print } from 'graphql';
import { createExplainer } from '../../gateway/create-explainer.ts';
import { createGateway, type Gateway } from '../../gateway/create-gateway.ts';
import { requestOf } from '../adapters/fixtures/ask.ts';
import { askPipeline } from '../gateway/ask-pipeline.ts';
import { captureLogs } from '../gateway/city.ts';
import { executableSubgraph, type ExecutableOptions } from '../gateway/executable-subgraph.ts';

/** What each department was asked, and told. */
const asked: string[] = [];
const department = (options: Omit<ExecutableOptions, 'onPrepare' | 'onRun'>) => {
  const subgraph = executableSubgraph(options);
  return {
    ...subgraph,
    prepare: (fetch: Parameters<typeof subgraph.prepare>[0]) => {
      const prepared = subgraph.prepare(fetch);
      const text = print(fetch.document).replaceAll(/\s+/g, ' ');
      return {
        ...prepared,
        run: (input: Parameters<typeof prepared.run>[0]) => {
          asked.push(
            `${options.name} ${text.replace(/^query Q__\w+/, 'query')} ${JSON.stringify(input.representations)}`,
          );
          return prepared.run(input);
        },
      };
    },
  };
};

type Told = { readonly id: string; readonly sum?: number; readonly rate?: number };
const given = (told: Told): Told => told;

const subgraphs = [
  department({
    name: 'works',
    typeDefs: `
      type Query { permit: Permit }
      type Permit @key(fields: "id") { id: ID! sum(currency: String): Int sum__0: Int rate: Int fee: Int @external total: String @requires(fields: "fee") }`,
    resolvers: {
      Query: { permit: () => ({ id: '1' }) },
      Permit: {
        __resolveReference: ({ id, fee }: { readonly id: string; readonly fee?: number }) => ({ id, fee }),
        sum: (_: unknown, { currency }: { readonly currency?: string }) => currency?.length ?? 0,
        sum__0: () => 100,
        rate: () => 7,
        total: ({ fee }: { readonly fee?: number }) => `fee ${fee}`,
      },
    },
  }),
  department({
    name: 'fees',
    typeDefs: `
      type Query { anyPermit: Permit }
      type Permit @key(fields: "id") {
        id: ID!
        sum(currency: String): Int @external
        rate: Int @external
        inEuro: Int @requires(fields: "sum(currency: \\"EUR\\")")
        inWords: Int @requires(fields: "sum(currency: \\"renminbi\\")")
        fee: Int @requires(fields: "rate")
        office: String
      }`,
    resolvers: {
      Query: { anyPermit: () => ({ id: '2' }) },
      Permit: {
        __resolveReference: given,
        inEuro: ({ sum }: Told) => sum,
        inWords: ({ sum }: Told) => sum,
        fee: ({ rate }: Told) => (rate === undefined ? -1 : rate * 2),
        office: () => 'north',
      },
    },
  }),
];

let gateway: Gateway;
beforeAll(async () => {
  const { logger } = captureLogs();
  gateway = await createGateway({ subgraphs, engine: 'compiled', account: async () => {}, logger });
});
afterAll(() => gateway.close());

const ask = async (query: string, variables = {}) => {
  asked.length = 0;
  return (await askPipeline(gateway, query, { variables, request: requestOf() })).json?.toString();
};

test('each requirement is told of a field by its own arguments, and the client by its own', async () => {
  expect(await ask('{ permit { inEuro inWords sum(currency: "£") } }')).toBe(
    '{"permit":{"inEuro":3,"inWords":8,"sum":1}}',
  );
  const told = asked.filter((each) => each.startsWith('fees')).sort();
  expect(told).toEqual([
    'fees query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Permit { inEuro } } } [{"__typename":"Permit","id":"1","sum":3}]',
    'fees query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Permit { inWords } } } [{"__typename":"Permit","id":"1","sum":8}]',
  ]);
});

test('no name that a client chooses comes between', async () => {
  expect(await ask('{ permit { sum__0: rate inEuro sum__1: id inWords } }')).toBe(
    '{"permit":{"sum__0":7,"inEuro":3,"sum__1":"1","inWords":8}}',
  );
});

test('requirements of requirements are met first, wherever a plan begins', async () => {
  expect(await ask('{ permit { total } anyPermit { total } }')).toBe(
    '{"permit":{"total":"fee 14"},"anyPermit":{"total":"fee 14"}}',
  );
});

test('what stands beside a requirement that is left out is asked for', async () => {
  const query = 'query ($less: Boolean!) { permit { office fee @skip(if: $less) } }';
  expect(await ask(query, { less: true })).toBe('{"permit":{"office":"north"}}');
  expect(asked.filter((each) => each.includes('rate'))).toEqual([]);
  expect(await ask(query, { less: false })).toBe('{"permit":{"office":"north","fee":14}}');
});

test('plans are explained in the names of departments and fields', () => {
  const explain = createExplainer(subgraphs);
  const { text, fetches } = explain('{ permit { inEuro inWords } }', null);
  expect(fetches.map((each) => each.department)).toEqual(['works', 'fees', 'fees']);
  expect(text).toContain('sum(currency: "EUR")');
  expect(text).not.toContain('#');
});
