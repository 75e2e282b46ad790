import { Pool } from 'undici';
import type { Target } from './targets.ts';

/** A question; what it asks about is its variable `$id`, if it has one. */
export type Question = {
  readonly name: string;
  readonly text: string;
  /** Whom it is asked about, where not everybody. */
  readonly ids?: readonly string[];
  /** At a time; as many as there are connections where it is absent. */
  readonly clients?: number;
  /** It leaves rows behind. */
  readonly writes?: boolean;
  /** The same question as a document of its own for each number, in place of `text`. */
  readonly cold?: (serial: number) => Question;
  /** What a cold question calls a field that has another name. */
  readonly alias?: string;
};

export type PutQuestion =
  | { readonly method: 'GET' | 'POST'; readonly path: string }
  | { readonly method: 'POST'; readonly path: string; readonly body: string };

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
  readonly requestOf?: (query: Question, id: string) => PutQuestion;
};

const json = { 'content-type': 'application/json' } as const;

/** Kept-alive connections to one target. */
export function openClient(target: Target, { connections, requestOf }: ClientOptions): Client {
  const { origin, pathname: path } = new URL(target.url);
  const pool = new Pool(origin, { connections });
  const graphql = ({ text }: Question, id: string): PutQuestion => {
    const body = JSON.stringify({ query: text, variables: text.includes('$id') ? { id } : {} });
    return { method: 'POST', path, body };
  };
  return {
    ask: async (query, id) => {
      const put = (requestOf ?? graphql)(query, id);
      const headers = { ...('body' in put && json), ...target.headers };
      const response = await pool.request({ ...put, headers });
      const answer = await response.body.text();
      if (response.statusCode !== 200)
        throw new Error(`${target.name} ${query.name}: ${response.statusCode} ${answer}`);
      return answer;
    },
    connections,
    close: () => pool.close(),
  };
}

/** Numbers of cold questions; those that answers were compared by are small. */
let serial = 1_000_000;

/** Puts a question about people in turn, in a document of its own each time where it is a cold one. */
export function askInTurn(client: Client, query: Question, ids: readonly string[]): () => Promise<string> {
  const about = query.ids ?? ids;
  let next = Math.floor(Math.random() * about.length); // not the same people in every round
  return () => client.ask(query.cold?.(serial++) ?? query, about[next++ % about.length] ?? '');
}

/** Until a target runs as it runs from then on: code that is seldom run is not compiled well, and a slow target runs less. */
export type WarmUp = {
  /** At least so long. */
  readonly ms: number;
  /** And until so many were answered, */
  readonly questions: number;
  /** but no longer than this in all. */
  readonly mostMs: number;
};

export async function warmUp(
  client: Client,
  query: Question,
  { ids, ms, questions, mostMs }: WarmUp & { readonly ids: readonly string[] },
): Promise<void> {
  let asked = 0;
  for (let past = 0; past < ms || (past < mostMs && asked < questions); past += ms)
    asked += (await load(client, query, { ids, durationMs: ms })).length;
}

/** Asks for `durationMs`, as many questions at a time as the question or the client has it. @returns milliseconds of each, in no order */
export async function load(
  client: Client,
  query: Question,
  { ids, durationMs }: { readonly ids: readonly string[]; readonly durationMs: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  const ask = askInTurn(client, query, ids);
  const end = performance.now() + durationMs;
  const keepAsking = async (): Promise<void> => {
    while (performance.now() < end) {
      const startedAt = performance.now();
      await ask();
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: query.clients ?? client.connections }, keepAsking));
  return times;
}
