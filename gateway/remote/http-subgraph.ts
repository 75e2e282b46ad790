import { randomUUID } from 'node:crypto';
import { Kind, parse, print, Source, stripIgnoredCharacters, type DocumentNode } from 'graphql';
import { failedAnswer } from '../../schema/failed-answer.ts';
import { OnestopError } from '../../schema/errors.ts';
import type { RequestContext } from '../../schema/request.ts';
import type { FetchInput, FetchOperation, PreparedFetch, Subgraph } from '../../schema/subgraph.ts';
import { askForKeys } from './asked-keys.ts';
import { createGraphqlClient, type GraphqlClient, type GraphqlClientOptions } from './graphql-client.ts';
import { parseAnswer, type AnswerOrigin } from './parse-answer.ts';

export type HttpSubgraphOptions = GraphqlClientOptions & {
  /** Absent where only the supergraph is known; then answers' shapes can't be checked. */
  readonly sdl?: DocumentNode;
};

/** A department behind HTTP: any Federation 2 subgraph. Signed where a secret is shared. */
export function createHttpSubgraph(options: HttpSubgraphOptions): Subgraph {
  const { name, url, secret } = options;
  const client = createGraphqlClient(options);
  const origin = { department: name, trusted: secret !== undefined };
  return {
    name,
    url,
    sdl: options.sdl ?? { kind: Kind.DOCUMENT, definitions: [] },
    prepare: (fetch) => prepareFetch({ client, origin, sdl: options.sdl }, fetch),
    scan: () => {
      throw new OnestopError('NOT_SUPPORTED', { department: name, feature: 'scans' });
    },
    changes: () => 'unsupported',
    health: async () => {
      const startedAt = performance.now();
      const reply = await client.send('{"query":"{__typename}"}', ownRequest(2_000));
      const up = reply.kind === 'json' && (parseAnswer(reply.body, origin)?.data ?? null) !== null;
      return up ? { state: 'up', roundTripMs: performance.now() - startedAt } : { state: 'down', roundTripMs: null };
    },
    close: () => client.close(),
  };
}

/** Asks a subgraph for its SDL. Throws `CONFIG_INVALID` where it gives none. */
export async function fetchSdl(options: GraphqlClientOptions): Promise<DocumentNode> {
  const client = createGraphqlClient(options);
  try {
    const reply = await client.send('{"query":"{_service{sdl}}"}', ownRequest(10_000));
    const answer = reply.kind === 'json' ? parseAnswer(reply.body, { department: options.name, trusted: true }) : null;
    const service = answer?.data?.['_service'];
    if (typeof service === 'object' && service !== null && 'sdl' in service && typeof service.sdl === 'string') {
      return parse(new Source(service.sdl, options.url));
    }
    const reason = reply.kind === 'failed' ? `it gave no SDL (${reply.code})` : 'it gave no SDL';
    throw new OnestopError('CONFIG_INVALID', {
      where: options.name,
      reason,
      fix: 'Check its address, and that it runs.',
    });
  } finally {
    await client.close();
  }
}

type Asking = { readonly client: GraphqlClient; readonly origin: AnswerOrigin; readonly sdl: DocumentNode | undefined };

function prepareFetch({ client, origin, sdl }: Asking, { document }: FetchOperation): PreparedFetch {
  const keyed = origin.trusted && sdl !== undefined ? askForKeys(document, sdl) : null;
  const query = print(document);
  const ask = asker(client, origin, query);
  const askKeyed = keyed === null ? ask : asker(client, origin, print(keyed.document));
  return {
    run: async (input: FetchInput) =>
      keyed?.fits(input) === true ? keyed.check(await askKeyed(input), input) : ask(input),
    explain: async () => [
      { department: origin.department, dialect: 'http', reads: 'what the subgraph answers', text: query },
    ],
  };
}

function asker(client: GraphqlClient, origin: AnswerOrigin, query: string): PreparedFetch['run'] {
  const head = `{"query":${JSON.stringify(stripIgnoredCharacters(query))},"variables":`;
  return async ({ variables, representations, request }) => {
    const all = representations.length === 0 ? variables : { ...variables, representations };
    const reply = await client.send(`${head}${JSON.stringify(all)}}`, request);
    if (reply.kind === 'failed') return failedAnswer({ path: [], code: reply.code });
    return parseAnswer(reply.body, origin) ?? failedAnswer({ path: [], code: 'DEPARTMENT_ANSWER_INVALID' });
  };
}

/** A request in nobody's name, for questions of our own. */
const ownRequest = (ms: number): RequestContext => ({
  requestId: randomUUID(),
  traceId: randomUUID().replaceAll('-', ''),
  caller: null,
  purpose: null,
  deadline: Date.now() + ms,
  signal: AbortSignal.timeout(ms),
});
