import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { createOracle, type Oracle } from './fixtures/mini-oracle.ts';
import { randomOrderBy, randomWhere } from './fixtures/random-filter.ts';

let mini: MiniDepartment;
let oracle: Oracle;
beforeAll(async () => {
  mini = await openMiniDepartment(200);
  oracle = createOracle(mini.rows);
});
afterAll(() => mini.close());

type Page = {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: Readonly<Record<'hasNextPage' | 'hasPreviousPage', boolean>>;
};
type List = { readonly list: string; readonly where: string; readonly orderBy: string };

/** The largest page of each list. */
const largest: Readonly<Record<string, number>> = { citizens: 400, households: 400, units: 100 };

/** A page of the list, from one engine after the other. */
async function pageOf({ list, where, orderBy }: List, page: string, turn: number): Promise<Page> {
  const engine = dialects[turn % dialects.length] ?? 'postgres';
  const query = `{ ${list}(where: ${where}, orderBy: ${orderBy}, ${page}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } }`;
  const answer = await ask(mini.subgraphs[engine], { query });
  expect(answer.errors).toEqual([]);
  return valueAt(answer, list) as Page;
}

async function wholeOf({ list, where, orderBy }: List): Promise<readonly string[]> {
  const query = `{ ${list}(where: ${where}, orderBy: ${orderBy}, first: ${largest[list] ?? 1}) { nodes { id } } }`;
  const data = (await oracle({ query })) as Record<string, { readonly nodes: readonly { readonly id: string }[] }>;
  return data[list]?.nodes.map(({ id }) => id) ?? [];
}

async function walk(list: List, size: number, way: 'forwards' | 'backwards'): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let turn = 0, cursor = 'null'; ; turn += 1) {
    const forwards = way === 'forwards';
    const page = await pageOf(list, forwards ? `first: ${size}, after: ${cursor}` : `last: ${size}, before: ${cursor}`, turn); // prettier-ignore
    const found = page.edges.map(({ node }) => node.id);
    if (forwards) ids.push(...found);
    else ids.unshift(...found);
    const isMore = forwards ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage;
    expect(forwards ? page.pageInfo.hasPreviousPage : page.pageInfo.hasNextPage).toBe(turn > 0);
    if (!isMore) return ids;
    cursor = JSON.stringify((forwards ? page.edges.at(-1) : page.edges[0])?.cursor ?? null);
  }
}

const types: Readonly<Record<string, string>> = { citizens: 'Citizen', households: 'Household', units: 'Unit' };
const lists = fc
  .constantFrom(...Object.keys(types))
  .chain((list) =>
    fc
      .tuple(fc.oneof(fc.constant('{}'), randomWhere(types[list] ?? '', 1)), randomOrderBy(types[list] ?? ''))
      .map(([where, orderBy]): List => ({ list, where, orderBy })),
  );

describe('a list in any order and under any filter', () => {
  test('is the same from either end, page by page and engine by engine', () =>
    fc.assert(
      fc.asyncProperty(lists, fc.constantFrom(7, 40, 90), async (list, size) => {
        const whole = await wholeOf(list);
        expect(await walk(list, size, 'forwards')).toEqual(whole);
        expect(await walk(list, size, 'backwards')).toEqual(whole);
        expect(mini.failures).toEqual([]);
      }),
      { numRuns: 25, seed: 11 },
    ));

  test('stands between two cursors as it stands whole', () =>
    fc.assert(
      fc.asyncProperty(lists, fc.array(fc.nat({ max: 399 }), { minLength: 2, maxLength: 2 }), async (list, places) => {
        const most = largest[list.list] ?? 1;
        const { edges } = await pageOf(list, `first: ${most}`, 0);
        if (edges.length === 0) return;
        const [from = 0, to = 0] = places.map((place) => place % edges.length);
        const between = `after: "${edges[from]?.cursor ?? ''}", before: "${edges[to]?.cursor ?? ''}"`;
        const expected = edges.slice(from + 1, Math.max(from + 1, to)).map(({ node }) => node.id);
        for (const [turn, page] of [`first: ${most}`, `last: ${most}`, 'first: 3', 'last: 3'].entries()) {
          const found = (await pageOf(list, `${page}, ${between}`, turn)).edges.map(({ node }) => node.id);
          const cut = page === 'first: 3' ? expected.slice(0, 3) : page === 'last: 3' ? expected.slice(-3) : expected;
          expect(found).toEqual(cut);
        }
      }),
      { numRuns: 25, seed: 12 },
    ));
});

describe('a cursor', () => {
  const cursorOf = async (given: string) => {
    const answer = await ask(mini.subgraphs.postgres, { query: `{ citizens(${given}) { edges { cursor } } }` });
    return String(valueAt(answer, 'citizens', 'edges', 0, 'cursor'));
  };
  const codes = async (given: string, cursor: string) => {
    const query = `query ($c: String, $gender: Gender) { citizens(${given}, after: $c) { nodes { id } } }`;
    const variables = { c: cursor, gender: 'MALE' };
    return (await ask(mini.subgraphs.sqlite, { query, variables })).errors.map(({ code }) => code);
  };
  const list = 'where: {gender: {eq: MALE}}, orderBy: [{score: ASC}], first: 1';

  test('goes on in the list it came from, however the filter is written', async () => {
    const cursor = await cursorOf(list);
    expect(await codes(list, cursor)).toEqual([]);
    expect(await codes('where: {gender: {eq: $gender}}, orderBy: {score: ASC}, first: 5', cursor)).toEqual([]);
  });

  test.each([
    ['another value', 'where: {gender: {eq: FEMALE}}, orderBy: [{score: ASC}]'],
    ['another operator', 'where: {gender: {ne: MALE}}, orderBy: [{score: ASC}]'],
    ['another field', 'where: {consents: {eq: true}}, orderBy: [{score: ASC}]'],
    ['no filter', 'orderBy: [{score: ASC}]'],
    ['another direction', 'where: {gender: {eq: MALE}}, orderBy: [{score: DESC}]'],
    ['another order', 'where: {gender: {eq: MALE}}, orderBy: [{balance: ASC}]'],
    ['the list’s own order', 'where: {gender: {eq: MALE}}'],
  ])('is none of a list with %s', async (_, given) =>
    expect(await codes(given, await cursorOf(list))).toEqual(['CURSOR_INVALID']),
  );
});
