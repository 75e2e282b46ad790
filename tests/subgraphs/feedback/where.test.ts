import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { valueAt } from '../../adapters/fixtures/ask.ts';
import { asLin, asOfficial, asZhou, complaint, openDesk, type TestDesk } from './fixtures/desk.ts';

type Node = {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly title: string;
  readonly requestedDatetime: string;
};

let desk: TestDesk;
let rows: readonly Node[];
beforeAll(async () => {
  desk = await openDesk();
  const kinds = ['COMPLAINT', 'CONSULT', 'PRAISE', 'SUGGEST'];
  for (let index = 0; index < 16; index += 1) {
    desk.setNow(new Date(Date.parse('2026-09-21T09:00:00.500+08:00') + Math.floor(index / 2) * 1000).toISOString());
    const given = {
      ...complaint,
      kind: kinds[index % 4],
      title: index % 3 === 0 ? `100% 路灯 ${index}` : `噪声 a_b ${index}`,
    };
    await desk.change(
      'submitFeedback',
      { ...given, idempotencyKey: `where-test-${index}` },
      index % 2 === 0 ? asZhou : asLin,
    );
  }
  const answer = await desk.ask('{ portalFeedbacks(first: 100) { nodes { id kind status title requestedDatetime } } }');
  rows = valueAt(answer, 'portalFeedbacks', 'nodes') as readonly Node[];
  expect(rows).toHaveLength(16);
});
afterAll(() => desk.close());

const second = (text: string) => Date.parse(text);
const third = '2026-09-21T09:00:03+08:00';
const cases: readonly (readonly [where: string, holds: (row: Node) => boolean])[] = [
  ['{}', () => true],
  ['{kind: {eq: PRAISE}}', ({ kind }) => kind === 'PRAISE'],
  ['{kind: {ne: PRAISE}}', ({ kind }) => kind !== 'PRAISE'],
  ['{kind: {in: [PRAISE, CONSULT]}}', ({ kind }) => kind === 'PRAISE' || kind === 'CONSULT'],
  ['{kind: {in: []}}', () => false],
  ['{status: {eq: OPEN}, kind: {isNull: false}}', ({ status }) => status === 'OPEN'],
  ['{jurisdictionId: {isNull: true}}', () => true],
  ['{title: {contains: "100%"}}', ({ title }) => title.includes('100%')],
  ['{title: {contains: "_"}}', ({ title }) => title.includes('_')],
  ['{title: {startsWith: "噪声"}}', ({ title }) => title.startsWith('噪声')],
  ['{title: {lt: "A"}}', ({ title }) => title < 'A'],
  [`{requestedDatetime: {eq: "${third}"}}`, ({ requestedDatetime: at }) => second(at) === second(third)],
  [`{requestedDatetime: {gt: "${third}"}}`, ({ requestedDatetime: at }) => second(at) > second(third)],
  [`{at: {lte: "2026-09-21T01:00:03Z"}}`, ({ requestedDatetime: at }) => second(at) <= second(third)],
  [`{at: {between: {from: "2026-09-21T09:00:01+08:00", to: "${third}"}}}`, ({ requestedDatetime: at }) => second(at) >= second('2026-09-21T09:00:01+08:00') && second(at) <= second(third)],
  [`{at: {in: ["${third}", "2026-09-21T09:00:05+08:00"]}}`, ({ requestedDatetime: at }) => [third, '2026-09-21T09:00:05+08:00'].map(second).includes(second(at))],
  ['{or: [{kind: {eq: PRAISE}}, {title: {startsWith: "100"}}]}', ({ kind, title }) => kind === 'PRAISE' || title.startsWith('100')],
  ['{or: []}', () => false],
  ['{not: {kind: {eq: PRAISE}}, and: [{not: {kind: {eq: CONSULT}}}]}', ({ kind }) => kind !== 'PRAISE' && kind !== 'CONSULT'],
  ['{not: {jurisdictionId: {eq: "110105"}}}', () => true],
  ['{not: {}}', () => false],
]; // prettier-ignore

test.each(cases)('what the portal has is filtered by %s', async (where, holds) => {
  const expected = rows.filter(holds).map(({ id }) => id);
  const seen: string[] = [];
  for (let after = ''; ;) {
    const query = `{ portalFeedbacks(first: 3, where: ${where}${after}) { totalCount edges { cursor node { id } } pageInfo { hasNextPage } } }`;
    const answer = await desk.ask(query);
    expect(answer.errors).toEqual([]);
    expect(valueAt(answer, 'portalFeedbacks', 'totalCount')).toBe(expected.length);
    const edges = valueAt(answer, 'portalFeedbacks', 'edges') as readonly { cursor: string; node: { id: string } }[];
    seen.push(...edges.map(({ node }) => node.id));
    if (valueAt(answer, 'portalFeedbacks', 'pageInfo', 'hasNextPage') !== true) break;
    after = `, after: "${edges.at(-1)?.cursor ?? ''}"`;
  }
  expect(seen).toEqual(expected);
});

test('a citizen’s filter sees their own alone, and a cursor goes on under its own filter alone', async () => {
  const query = (more: string) => `{ portalFeedbacks(first: 1${more}) { totalCount pageInfo { endCursor } } }`;
  const own = await desk.ask(query(', where: {kind: {in: [COMPLAINT, CONSULT]}}'), {}, asZhou);
  expect(valueAt(own, 'portalFeedbacks', 'totalCount')).toBe(4);
  const all = await desk.ask(query(', where: {kind: {in: [COMPLAINT, CONSULT]}}'), {}, asOfficial);
  expect(valueAt(all, 'portalFeedbacks', 'totalCount')).toBe(8);
  const cursor = String(valueAt(all, 'portalFeedbacks', 'pageInfo', 'endCursor'));
  for (const where of ['', ', where: {kind: {eq: COMPLAINT}}']) {
    const answer = await desk.ask(query(`, after: "${cursor}"${where}`), {}, asOfficial);
    expect(answer.errors).toMatchObject([{ code: 'CURSOR_INVALID' }]);
  }
});

test.each([
  ['{kind: null}'],
  ['{kind: {eq: null}}'],
  [`{title: {eq: "a\\u0000"}}`],
  [`{title: {in: [${Array.from({ length: 1001 }, () => '"x"').join()}]}}`],
  [`{or: [${Array.from({ length: 60 }, () => '{kind: {eq: PRAISE}}').join()}]}`],
  [`${'{not: '.repeat(20)}{}${'}'.repeat(20)}`],
])('filter %# is refused', async (where) => {
  const answer = await desk.ask(`{ portalFeedbacks(where: ${where}) { totalCount } }`);
  expect(answer.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
});
