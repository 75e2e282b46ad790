import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { borrowDemo, type AskedDemo } from './demo-process.ts';
import { ask, heroId, type Json } from './hero.ts';

let demo: AskedDemo;
beforeAll(async () => {
  demo = await borrowDemo();
});
afterAll(() => demo.stop());

const query = async (text: string, variables: object = {}, headers = demo.official): Promise<Json> =>
  (await ask(demo.url, { query: text, variables }, headers)).body;

const allOf = async (list: string, node: string): Promise<readonly Json[]> => {
  const nodes: Json[] = [];
  for (let after: string | null = null; ;) {
    const { data, errors }: Json = await query(
      `query ($after: String) { ${list}(first: 100, after: $after) { nodes { ${node} } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    expect(errors).toBeUndefined();
    nodes.push(...data[list].nodes);
    if (data[list].pageInfo.hasNextPage !== true) return nodes;
    after = data[list].pageInfo.endCursor;
  }
};

describe('lists of the demo, asked through the gateway', () => {
  test('are filtered and ordered as their rows, whole, are in memory', async () => {
    const orders = await allOf('hotlineOrders', 'id status channel title requestedDatetime');
    const closed = orders.filter((each) => each.status === 'CLOSED').map((each) => each.requestedDatetime as string);
    const from = closed.sort()[Math.floor(closed.length / 2)] ?? '';
    const { data, errors } = await query(
      `query ($from: DateTime!, $status: FeedbackStatus!) {
        hotlineOrders(first: 200, where: { status: { eq: $status }, requestedDatetime: { gte: $from } }, orderBy: [{ requestedDatetime: ASC }]) {
          totalCount nodes { id requestedDatetime } } }`,
      { from, status: 'CLOSED' },
    );
    expect(errors).toBeUndefined();
    const expected = orders.filter((each) => each.status === 'CLOSED' && Date.parse(each.requestedDatetime) >= Date.parse(from)); // prettier-ignore
    expect(expected.length).toBeGreaterThan(2);
    expect(data.hotlineOrders.totalCount).toBe(expected.length);
    const moments = expected.map((each) => Date.parse(each.requestedDatetime)).sort((a, b) => a - b);
    expect(data.hotlineOrders.nodes.map((each: Json) => Date.parse(each.requestedDatetime))).toEqual(moments.slice(0, 200)); // prettier-ignore
  });

  test('are counted and grouped as their rows are in memory, but for groups of few people', async () => {
    const orders = await allOf('hotlineOrders', 'status requestedDatetime');
    const { data, errors } = await query(
      '{ hotlineOrdersAggregate(groupBy: [{ status: VALUE }, { requestedDatetime: YEAR }]) { suppressed count key { status requestedDatetime } } }',
    );
    expect(errors).toBeUndefined();
    const counts = new Map<string, number>();
    for (const { status, requestedDatetime } of orders) {
      const key = JSON.stringify([status, requestedDatetime?.slice(0, 4) ?? null]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const told = data.hotlineOrdersAggregate.filter(({ suppressed }: Json) => suppressed === false);
    expect(told.length).toBeGreaterThan(0);
    for (const { key, count } of told) {
      expect(count).toBeGreaterThan(9);
      expect([key, count]).toEqual([key, counts.get(JSON.stringify([key.status, key.requestedDatetime]))]);
    }
    for (const { count, suppressed } of data.hotlineOrdersAggregate) expect(count === null).toBe(suppressed);
  });

  test('of an interface are the lists of its types', async () => {
    const events = await allOf('events', '__typename id name order relatedServices(first: 3) { nodes { event { __typename id } } totalCount }'); // prettier-ignore
    const fields = 'id name order relatedServices(first: 3) { nodes { event { __typename id } } totalCount }';
    const apart = [
      ...(await allOf('lifeEvents', `__typename ${fields}`)),
      ...(await allOf('businessEvents', `__typename ${fields}`)),
    ];
    expect(apart.length).toBeGreaterThan(10);
    expect(events).toEqual(apart.sort((one, other) => (one.id < other.id ? -1 : 1)));
    for (const { __typename, id, relatedServices } of events)
      for (const { event } of relatedServices.nodes) expect(event).toEqual({ __typename, id });
  });

  test('merged from several owners are filtered by what all of them have', async () => {
    const all = await allOf('feedbacks', '__typename id ... on Feedback { kind status requestedDatetime }');
    const owners = new Set(all.map(({ __typename }) => __typename));
    expect(owners.size).toBeGreaterThan(0);
    const times = all
      .flatMap(({ requestedDatetime: at }) => (at === null ? [] : [Date.parse(at)]))
      .sort((a, b) => a - b);
    const from = new Date(times[Math.floor(times.length / 2)] ?? 0).toISOString().replace('.000', '');
    const { data, errors } = await query(
      `query ($where: FeedbackWhere) { feedbacks(first: 100, where: $where) { totalCount nodes { id } } }`,
      { where: { kind: { in: ['COMPLAINT', 'CONSULT'] }, requestedDatetime: { gte: from } } },
    );
    expect(errors).toBeUndefined();
    const expected = all.filter((each) => ['COMPLAINT', 'CONSULT'].includes(each.kind) && Date.parse(each.requestedDatetime) >= Date.parse(from)); // prettier-ignore
    expect(expected.length).toBeGreaterThan(2);
    expect(data.feedbacks.totalCount).toBe(expected.length);
    expect(data.feedbacks.nodes).toEqual(expected.slice(0, 100).map(({ id }) => ({ id })));
    const wrong = await query('{ feedbacks(where: { kind: { eq: "COMPLAINT" } }) { totalCount } }');
    expect(wrong.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('below a person are asked of their departments, each with its own filter', async () => {
    const { data, errors } = await query(
      `query ($id: ID!) { citizen(id: $id) {
        hotlineOrders(where: { status: { eq: CLOSED } }) { nodes { status } totalCount }
        all: hotlineOrders(first: 100) { nodes { status } }
        hotlineOrdersAggregate { count }
        last: contributions(last: 2, orderBy: [{ month: ASC }]) { nodes { month } }
        newest: contributions(first: 2, orderBy: [{ month: DESC }]) { nodes { month } }
      } }`,
      { id: heroId },
    );
    expect(errors).toBeUndefined();
    const { citizen } = data;
    const closed = citizen.all.nodes.filter((each: Json) => each.status === 'CLOSED');
    expect(citizen.hotlineOrders).toEqual({ nodes: closed, totalCount: closed.length });
    expect(citizen.hotlineOrdersAggregate).toEqual([{ count: citizen.all.nodes.length }]);
    expect(citizen.last.nodes).toEqual([...citizen.newest.nodes].reverse());
    expect(citizen.last.nodes).toHaveLength(2);
  });

  test.each([
    ['a field that is none', '{ services(where: { nothing: { eq: "x" } }) { nodes { id } } }'],
    ['an operator that the type has not', '{ services(where: { id: { contains: "x" } }) { nodes { id } } }'],
    ['a value of another type', '{ hotlineOrders(where: { status: { eq: "OPEN" } }) { nodes { id } } }'],
    ['a moment that is none', '{ hotlineOrders(where: { requestedDatetime: { gt: "yesterday" } }) { nodes { id } } }'],
    ['a day that no month has', '{ citizens(where: { dateOfBirth: { eq: "2023-02-30" } }) { nodes { id } } }'],
    ['a range without its end', '{ hotlineOrders(where: { requestedDatetime: { between: { from: "2025-01-01T00:00:00Z" } } }) { nodes { id } } }'], // prettier-ignore
    ['an order of no direction', '{ services(orderBy: [{ id: UP }]) { nodes { id } } }'],
  ])('a mistyped filter is a validation error: %s', async (_, text) => {
    const { errors, data } = await query(text);
    expect(data ?? null).toBeNull();
    expect(errors.map((error: Json) => error.extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  test.each([
    ['a null', '{ services(where: { id: { eq: null } }) { nodes { id } } }'],
    ['two orders in one', '{ services(orderBy: [{ id: ASC, name: DESC }]) { nodes { id } } }'],
    ['two ends at once', '{ services(first: 1, last: 1) { nodes { id } } }'],
  ])('what means nothing is refused with what to do: %s', async (_, text) => {
    const { errors, data } = await query(text);
    expect(data).toEqual({ services: null });
    expect(errors.map((error: Json) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  test('a wrong moment in a variable is told of at the variable', async () => {
    const text = 'query ($at: DateTime) { hotlineOrders(where: { requestedDatetime: { gt: $at } }) { nodes { id } } }';
    const { errors } = await query(text, { at: 'soon' });
    expect(errors.map((error: Json) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(errors[0].message).toContain('$at');
  });

  test('tell nobody of people who does not say what for', async () => {
    const { data, errors } = await query('{ hotlineOrdersAggregate { count } citizens(where: { fullName: { contains: "王" } }) { totalCount } }', {}, {}); // prettier-ignore
    expect(data).toEqual({ hotlineOrdersAggregate: null, citizens: null });
    expect(errors.map((error: Json) => error.extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE', 'UNAUTHORIZED_FIELD_OR_TYPE']); // prettier-ignore
  });
});

describe('docs/lists.md', () => {
  const page = readFileSync(new URL('../../docs/lists.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

  test('has an example of each thing it tells of', () => expect(examples.length).toBeGreaterThanOrEqual(5));

  test.each(examples.map((text, index) => [index + 1, text] as const))('example %i answers', async (_, text) => {
    const { data, errors } = await query(text);
    expect(errors).toBeUndefined();
    // Every list or aggregate of an example has something to show.
    for (const each of Object.values(data)) expect(JSON.stringify(each)).toMatch(/"(id|name|count)":/);
  });
});
