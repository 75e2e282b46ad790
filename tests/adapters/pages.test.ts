import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { dialects, openMiniDepartment, type MiniDepartment } from './fixtures/mini-department.ts';
import { canonical } from './fixtures/canonical-id.ts';
import { sortRows } from './fixtures/mini-oracle.ts';
import type { StoredRow } from './fixtures/mini-rows.ts';

let mini: MiniDepartment;
beforeAll(async () => {
  mini = await openMiniDepartment(120);
});
afterAll(() => mini.close());

type Page = {
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
};

const pageOf = async (subgraph: Subgraph, field: string, variables: { first: number; after: string | null }) => {
  const query = `query ($first: Int, $after: String) { ${field}(first: $first, after: $after) {
    nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;
  const answer = await ask(subgraph, { query, variables });
  expect(answer.errors).toEqual([]);
  return valueAt(answer, field) as Page;
};

/** Walks a list to its end; each page goes on after a row of the page before, mostly the last. */
async function walk(subgraph: Subgraph, field: string, sizes: readonly number[]): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (let step = 0; ; step += 1) {
    const first = sizes[step % sizes.length] ?? 1;
    const page: Page = await pageOf(subgraph, field, { first, after });
    expect(page.pageInfo.hasPreviousPage).toBe(step > 0);
    expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null);
    expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor ?? null);
    ids.push(...page.nodes.map(({ id }) => id));
    expect(page.pageInfo.hasNextPage).toBe(ids.length < page.totalCount);
    if (!page.pageInfo.hasNextPage) return ids;
    after = page.pageInfo.endCursor;
  }
}

const counted = (rows: readonly StoredRow[]) => rows.filter((row) => row['scbz'] === '0');

/** Each list and what it must hold, in order. */
const lists: Readonly<Record<string, () => readonly string[]>> = {
  citizens: () => idsOf(sortRows(counted(mini.rows.t_ry), [['sfzh', false], ['rybh', false]])), // prettier-ignore
  citizensByName: () =>
    idsOf(sortRows(counted(mini.rows.t_ry), [['xm', false], ['sfzh', false], ['rybh', false]])), // prettier-ignore
  citizensByScore: () =>
    idsOf(sortRows(counted(mini.rows.t_ry), [['jf', true], ['xm', false], ['sfzh', false], ['rybh', false]])), // prettier-ignore
  households: () => sortRows(mini.rows.t_hk, [['hh', true]]).map((row) => String(row['hh'])),
};

const idsOf = (rows: readonly StoredRow[]) => rows.map((row) => canonical(row['sfzh']));

describe.each(dialects)('pages on %s', (name) => {
  test.each(Object.keys(lists))('of %s hold every row once, in order, whatever their sizes', async (field) => {
    const expected = lists[field]?.();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }), async (sizes) => {
        expect(await walk(mini.subgraphs[name], field, sizes)).toEqual(expected);
      }),
      { numRuns: 4, examples: [[[1]]], seed: 7 },
    );
  });

  test('go on after any row, not only the last', async () => {
    const expected = lists['citizensByScore']?.() ?? [];
    const all = await pageOf(mini.subgraphs[name], 'citizensByScore', { first: 500, after: null });
    for (const index of [0, 1, 17, 50, expected.length - 2, expected.length - 1]) {
      const after = all.edges[index]?.cursor ?? null;
      const page = await pageOf(mini.subgraphs[name], 'citizensByScore', { first: 5, after });
      expect(page.nodes.map(({ id }) => id)).toEqual(expected.slice(index + 1, index + 6));
      expect(page.totalCount).toBe(expected.length);
    }
  });

  test('below many parents go on after the same cursor for each', async () => {
    const query = `query ($after: String) { units { nodes { id parts(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`;
    const first = await ask(mini.subgraphs[name], { query });
    const after = valueAt(first, 'units', 'nodes', 0, 'parts', 'pageInfo', 'endCursor');
    const second = await ask(mini.subgraphs[name], { query, variables: { after } });
    expect(valueAt(second, 'units', 'nodes', 0, 'parts')).toMatchObject({
      nodes: [{ id: '110106' }],
      pageInfo: { hasNextPage: false },
    });
    expect(valueAt(second, 'units', 'nodes', 1, 'parts', 'nodes')).toMatchObject([{ id: '110105001' }]);
  });

  test('beyond the largest or below none are refused, and so are cursors of others', async () => {
    const subgraph = mini.subgraphs[name];
    const cursor = (await pageOf(subgraph, 'citizens', { first: 1, after: null })).pageInfo.endCursor;
    const refused = async (field: string, variables: Readonly<Record<string, unknown>>) => {
      const query = `query ($first: Int, $after: String) { ${field}(first: $first, after: $after) { nodes { id } } units { totalCount } }`;
      const answer = await ask(subgraph, { query, variables });
      expect(answer.data).toEqual({ [field]: null, units: { totalCount: 6 } });
      return answer.errors;
    };
    const limit = { path: ['citizens'], code: 'LIST_LIMIT_EXCEEDED' };
    expect(await refused('citizens', { first: 501 })).toMatchObject([{ ...limit, details: { max: 500, first: 501 } }]);
    expect(await refused('citizens', { first: -1 })).toMatchObject([limit]);
    expect(await refused('citizens', { first: 1.5 })).toMatchObject([limit]);
    for (const after of ['', 'x', `${cursor ?? ''}A`, 'A'.repeat(4000), '😀'])
      expect(await refused('citizens', { after })).toMatchObject([{ path: ['citizens'], code: 'CURSOR_INVALID' }]);
    expect(await refused('citizensByName', { after: cursor })).toMatchObject([{ code: 'CURSOR_INVALID' }]);
  });
});

test('cursors name nobody: nothing of an id can be read from them', async () => {
  for (const name of dialects) {
    const page = await pageOf(mini.subgraphs[name], 'citizens', { first: 20, after: null });
    for (const [index, { cursor }] of page.edges.entries())
      expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(page.nodes[index]?.id.slice(6, 14));
  }
});
