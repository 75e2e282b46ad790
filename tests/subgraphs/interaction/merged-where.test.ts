import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kind, print } from 'graphql';
import { ask, requestOf, valueAt } from '../../adapters/fixtures/ask.ts';
import { departmentNames, openThreeDepartments, type ThreeDepartments, type Visit } from './three-departments.ts';

const person = '11010519491231002X';
let city: ThreeDepartments;
/** Forty minutes in three departments, some unknown. */
const visitsOf = (department: number) =>
  Array.from({ length: 20 }, (_, index): Visit => {
    const minute = (index * 7 + department * 3) % 40;
    return { id: index + 1, person, at: index % 6 === 5 ? null : `2025061208${String(minute).padStart(2, '0')}00` };
  });
const visits = { alpha: visitsOf(0), beta: visitsOf(1), gamma: visitsOf(2) } as const;
beforeAll(() => {
  city = openThreeDepartments();
  for (const name of departmentNames) city.insert(name, visits[name]);
});
afterAll(() => city.close());

const minuteOf = ({ at }: Visit) => (at === null ? null : Number(at.slice(10, 12)));
const moment = (minute: number) => `2025-06-12T08:${String(minute).padStart(2, '0')}:00+08:00`;

const listed = (query: string, variables: object = {}) =>
  ask(city.interaction, {
    query: `query ($representations: [_Any!]!, $where: ContactWhere, $after: String) {
      _entities(representations: $representations) { ... on Citizen { ${query} } } }`,
    variables: { where: null, after: null, ...variables },
    representations: [{ __typename: 'Citizen', id: person }],
    request: requestOf(),
  });

const cases: readonly (readonly [object, (minute: number | null) => boolean])[] = [
  [{ at: { lt: moment(20) } }, (minute) => minute !== null && minute < 20],
  [{ at: { between: { from: moment(5), to: moment(12) } } }, (minute) => minute !== null && minute >= 5 && minute <= 12],
  [{ at: { isNull: true } }, (minute) => minute === null],
  [{ not: { at: { lt: moment(20) } } }, (minute) => minute === null || minute >= 20],
  [{ or: [{ at: { eq: moment(3) } }, { at: { gte: moment(35) } }] }, (minute) => minute === 3 || (minute !== null && minute >= 35)],
  [{ at: { in: [] } }, () => false],
  [{}, () => true],
]; // prettier-ignore

test.each(cases)('rows of all departments are filtered by %j, page after page', async (where, holds) => {
  const expected = departmentNames
    .flatMap((name, source) => visits[name].map((visit) => ({ ...visit, name, source })))
    .filter((visit) => holds(minuteOf(visit)))
    .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? '') || a.source - b.source || b.id - a.id)
    .map(({ name, id }) => `${name}:${id}`);
  const seen: unknown[] = [];
  for (let after: unknown = null; ;) {
    const answer = await listed(
      'contacts(first: 7, after: $after, where: $where) { nodes { id } totalCount pageInfo { hasNextPage endCursor } }',
      { where, after },
    );
    expect(answer.errors).toEqual([]);
    const page = valueAt(answer, '_entities', 0, 'contacts') as { nodes: { id: string }[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } }; // prettier-ignore
    expect(page.totalCount).toBe(expected.length);
    seen.push(...page.nodes.map(({ id }) => id));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  expect(seen).toEqual(expected);
});

test('a cursor goes on under its own filter alone, and lists beside it keep theirs', async () => {
  const both = await listed(
    `early: contacts(first: 2, where: {at: {lt: "${moment(10)}"}}) { nodes { id } pageInfo { endCursor } totalCount }
     all: contacts(first: 2) { nodes { id } pageInfo { endCursor } totalCount }`,
  );
  expect(both.errors).toEqual([]);
  const [early, all] = ['early', 'all'].map((key) => valueAt(both, '_entities', 0, key) as { nodes: object[]; pageInfo: { endCursor: string }; totalCount: number }); // prettier-ignore
  expect(all?.totalCount).toBe(60);
  expect(early?.totalCount).toBeLessThan(60);
  expect(early?.nodes).not.toEqual(all?.nodes);
  const foreign = await listed('contacts(after: $after) { totalCount nodes { id } }', {
    after: early?.pageInfo.endCursor,
  });
  expect(foreign.errors).toMatchObject([{ code: 'CURSOR_INVALID' }]);
});

test('what a department refuses is told, as what it fails with', async () => {
  const answer = await listed('contacts(where: $where) { totalCount }', { where: { at: { eq: null } } });
  expect(answer.errors.length).toBeGreaterThan(0);
  for (const { code } of answer.errors) expect(code).toBe('BAD_USER_INPUT');
});

test('the input has what all owners can be asked alike, and no more', () => {
  const inputs = city.interaction.sdl.definitions.filter((node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION);
  const [where] = inputs.filter(({ name }) => name.value === 'ContactWhere').map(print);
  expect(where).toMatch(/at: DateTimeFilter/);
  expect(where).not.toMatch(/topic|channel|\bid:/);
});
