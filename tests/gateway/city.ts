import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/create-gateway.ts';
import { createGatewayServer, type GatewayServerOptions } from '../../gateway/http/server.ts';
import type { Authenticate } from '../../gateway/security/tokens.ts';
import type { Role } from '../../schema/request.ts';
import { OnestopError } from '../../schema/errors.ts';
import type { FetchInput, Subgraph } from '../../schema/subgraph.ts';
import { engineUnderTest } from '../engine-under-test.ts';
import { executableSubgraph, type ExecutableOptions } from './executable-subgraph.ts';

/** A small city: three departments and the graph's own stubs, as real federation subgraphs. */
export const hero = '11010519491231002X';
export const ids = ['110105194912310018', hero, '110105198001010026'];

const citizens: Readonly<Record<string, { fullName: string; adminUnit: string }>> = {
  '110105194912310018': { fullName: '王芳', adminUnit: '110105' },
  [hero]: { fullName: '李明', adminUnit: '110105' },
  '110105198001010026': { fullName: '赵雷', adminUnit: '110106' },
};

type Reference = { readonly id: string };
type Hooks = Pick<ExecutableOptions, 'onRun' | 'onPrepare'>;

export const identity = (hooks: Hooks = {}): Subgraph =>
  executableSubgraph({
    name: 'identity',
    ...hooks,
    typeDefs: `
      type Query { citizen(id: ID!): Citizen @public  mustHaveCitizen(id: ID!): Citizen! @public }
      type Mutation { touch(id: ID!): String }
      type Citizen @key(fields: "id") @subject(field: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        citizen: (_: unknown, { id }: Reference) => ({ id }),
        mustHaveCitizen: (_: unknown, { id }: Reference) => ({ id }),
      },
      Mutation: { touch: (_: unknown, { id }: Reference) => id },
      Citizen: { __resolveReference: (reference: Reference) => reference },
    },
  });

export const registry = (hooks: Hooks = {}): Subgraph =>
  executableSubgraph({
    name: 'registry',
    ...hooks,
    typeDefs: `
      type Query {
        citizens(first: Int): CitizenConnection
        adminUnits: [AdminUnit]
        refusal: String
        search(filter: Filter): [String]
        echo(text: String, number: Int): String
      }
      input Filter { name: String, and: [Filter!] }
      type Citizen @key(fields: "id") @subject(field: "id") {
        id: ID!
        fullName: String
        adminUnit: AdminUnit
      }
      type CitizenConnection { nodes: [Citizen] totalCount: Int }
      type AdminUnit @key(fields: "id") { id: ID! name: String parent: AdminUnit head: Citizen @personal }
    `,
    resolvers: {
      Query: {
        citizens: () => ({ nodes: ids.map((id) => ({ id })), totalCount: ids.length }),
        adminUnits: () => [{ id: '110105' }, null, { id: '110106' }],
        refusal: () => {
          throw new OnestopError('LIST_LIMIT_EXCEEDED', { max: 5, first: 9 });
        },
        search: (_: unknown, { filter }: { filter?: { name?: string } }) => [filter?.name ?? 'all'],
        echo: (_: unknown, { text }: { text?: string }) => text ?? null,
      },
      Citizen: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        fullName: ({ id }: Reference) => citizens[id]?.fullName ?? null,
        adminUnit: ({ id }: Reference) => ({ id: citizens[id]?.adminUnit ?? '0' }),
      },
      AdminUnit: {
        __resolveReference: (reference: Reference) => reference,
        name: ({ id }: Reference) => (id === '110105' ? '朝阳区' : '丰台区'),
        parent: () => ({ id: '110000' }),
        head: () => ({ id: hero }),
      },
    },
  });

/** `fail` makes single entities fail, as a row rule would. */
export const insurance = (hooks: Hooks & { readonly fail?: (id: string) => boolean } = {}): Subgraph =>
  executableSubgraph({
    name: 'insurance',
    ...hooks,
    typeDefs: `
      type Citizen @key(fields: "id") @subject(field: "id") {
        id: ID!
        insurance: InsuredPerson
        benefits: [Benefit!]
      }
      type InsuredPerson @subject(field: "citizenId") { citizenId: ID status: Status employer: String }
      type Benefit { kind: String amount: String }
      enum Status { ACTIVE STOPPED }
    `,
    resolvers: {
      Citizen: {
        __resolveReference: ({ id }: Reference) => ({ id }),
        insurance: ({ id }: Reference) => {
          if (hooks.fail?.(id) === true) throw new OnestopError('FORBIDDEN_RECORD');
          return { citizenId: id, status: 'ACTIVE', employer: '朝阳机械厂' };
        },
        benefits: () => [{ kind: 'PENSION', amount: '3120.50' }],
      },
    },
  });

export const portal = (hooks: Hooks = {}): Subgraph =>
  executableSubgraph({
    name: 'portal',
    ...hooks,
    typeDefs: `
      type Query { feedback: [Feedback] notice: Notice }
      interface Feedback { id: ID! text: String reporter: Citizen }
      union Notice = HotlineOrder | Announcement
      type HotlineOrder implements Feedback @key(fields: "id") @subject(field: "citizenId") {
        id: ID! text: String reporter: Citizen citizenId: ID
      }
      type Announcement implements Feedback @key(fields: "id") { id: ID! text: String reporter: Citizen }
      type Citizen @key(fields: "id", resolvable: false) @subject(field: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        feedback: () => [
          { __typename: 'HotlineOrder', id: 'hotline:1', text: '路灯', reporter: { id: hero }, citizenId: hero },
          { __typename: 'Announcement', id: 'news:1', text: '停水', reporter: null },
        ],
        notice: () => ({ __typename: 'HotlineOrder', id: 'hotline:1', text: '路灯', citizenId: hero }),
      },
    },
  });

export const allDepartments = (): readonly Subgraph[] => [identity(), registry(), insurance(), portal()];

/** A department whose fetches fail with a code, or do what `run` says. */
export function broken(subgraph: Subgraph, run: (input: FetchInput) => Promise<unknown>): Subgraph {
  return {
    ...subgraph,
    prepare: (fetch) => ({ ...subgraph.prepare(fetch), run: async (input) => (await run(input)) as never }),
  };
}

/** Trusts the headers `x-test-role` stands for: for tests that are not about tokens. */
export const testAuthenticate: Authenticate = async ({ authorization, purpose }) => {
  const [, role, scope] =
    /^Bearer (citizen|official|integrator|admin|business-agent)(?: (\w+))?$/.exec(authorization ?? '') ?? [];
  if (role === undefined) return { caller: null, purpose: null };
  return {
    caller: { subject: hero, role: role as Role, client: 'test', scopes: scope === undefined ? [] : [scope] },
    purpose: purpose ?? null,
  };
};

export const official = { authorization: 'Bearer official', 'x-purpose': 'service-delivery' };

export type City = {
  readonly gateway: Gateway;
  readonly app: Awaited<ReturnType<typeof createGatewayServer>>;
  readonly logs: string[];
  ask(query: string, options?: { variables?: unknown; headers?: Record<string, string> }): Promise<Answer>;
  close(): Promise<void>;
};

/** What came over the wire, compared as it came. */
export type Json = ReturnType<typeof JSON.parse>;

export type Answer = {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Json;
  readonly text: string;
};

export function captureLogs(): { readonly logger: Logger; readonly logs: string[] } {
  const logs: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logs.push(chunk.toString());
      done();
    },
  });
  return { logger: pino({ level: 'info' }, stream), logs };
}

export async function openCity(
  options: Partial<GatewayOptions> & { readonly server?: Partial<GatewayServerOptions> } = {},
): Promise<City> {
  const { logger, logs } = captureLogs();
  const gateway = await createGateway({
    subgraphs: allDepartments(),
    account: async () => {},
    engine: engineUnderTest,
    logger,
    ...options,
  });
  const { pipeline, departments } = gateway;
  const app = await createGatewayServer({
    pipeline,
    departments,
    supergraphSdl: gateway.supergraph.sdl,
    logger,
    authenticate: testAuthenticate,
    ...options.server,
  });
  return {
    gateway,
    app,
    logs,
    ask: async (query, { variables, headers } = {}) => {
      const response = await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
        payload: JSON.stringify({ query, variables }),
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        body: JSON.parse(response.payload),
        text: response.payload,
      };
    },
    close: async () => {
      await app.close();
      await gateway.close();
    },
  };
}
