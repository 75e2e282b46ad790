import { Pool } from 'undici';
import type { Query } from './queries.ts';
import type { Target } from './targets.ts';

export type Client = {
  /** The answer's text. Throws for any status but 200. */
  readonly ask: (query: Query, id: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

export const concurrency = 8;

/** Kept-alive connections to one target. */
export function openClient(target: Target): Client {
  const { origin, pathname: path } = new URL(target.url);
  const pool = new Pool(origin, { connections: concurrency });
  const headers = { 'content-type': 'application/json', ...target.headers };
  return {
    ask: async ({ text, name }, id) => {
      const body = JSON.stringify({ query: text, variables: text.includes('$id') ? { id } : {} });
      const response = await pool.request({ method: 'POST', path, headers, body });
      const answer = await response.body.text();
      if (response.statusCode !== 200) throw new Error(`${target.name} ${name}: ${response.statusCode} ${answer}`);
      return answer;
    },
    close: () => pool.close(),
  };
}

/** Asks for `durationMs` with eight questions at a time. @returns milliseconds of each, in no order */
export async function load(
  client: Client,
  query: Query,
  { ids, durationMs }: { readonly ids: readonly string[]; readonly durationMs: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  const end = performance.now() + durationMs;
  let next = 0;
  const ask = async (): Promise<void> => {
    while (performance.now() < end) {
      const startedAt = performance.now();
      await client.ask(query, ids[next++ % ids.length] ?? '');
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, ask));
  return times;
}
