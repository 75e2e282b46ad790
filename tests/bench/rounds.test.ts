import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { compareAnswers } from '../../bench/compare-answers.ts';
import { openClient, type Client, type Question } from '../../bench/load.ts';
import { runRounds, type MeasuredTarget } from '../../bench/rounds.ts';

type Asked = { readonly query: string; readonly variables: { readonly id?: string } };

/** A server that answers with what it was asked; what is written stays until it is taken away. */
type Echo = {
  readonly app: FastifyInstance;
  readonly target: MeasuredTarget;
  readonly texts: string[];
  readonly mostAtOnce: () => number;
  readonly reset: () => void;
};

const startedAt = performance.now();

async function startEcho(name: string, answers?: readonly string[]): Promise<Echo> {
  const texts: string[] = [];
  let written = 0;
  let [atOnce, most] = [0, 0];
  const app = fastify();
  app.post<{ Body: Asked }>('/graphql', async ({ body: { query, variables } }) => {
    most = Math.max(most, ++atOnce);
    texts.push(query);
    if (query.startsWith('mutation')) written++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    atOnce--;
    return { data: { query, id: variables.id, written } };
  });
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  const bare = { name, url, headers: {}, pid: process.pid, startedAt, subgraphPids: [], stop: () => app.close() };
  const client: Client = openClient(bare, { connections: 4 });
  const target = { ...bare, client, startsMs: [7], ...(answers !== undefined && { answers }) };
  return { app, target, texts, mostAtOnce: () => most, reset: () => void (written = 0) };
}

const read: Question = { name: 'R', text: 'query ($id: ID!) { a(id: $id) }' };
const alone: Question = { ...read, name: 'A', clients: 1 };
const write: Question = { name: 'W', text: 'mutation ($id: ID!) { b(id: $id) }', writes: true };
const cold: Question = { name: 'C', text: '', cold: (serial) => ({ name: 'C', text: `{ c${serial}: c }` }) };
const ids = ['1', '2', '3'];

let one: Echo;
let other: Echo;
beforeAll(async () => {
  [one, other] = [await startEcho('one'), await startEcho('other', ['R', 'W', 'C'])];
});
afterAll(async () => {
  for (const { target, app } of [one, other]) await target.client.close().finally(() => app.close());
});

const reset = async (): Promise<void> => {
  one.reset();
  other.reset();
};
const about = {
  ids,
  serverPids: null,
  rounds: 3,
  roundMs: 40,
  warmUp: { ms: 10, questions: 3, mostMs: 40 },
  say: () => {},
};

test('every target is asked what it can answer, and each figure has its range', async () => {
  const found = await runRounds([one.target, other.target], { ...about, queries: [read, alone] });
  expect(found.map(({ query, target }) => `${query} ${target}`)).toEqual(['R one', 'R other', 'A one']);
  for (const each of found) {
    expect(each.rps).toBeGreaterThan(0);
    expect(each.p50Ms).toBeGreaterThanOrEqual(4);
    expect(each.cpuTotalMs).toBeNull(); // nobody knows the databases'
    expect(each.startMs).toBe(7);
    const [least = NaN, most = NaN] = each.ranges.p50Ms ?? [];
    expect(least).toBeLessThanOrEqual(each.p50Ms);
    expect(most).toBeGreaterThanOrEqual(each.p50Ms);
  }
});

test('a question of one client is asked one at a time', async () => {
  const echo = await startEcho('alone');
  await runRounds([echo.target], { ...about, queries: [alone] });
  expect(echo.mostAtOnce()).toBe(1);
  await runRounds([echo.target], { ...about, queries: [read] });
  expect(echo.mostAtOnce()).toBe(4);
  await echo.target.client.close().finally(() => echo.app.close());
});

test('a cold question has a text of its own each time', async () => {
  one.texts.length = 0;
  await runRounds([one.target], { ...about, queries: [cold] });
  expect(one.texts.length).toBeGreaterThan(10);
  expect(new Set(one.texts).size).toBe(one.texts.length);
});

test('answers are compared, those to writes from the same beginning', async () => {
  const targets = [one.target, other.target];
  await compareAnswers(targets, { queries: [read, cold, write], ids, reset });
  await one.target.client.ask(write, '1');
  const compared = compareAnswers(targets, { queries: [write], ids });
  await expect(compared).rejects.toThrow('other answers W otherwise');
});

test('what is written is taken away before each round', async () => {
  let times = 0;
  const counted = async (): Promise<void> => {
    times++;
  };
  await runRounds([one.target, other.target], { ...about, queries: [read, write], reset: counted });
  expect(times).toBe(2 * about.rounds);
});
