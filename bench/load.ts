import { Pool } from 'undici';
import type { Target } from './targets.ts';

/** A question; what it asks about is its variable `$id`, if it has one. */
export type Question = { readonly name: string; readonly text: string };

export type Client = {
  /** The answer's text. Throws for any status but 200. */
  readonly ask: (query: Question, id: string) => Promise<string>;
  /** Questions at a time. */
  readonly connections: number;
  readonly close: () => Promise<void>;
};

export type ClientOptions = {
  readonly connections: number;
  /** How a question is put; as GraphQL by POST where it is absent. */
  readonly requestOf?: (query: Question, id: string) => { readonly method: 'GET'; readonly path: string };
};

/** Kept-alive connections to one target. */
export function openClient(target: Target, { connections, requestOf }: ClientOptions): Client {
  const { origin, pathname: path } = new URL(target.url);
  const pool = new Pool(origin, { connections });
  const headers = { 'content-type': 'application/json', ...target.headers };
  const graphql = ({ text }: Question, id: string) => {
    const body = JSON.stringify({ query: text, variables: text.includes('$id') ? { id } : {} });
    return { method: 'POST', path, headers, body } as const;
  };
  return {
    ask: async (query, id) => {
      const response = await pool.request((requestOf ?? graphql)(query, id));
      const answer = await response.body.text();
      if (response.statusCode !== 200)
        throw new Error(`${target.name} ${query.name}: ${response.statusCode} ${answer}`);
      return answer;
    },
    connections,
    close: () => pool.close(),
  };
}

/** Asks for `durationMs` with as many questions at a time as there are connections. @returns milliseconds of each, in no order */
export async function load(
  client: Client,
  query: Question,
  { ids, durationMs }: { readonly ids: readonly string[]; readonly durationMs: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  const end = performance.now() + durationMs;
  let next = Math.floor(Math.random() * ids.length); // not the same people in every round
  const ask = async (): Promise<void> => {
    while (performance.now() < end) {
      const startedAt = performance.now();
      await client.ask(query, ids[next++ % ids.length] ?? '');
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: client.connections }, ask));
  return times;
}
