import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { signatureHeaders, verify } from '../../schema/signed-request.ts';
import { hero, ids, type Json } from '../gateway/city.ts';
import { federatedSdl } from '../gateway/executable-subgraph.ts';

/** Somebody else than the citizen who asks, and what stands in nobody's answer but theirs. */
export const other = ids[2] ?? '';
export const marker = 'belongs-to-somebody-else';
/** What no answer to the citizen, and no log, may hold. */
export const forbidden = new RegExp(`${marker}|${other}`);

export const secret = 'shared with who answers wrongly';

export const recordsSdl = federatedSdl(
  'records',
  `
  type Query { records(first: Int): RecordConnection  notices: [Notice] }
  type Citizen @key(fields: "id") @subject(field: "id") { id: ID! wages: String file: Record family: [Citizen] }
  type Record @key(fields: "id") @subject(field: "citizenId") { id: ID! citizenId: ID title: String holder: Citizen }
  type RecordConnection { nodes: [Record] totalCount: Int }
  type AdminUnit @key(fields: "id") { id: ID! motto: String }
  interface Notice { id: ID! text: String }
  type Letter implements Notice @key(fields: "id") { id: ID! text: String raw: Raw }
  type Call implements Notice @key(fields: "id") { id: ID! text: String minutes: Int }
  scalar Raw
`,
);

type Reference = { readonly id: string };
const recordOf = (id: string) => ({ id: `R-${id}`, citizenId: id, title: id === hero ? 'own title' : marker, holder: { id } }); // prettier-ignore
/** Somebody's whole entity. */
export const citizenOf = (id: string): Json => ({ id, wages: id === hero ? 'own wages' : marker, file: recordOf(id), family: [{ id }] }); // prettier-ignore
export const otherRecord = recordOf(other);

const schema = buildSubgraphSchema([
  {
    typeDefs: recordsSdl,
    resolvers: {
      Query: {
        records: () => ({ nodes: [recordOf(hero)], totalCount: 1 }),
        notices: () => [
          { __typename: 'Letter', id: 'n1', text: 'dear', raw: { a: 1 } },
          { __typename: 'Call', id: 'n2', text: 'hello', minutes: 3 },
        ],
      },
      Citizen: { __resolveReference: ({ id }: Reference) => citizenOf(id) },
      Record: { __resolveReference: ({ id }: Reference) => recordOf(id.slice(2)) },
      AdminUnit: { __resolveReference: ({ id }: Reference) => ({ id, motto: `motto of ${id}` }) },
    } as never,
  },
]);

/** What is made of a right answer, `{ data, extensions }`, before it is sent; or how it is sent. */
export type Malice =
  | { readonly kind: 'answer'; readonly change: (answer: Json) => unknown }
  | { readonly kind: 'response'; readonly respond: (response: ServerResponse, right: string) => void };

export type MaliciousSubgraph = {
  readonly url: string;
  /** How it answers from now on. */
  set malice(malice: Malice);
  /** Fetches that came without a good signature. */
  readonly unsigned: number;
  close(): Promise<void>;
};

/** A department that is asked over HTTP, knows the secret, and answers as it is told to. */
export async function openMaliciousSubgraph(): Promise<MaliciousSubgraph> {
  let malice: Malice = { kind: 'answer', change: (answer) => answer };
  let unsigned = 0;
  const answer = async (request: IncomingMessage, body: string, response: ServerResponse): Promise<void> => {
    if (!isSigned(request, body)) unsigned += 1;
    const { query, variables } = JSON.parse(body) as { readonly query: string; readonly variables: Json };
    const { data } = await execute({ schema, document: parse(query), variableValues: variables });
    const isPersonal = /Citizen|records/.test(query);
    const right = structuredClone({ data, extensions: { onestop: { subjects: isPersonal ? [hero] : [] } } });
    if (malice.kind === 'response') {
      malice.respond(response, JSON.stringify(right));
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(malice.change(right)));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void answer(request, Buffer.concat(chunks).toString('utf8'), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}/graphql`,
    set malice(given: Malice) {
      malice = given;
    },
    get unsigned() {
      return unsigned;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isSigned({ headers }: IncomingMessage, body: string): boolean {
  const header = (name: keyof typeof signatureHeaders): string => String(headers[signatureHeaders[name]]);
  const parts = { secret, audience: 'records', timestamp: header('timestamp'), nonce: header('nonce'), context: header('context'), body }; // prettier-ignore
  return verify(parts, header('signature'));
}
