import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, GraphQLError, parse, type ExecutionResult } from 'graphql';
import { isErrorCode } from '../../schema/errors.ts';
import { whenAborted, type EndSignal } from '../../schema/when-aborted.ts';
import type { FetchAnswer, FetchError, FetchInput, Subgraph } from '../../schema/subgraph.ts';

const sdl = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])

  type Query {
    office(id: ID!): Office
    offices(first: Int): [Office]
    notices(kind: Kind, filter: NoticeFilter): [Notice]
    failing: Office
    crashing: Office
    caller: String
    patient: String
  }

  type Mutation {
    rename(id: ID!, name: String!): Office
  }

  type Office @key(fields: "id") {
    id: ID!
    name: String
    opened: Date
    head: Officer
    closed: String
    budget: Decimal
    required: String!
  }

  type Officer @key(fields: "id") {
    id: ID!
    fullName(style: String = "long"): String
  }

  interface Notice {
    id: ID!
    text: String
  }

  type Letter implements Notice @key(fields: "id") {
    id: ID!
    text: String
    postage: Int
  }

  type Call implements Notice {
    id: ID!
    text: String
    minutes: Int
  }

  enum Kind {
    LETTER
    CALL
  }

  input NoticeFilter {
    text: String
  }

  scalar Date
  scalar Decimal
`);

const failed = (code: string, retryAfter?: number): GraphQLError =>
  new GraphQLError(code, { extensions: { code, retryAfter } });

type Row = Readonly<Record<string, unknown>>;

const aborted = (signal: EndSignal): Promise<string> =>
  new Promise((resolve) => void whenAborted(signal, () => resolve('aborted')));

const office = (id: unknown): Row | null =>
  id === 'none'
    ? null
    : {
        __typename: 'Office',
        id,
        name: `Office ${String(id)}`,
        opened: '2001-02-28',
        budget: id === 'odd' ? 'a lot of 钱' : '12.50',
        head: { id: `h${String(id)}` },
        closed: () => {
          throw failed('DEPARTMENT_TIMEOUT', 7);
        },
        required: () => {
          throw failed('DEPARTMENT_BUSY');
        },
      };

const officer = (id: unknown): Row => ({
  __typename: 'Officer',
  id,
  fullName: ({ style }: { style: string }) => (style === 'long' ? `Officer ${String(id)}` : String(id)),
});

const notices = [
  { __typename: 'Letter', id: 'n1', text: 'dear', postage: 120 },
  { __typename: 'Call', id: 'n2', text: 'hello', minutes: 3 },
];

const schema = buildSubgraphSchema([
  {
    typeDefs: sdl,
    resolvers: {
      Office: {
        __resolveReference: async ({ id }: Row) => {
          if (id === 'broken') throw failed('DEPARTMENT_ERROR');
          return office(id);
        },
        head: (source: Row) => officer((source['head'] as Row)['id']),
      },
      Officer: { __resolveReference: ({ id }: Row) => officer(id) },
      Letter: { __resolveReference: ({ id }: Row) => notices.find((one) => one.id === id) ?? null },
    } as never,
  },
]);

const roots = {
  office: ({ id }: Row) => office(id),
  offices: ({ first }: { first?: number }) => ['1', 'none', '2'].slice(0, first ?? 3).map(office),
  notices: ({ kind, filter }: { kind?: string; filter?: { text?: string } }) =>
    notices.filter(
      (one) =>
        (kind === undefined || one.__typename.toUpperCase() === kind) &&
        (filter?.text === undefined || one.text === filter.text),
    ),
  failing: () => {
    throw failed('DATABASE_UNREACHABLE');
  },
  rename: ({ id, name }: Row) => ({ ...office(id), name }),
};

export type FixturePort = Subgraph & {
  /** Every `run`, with the number of `prepare` calls before it. */
  readonly runs: FetchInput[];
  prepared: number;
};

/** A department in memory, behind the port: graphql-js answers where an adapter would ask a database. */
export function createFixturePort(name = 'offices'): FixturePort {
  const port: FixturePort = {
    name,
    sdl,
    runs: [],
    prepared: 0,
    prepare({ document }) {
      port.prepared += 1;
      return {
        async run(input) {
          port.runs.push(input);
          const result = await execute({
            schema,
            document,
            rootValue: {
              ...roots,
              crashing: () => null,
              patient: () => aborted(input.request.signal),
              caller: () => JSON.stringify([input.request.caller, input.request.purpose]),
            },
            variableValues: input.variables,
          });
          if (JSON.stringify(document).includes('"crashing"')) throw new Error('secret table t_ry_jbxx');
          return toAnswer(result, input);
        },
        explain: async () => [],
      };
    },
    async *scan() {
      yield* [];
    },
    changes: () => 'unsupported',
    health: async () => ({ state: 'up', roundTripMs: 1 }),
    close: async () => {},
  };
  return port;
}

function toAnswer(result: ExecutionResult, input: FetchInput): FetchAnswer {
  const errors = (result.errors ?? []).map((error): FetchError => {
    const { code, retryAfter } = error.extensions;
    return {
      path: error.path ?? [],
      code: isErrorCode(code) ? code : 'DEPARTMENT_ERROR',
      ...(typeof retryAfter === 'number' && { retryAfter }),
    };
  });
  return {
    data: result.data ?? null,
    errors,
    subjects: input.representations.map(({ id }) => id as string),
    findings: [],
    servedFrom: input.representations.length > 0 ? 'cache' : 'source',
    age: input.representations.length > 0 ? 4 : 0,
  };
}
