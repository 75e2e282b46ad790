import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { buildSchema, graphql, type ExecutionResult } from 'graphql';

/** The policy the gateway sends with the page. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const schema = buildSchema(`
  type Query { "A natural person." citizen(id: ID!): Citizen departments: [Department] }
  type Citizen { id: ID! fullName: String }
  type Department {
    name: String label(lang: Language): String kind: String state: String stateLabel(lang: Language): String
    lastSeen: String roundTripMs: Float serves: [ServedType]
  }
  type ServedType { type: String label(lang: Language): String shared: Boolean fields: [String] }
  enum Language { EN ZH }
`);

export type Asked = { readonly headers: IncomingMessage['headers']; readonly query: string };

/** The least that serves the page: its files, its settings and a graph of one citizen and no departments. */
export function createPageServer(bundle: string, settings: unknown, asked: Asked[]): Server {
  return createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(404).end());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    if (url === '/graphql') {
      send(response, 'application/json', JSON.stringify(await ask(request)));
      return;
    }
    if (url === '/console/settings.json') {
      send(response, 'application/json', JSON.stringify(settings));
      return;
    }
    const file = url === '/' ? 'index.html' : url.replace(/^\/console\//, '');
    send(response, contentTypes[path.extname(file)] ?? 'text/plain', await readFile(path.join(bundle, file)));
  }

  async function ask(request: IncomingMessage): Promise<ExecutionResult> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    asked.push({ headers: request.headers, query });
    const citizen = ({ id }: { id: string }) => ({ id, fullName: '王小明' });
    return graphql({
      schema,
      source: query,
      rootValue: { citizen, departments: [] },
      variableValues: variables ?? null,
    });
  }
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'content-security-policy': contentSecurityPolicy }).end(body);
}
