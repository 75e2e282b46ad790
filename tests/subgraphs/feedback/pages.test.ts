import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FetchAnswer } from '../../../schema/subgraph.ts';
import { ask, entitiesQuery, requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import { asLin, asOfficial, asZhou, complaint, openDesk, see, type TestDesk, type Who } from './fixtures/desk.ts';
import { lin, zhou } from './fixtures/people.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.subgraph.health();
});
afterAll(() => desk.close());
const clear = () =>
  desk.hub?.query('TRUNCATE feedback, feedback_event, promise, promise_pause, rating, rectification, carried_out');

type Asked = { readonly first: number; readonly after: string | null };
type Given = {
  readonly ids: readonly string[];
  readonly end: string | null;
  readonly hasNext: boolean;
  readonly total: number;
};

const listQuery = `query ($first: Int, $after: String) { portalFeedbacks(first: $first, after: $after) {
  totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

async function page(asked: Asked, who: Who = asOfficial): Promise<Given> {
  return read(await desk.ask(listQuery, asked, who), 'portalFeedbacks');
}

function read(answer: FetchAnswer, ...path: readonly (string | number)[]): Given {
  expect(answer.errors).toEqual([]);
  const edges = valueAt(answer, ...path, 'edges') as readonly { cursor: string; node: { id: string } }[];
  const info = valueAt(answer, ...path, 'pageInfo') as Record<string, unknown>;
  expect([info['startCursor'], info['endCursor']]).toEqual([edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null]);
  return {
    ids: edges.map(({ node }) => node.id),
    end: edges.at(-1)?.cursor ?? null,
    hasNext: info['hasNextPage'] === true,
    total: Number(valueAt(answer, ...path, 'totalCount')),
  };
}

/** Minutes after nine, several of one moment. */
async function submitAt(minute: number, who: Who = asZhou): Promise<string> {
  desk.setNow(new Date(Date.parse('2026-09-21T09:00:00+08:00') + minute * 60_000).toISOString());
  return (await desk.change('submitFeedback', complaint, who)).id;
}

test('pages of any size are the whole list, newest first, while newer rows arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
      async (minutes, sizes) => {
        await clear();
        const made: { readonly id: string; readonly minute: number }[] = [];
        for (const minute of minutes) made.push({ id: await submitAt(minute), minute });
        const expected = made.sort((a, b) => b.minute - a.minute || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
        const seen: string[] = [];
        let after: string | null = null;
        for (let turn = 0; turn < 50; turn += 1) {
          const first = sizes[turn % sizes.length] ?? 1;
          const given: Given = await page({ first, after });
          expect(given.total).toBe(made.length + turn);
          seen.push(...given.ids);
          await submitAt(100 + turn, asLin);
          if (!given.hasNext) break;
          expect(given.ids).toHaveLength(first);
          after = given.end;
        }
        expect(seen).toEqual(expected);
      },
    ),
    { numRuns: 8, seed: 11 },
  );
});

describe('a list', () => {
  beforeEach(async () => {
    await clear();
  });

  test('counts when it is asked to, and gives a page of nothing for first: 0', async () => {
    await submitAt(0);
    expect(await page({ first: 0, after: null })).toEqual({ ids: [], end: null, hasNext: true, total: 1 });
    const answer = await desk.ask('{ portalFeedbacks { totalCount } }');
    expect(answer.data).toEqual({ portalFeedbacks: { totalCount: 1 } });
  });

  test.each([
    ['portalFeedbacks', 200],
    ['feedbackQueue', 100],
  ])('%s gives no more than %i at once', async (field, max) => {
    const given = field === 'feedbackQueue' ? 'agency: "市民服务中心", ' : '';
    for (const first of [max + 1, -1]) {
      const answer = await desk.ask(`{ ${field}(${given}first: ${first}) { nodes { id } } }`);
      expect(answer.errors).toMatchObject([{ code: 'LIST_LIMIT_EXCEEDED', details: { max, first } }]);
    }
    expect((await desk.ask(`{ ${field}(${given}first: ${max}) { nodes { id } } }`)).errors).toEqual([]);
  });

  test('takes its own cursors alone', async () => {
    for (let minute = 0; minute < 3; minute += 1) await submitAt(minute);
    const { end } = await page({ first: 1, after: null });
    const other = await desk.ask(`{ feedbackQueue(agency: "市民服务中心", first: 1) { pageInfo { endCursor } } }`);
    const foreign = String(valueAt(other, 'feedbackQueue', 'pageInfo', 'endCursor'));
    for (const after of ['', 'nonsense', foreign, `${end}A`])
      expect((await desk.ask(listQuery, { first: 1, after })).errors).toMatchObject([{ code: 'CURSOR_INVALID' }]);
    expect((await page({ first: 1, after: end })).ids).toHaveLength(1);
    expect(end).not.toMatch(/feedback/);
  });

  test('below several parents is a page of each', async () => {
    await submitAt(0);
    const [b, c] = [await submitAt(1, asLin), await submitAt(2)];
    const answer = await ask(desk.subgraph, {
      query: entitiesQuery(
        '... on Citizen { portalFeedback(first: 1) { totalCount nodes { id } pageInfo { hasNextPage } } }',
      ),
      representations: [zhou, lin, '990102197508200038'].map((id) => ({ __typename: 'Citizen', id })),
      request: requestOf('official'),
    });
    expect(valueAt(answer, '_entities')).toEqual([
      { portalFeedback: { totalCount: 2, nodes: [{ id: c }], pageInfo: { hasNextPage: true } } },
      { portalFeedback: { totalCount: 1, nodes: [{ id: b }], pageInfo: { hasNextPage: false } } },
      { portalFeedback: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } } },
    ]);
  });

  test('of events goes on after a cursor', async () => {
    const id = await submitAt(0);
    await desk.change('respondToFeedback', { feedbackId: id, action: 'ACCEPT' });
    await desk.change('respondToFeedback', { feedbackId: id, action: 'ANSWER', note: '好' });
    const selection = (after: string) =>
      `events(first: 2${after}) { totalCount edges { cursor node { id state } } pageInfo { startCursor endCursor hasNextPage } }`;
    const one = read(await see(desk, id, selection('')), '_entities', 0, 'events');
    const two = read(await see(desk, id, selection(`, after: "${String(one.end)}"`)), '_entities', 0, 'events');
    expect([one.hasNext, two.hasNext, one.total]).toEqual([true, false, 3]);
    expect([...one.ids, ...two.ids]).toEqual([1, 2, 3].map((seq) => `${id}:${seq}`));
  });

  test('of ratings goes on after a cursor, and takes no other list’s', async () => {
    const { id } = await desk.change('rateCase', { caseId: 'BJ-1', level: 'DISSATISFIED' }, asZhou);
    await desk.change('respondToFeedback', { feedbackId: id, action: 'CALL_BACK' });
    await desk.change('rateCase', { feedbackId: id, level: 'FAIRLY_SATISFIED' }, asZhou);
    const page = async (list: string, arguments_: string) =>
      see(desk, id, `${list}(${arguments_}) { totalCount nodes { __typename } pageInfo { endCursor hasNextPage } }`);
    const levels = async (after: string) => {
      const answer = await see(
        desk,
        id,
        `ratings(first: 1${after}) { nodes { level } pageInfo { endCursor hasNextPage } }`,
      );
      return valueAt(answer, '_entities', 0, 'ratings') as Readonly<Record<'nodes' | 'pageInfo', unknown>>;
    };
    const counted = await page('ratings', 'first: 0');
    expect(valueAt(counted, '_entities', 0, 'ratings')).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: true },
    });
    const one = await levels('');
    const end = String((one.pageInfo as Readonly<Record<string, unknown>>)['endCursor']);
    const two = await levels(`, after: "${end}"`);
    expect([one.nodes, two.nodes]).toEqual([[{ level: 'DISSATISFIED' }], [{ level: 'FAIRLY_SATISFIED' }]]);
    expect(two.pageInfo).toMatchObject({ hasNextPage: false });
    expect((await page('events', `after: "${end}"`)).errors).toMatchObject([{ code: 'CURSOR_INVALID' }]);
    expect((await page('ratings', 'first: 101')).errors).toMatchObject([{ code: 'LIST_LIMIT_EXCEEDED' }]);
  });
});

describe('a queue', () => {
  const queue = async (state?: readonly string[]) => {
    const query = `query ($state: [FeedbackState!]) { feedbackQueue(agency: "市民服务中心", state: $state, first: 2) {
      totalCount edges { cursor node { id } } pageInfo { startCursor endCursor hasNextPage } } }`;
    const first = read(await desk.ask(query, { state: state ?? null }), 'feedbackQueue');
    if (!first.hasNext) return first.ids;
    const rest = query.replace('first: 2', `after: "${String(first.end)}"`);
    return [...first.ids, ...read(await desk.ask(rest, { state: state ?? null }), 'feedbackQueue').ids];
  };
  const respond = (feedbackId: string, action: string, note = '好') =>
    desk.change('respondToFeedback', { feedbackId, action, note });

  test('has the promise that falls due first at the top, and what waits for the citizen last', async () => {
    await clear();
    const [early, asked, late] = [await submitAt(0), await submitAt(1), await submitAt(3 * 24 * 60)];
    await respond(asked, 'ACCEPT');
    expect(await queue()).toEqual([early, late, asked]); // one day for both, ten for the one taken on
    await respond(early, 'ACCEPT');
    await respond(early, 'ASK');
    expect(await queue()).toEqual([late, asked, early]);
    await desk.change('respondToFeedback', { feedbackId: early, action: 'SUPPLEMENT', note: '好' }, asZhou);
    expect(await queue()).toEqual([late, ...[early, asked].sort()]); // both until the end of the same day
    await respond(asked, 'ANSWER');
    expect(await queue()).not.toContain(asked);
    expect(await queue(['HANDLED'])).toEqual([asked]);
    expect(await queue(['SUBMITTED', 'ACCEPTED'])).toHaveLength(2);
  });
});
