import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type DocumentNode } from 'graphql';
import { pino } from 'pino';
import { createGateway, type Gateway } from '../gateway/create-gateway.ts';
import { engineNames, type EngineName } from '../gateway/engine-names.ts';
import type { FetchAnswer, Subgraph } from '../schema/subgraph.ts';
import { median } from './median.ts';

/** What the gateway costs on an engine, over departments whose answers are there already, as JSON to be parsed. */
export type EngineCost = {
  readonly query: string;
  readonly target: EngineName;
  /** CPU of one answer, from the question to the bytes that are sent, in milliseconds: the median of the rounds. */
  readonly cpuEngineMs: number;
};

type Reference = { readonly id: string };
const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index));
const person = (id: string) => ({
  ...{ id, name: `姓名${id}`, birthDate: '1980-02-29', gender: 'FEMALE', address: `松柏区十字路${id}号2单元1804室` },
  ...{
    city: '和望市',
    postalCode: '991009',
    phone: `139${id.padStart(8, '0')}`,
    email: `p${id}@example.org`,
    nationality: 'CN',
  },
});

const header = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])';

const departments = [
  {
    name: 'registry',
    typeDefs: `type Query { citizen(id: ID!): Citizen citizens(first: Int): [Citizen] }
      type Citizen @key(fields: "id") { id: ID! name: String birthDate: String gender: String address: String city: String
        postalCode: String phone: String email: String nationality: String }`,
    resolvers: {
      Query: {
        citizen: (_: unknown, { id }: Reference) => person(id),
        citizens: (_: unknown, { first }: { readonly first: number }) => numbers(first).map(person),
      },
    },
  },
  {
    name: 'cases',
    typeDefs: `type Citizen @key(fields: "id") { id: ID! cases: [Case] }
      type Case @key(fields: "id") { id: ID! status: String openedAt: String service: Service }
      type Service { code: String name: String }`,
    resolvers: {
      Citizen: {
        __resolveReference: (reference: Reference) => reference,
        cases: ({ id }: Reference) =>
          numbers(3).map((each) => ({
            ...{ id: `${id}-${each}`, status: 'OPEN', openedAt: '2026-01-02' },
            service: { code: `S${each}`, name: `service ${each}` },
          })),
      },
    },
  },
  {
    name: 'feedback',
    typeDefs: `type Case @key(fields: "id") { id: ID! feedback: [Feedback] }
      type Feedback { id: ID! rating: Int text: String }`,
    resolvers: {
      Case: {
        __resolveReference: (reference: Reference) => reference,
        feedback: ({ id }: Reference) =>
          numbers(2).map((each) => ({ id: `${id}-${each}`, rating: 4, text: '办得很快' })),
      },
    },
  },
] as const;

const cases = 'cases { id status openedAt service { code name } feedback { id rating text } }';
const questions: Readonly<Record<string, string>> = {
  Q1: `query ($id: ID!) { citizen(id: $id) { id name birthDate gender address city ${cases} } }`,
  Q2: `{ citizens(first: 50) { id name city ${cases} } }`,
  Q3: 'query ($id: ID!) { citizen(id: $id) { id name birthDate gender address city } }',
  Q4: '{ citizens(first: 1000) { id name birthDate gender address city postalCode phone email nationality } }',
};

/** Asks each question of both engines, in turns. @throws where they answer differently */
export async function measureEngines({ rounds, roundMs }: Pace): Promise<readonly EngineCost[]> {
  const logger = pino({ level: 'silent' });
  const limits = { cost: 1e9 };
  const subgraphs = departments.map(readyDepartment);
  const open = (engine: EngineName) => createGateway({ subgraphs, engine, logger, limits, account: async () => {} });
  const gateways = new Map(await Promise.all(engineNames.map(async (name) => [name, await open(name)] as const)));
  const costs: EngineCost[] = [];
  for (const [query, text] of Object.entries(questions)) {
    const answers = new Set<string>();
    for (const gateway of gateways.values()) answers.add(await answerOf(gateway, text));
    if (answers.size > 1) throw new Error(`the engines answer ${query} differently`);
    const found = new Map<EngineName, number[]>(engineNames.map((name) => [name, []]));
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, gateway] of gateways) {
        const cost = await roundOf(gateway, text, roundMs);
        if (round > 0) found.get(name)?.push(cost); // the first one warms up
      }
    }
    for (const [target, each] of found) costs.push({ query, target, cpuEngineMs: Number(median(each).toFixed(4)) });
  }
  for (const gateway of gateways.values()) await gateway.close();
  return costs;
}

type Pace = { readonly rounds: number; readonly roundMs: number };

async function roundOf(gateway: Gateway, text: string, roundMs: number): Promise<number> {
  const end = performance.now() + roundMs;
  const before = process.cpuUsage();
  let count = 0;
  for (; performance.now() < end; count += 1) await answerOf(gateway, text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / count;
}

async function answerOf({ pipeline }: Gateway, question: string): Promise<string> {
  const operation = pipeline.prepare({ text: question, id: null, hash: null }, null);
  const admitted = pipeline.admit(operation, question.includes('$id') ? { id: '7' } : {});
  const deadline = Date.now() + 60_000;
  const { signal } = new AbortController();
  const request = { requestId: 'bench', traceId: '0'.repeat(32), caller: null, purpose: null, deadline, signal };
  const answer = await pipeline.run(admitted, request);
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  // As it is sent.
  return (answer.json ?? Buffer.from(JSON.stringify(answer.data))).toString();
}

/** Answers each fetch out of a memory of texts, so that reading one is all it costs. */
function readyDepartment({ name, typeDefs, resolvers }: (typeof departments)[number]): Subgraph {
  const sdl = parse(`${header} ${typeDefs}`);
  const schema = buildSubgraphSchema([{ typeDefs: sdl, resolvers: resolvers as never }]);
  const answer = async (document: DocumentNode, variables: Readonly<Record<string, unknown>>): Promise<string> =>
    JSON.stringify((await execute({ schema, document, variableValues: variables })).data);
  return {
    ...{ name, sdl },
    prepare: ({ document }) => {
      const known = new Map<string, string>();
      return {
        run: async ({ variables, representations }) => {
          const key = `${representations.length} ${String(variables['id'])}`;
          const text = known.get(key) ?? (await answer(document, { ...variables, representations }));
          known.set(key, text);
          const data = JSON.parse(text) as FetchAnswer['data'];
          return { data, errors: [], subjects: [], findings: [], servedFrom: 'source', age: 0 };
        },
        explain: async () => [],
      };
    },
    scan: () => {
      throw new Error('not asked');
    },
    changes: () => 'unsupported',
    health: async () => ({ state: 'up', roundTripMs: 0 }),
    close: async () => undefined,
  };
}
