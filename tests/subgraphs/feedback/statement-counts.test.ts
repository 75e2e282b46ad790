import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, entitiesQuery, requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import { asLin, asZhou, complaint, openDesk, type TestDesk } from './fixtures/desk.ts';
import { createHub, type TestHub } from './fixtures/hub.ts';
import { openHubProxy, type HubProxy } from './fixtures/hub-proxy.ts';
import { lin, zhou } from './fixtures/people.ts';

let hub: TestHub;
let proxy: HubProxy;
let desk: TestDesk;
const ids: string[] = [];
beforeAll(async () => {
  hub = await createHub();
  proxy = await openHubProxy(hub.url);
  desk = await openDesk({ databaseUrl: proxy.url });
  for (let index = 0; index < 50; index += 1) {
    const who = index % 2 === 0 ? asZhou : asLin;
    const { id } = await desk.change('submitFeedback', { ...complaint, serviceId: 'SX-1' }, who);
    ids.push(id);
    if (index % 5 !== 0) continue;
    for (const action of ['SIGN', 'ASK', 'ANSWER'])
      await desk.change('respondToFeedback', { feedbackId: id, action, note: '好' });
    await desk.change('rateCase', { feedbackId: id, level: 'DISSATISFIED' }, who);
    await desk.change('rectify', { feedbackId: id, what: 'RULE', note: '改了' });
  }
});
afterAll(async () => {
  await desk.close();
  await proxy.stop();
  await hub.remove();
});

const everything = `id title expectedDatetime rating { level contactDueAt } ratings { nodes { level } }
  promises { kind broken pausedIntervals { from } } rectifications { note } events(first: 5) { totalCount nodes { state } }`;

async function counted(question: Parameters<typeof ask>[1]) {
  const before = proxy.statements();
  const answer = await ask(desk.subgraph, question);
  expect(answer.errors).toEqual([]);
  return { answer, statements: proxy.statements() - before };
}

test.each([1, 10, 50])('a page of %i with all that stands beside it is seven statements', async (first) => {
  const { answer, statements } = await counted({
    query: `{ portalFeedbacks(first: ${first}) { totalCount nodes { ${everything} } } }`,
  });
  expect(valueAt(answer, 'portalFeedbacks', 'nodes')).toHaveLength(first);
  expect(statements).toBe(7); // rows, their number, promises, ratings, rectifications, events, events' numbers
});

test.each([1, 50])('%i by id are as many', async (many) => {
  const { answer, statements } = await counted({
    query: entitiesQuery(`... on PortalFeedback { ${everything} }`),
    representations: ids.slice(0, many).map((id) => ({ __typename: 'PortalFeedback', id })),
  });
  expect(valueAt(answer, '_entities', many - 1, 'title')).toBe(complaint.title);
  expect(statements).toBe(6);
});

test('pages below many parents are one statement', async () => {
  const { answer, statements } = await counted({
    query: entitiesQuery('... on Citizen { portalFeedback(first: 20) { nodes { id promises { kind } } } }'),
    representations: [zhou, lin, ...Array.from({ length: 40 }, (_, index) => `99010219800101${1000 + index}`)].map(
      (id) => ({ __typename: 'Citizen', id }),
    ),
    request: requestOf('integrator'),
  });
  expect(valueAt(answer, '_entities', 1, 'portalFeedback', 'nodes')).toHaveLength(20);
  expect(statements).toBe(2);
});

test('what is not asked for is not read', async () => {
  const { statements } = await counted({ query: '{ portalFeedbacks { nodes { id kind service { id } } } }' });
  expect(statements).toBe(1);
  expect((await counted({ query: '{ portalFeedbacks { totalCount } }' })).statements).toBe(1);
});

test('a question of a hundred different pages waits for itself and not for others', async () => {
  const pages = Array.from(
    { length: 100 },
    (_, index) => `a${index}: portalFeedbacks(first: ${index}) { totalCount nodes { id } }`,
  );
  const { statements } = await counted({ query: `{ ${pages.join(' ')} }` });
  expect(statements).toBe(101);
});

test('a question can’t fan out to more than a process should hold', async () => {
  await hub.query(`INSERT INTO feedback (id, kind, title, channel, entered_by, entered_role, requested_at, updated_at,
      agency, state, status, case_id)
    SELECT 'feedback:many' || n, 'HELP', 'x', 'WEB', 'o', 'official', now(), now(), 'a', 'SUBMITTED', 'OPEN', 'C-' || n % 250
    FROM generate_series(1, 25000) n`);
  const many = await ask(desk.subgraph, {
    query: entitiesQuery('... on Case { portalFeedback(first: 100) { nodes { id } } }'),
    representations: Array.from({ length: 250 }, (_, index) => ({ __typename: 'Case', id: `C-${index}` })),
  });
  expect(new Set(many.errors.map(({ code }) => code))).toEqual(new Set(['ANSWER_TOO_LARGE']));
});
