import { expect, test } from '@jest/globals';
import type { FetchError } from '../../../schema/subgraph.ts';
import { mergePages, type MergedPlace, type SourceRow } from '../../../subgraphs/interaction/merge-pages.ts';
import { readFromPlace } from '../../../subgraphs/interaction/read-from-place.ts';
import type { SourceReader } from '../../../subgraphs/interaction/source-reader.ts';

/** Two sources in memory, whose answers a test may spoil in ways that a department's answer can be. */
const keys = ['alpha', 'beta'] as const;
type Key = (typeof keys)[number];
type Source = { rows: SourceRow[]; errors: FetchError[]; withheld: Set<string>; reads: number };

const row = (id: string, at: number | null): SourceRow => ({ typename: 'Row', id, at, cursor: `after ${id}` });
const sourceOf = (...rows: SourceRow[]): Source => ({ rows, errors: [], withheld: new Set(), reads: 0 });

const readerOf = (key: Key, source: Source): SourceReader => ({
  page: async ({ first, after }) => {
    source.reads += 1;
    const start = source.rows.findIndex(({ cursor }) => cursor === after) + 1;
    const rows = source.rows.slice(start, start + first);
    const given = rows.filter(({ id }) => !source.withheld.has(id));
    return { value: { key, rows: given, hasNext: start + first < source.rows.length }, errors: source.errors };
  },
  count: async () => ({ value: source.rows.length, errors: [] }),
});

/** A page of both, and where the list goes on. */
async function ask(sources: Readonly<Record<Key, Source>>, first: number, from: MergedPlace = {}) {
  const answers = await Promise.all(
    keys.map((key) =>
      readFromPlace(readerOf(key, sources[key]), {
        parent: null,
        where: null,
        first,
        place: from[key],
        keys: [...keys],
      }),
    ),
  );
  const page = mergePages(
    answers.flatMap(({ value }) => value ?? []),
    first,
    from,
  );
  const errors = answers.flatMap((answer) => answer.errors.map(({ code }) => code));
  return { ids: page.rows.map(({ id }) => id), hasNext: page.hasNext, place: page.rows.at(-1)?.place ?? from, errors };
}

test('what a source leaves out with an error is given when it answers whole again', async () => {
  const sources = { alpha: sourceOf(row('a1', 50), row('a2', 40)), beta: sourceOf(row('b1', 60), row('b2', 30)) };
  sources.beta.withheld.add('b1');
  sources.beta.errors = [{ path: [], code: 'DEPARTMENT_UNAVAILABLE' }];
  const first = await ask(sources, 1);
  expect(first.ids).toEqual(['a1']);
  sources.beta.withheld.clear();
  sources.beta.errors = [];
  expect((await ask(sources, 10, first.place)).ids).toEqual(['b1', 'a2', 'b2']);
});

test('what stands behind rows that can’t be given is not taken for new', async () => {
  const sources = { alpha: sourceOf(row('a1', 10)), beta: sourceOf(row('bad', 70), row('b1', 60), row('b2', 5)) };
  sources.beta.withheld.add('bad');
  const first = await ask(sources, 1);
  expect(first.ids).toEqual(['a1']);
  const rest = await ask(sources, 10, first.place);
  expect(rest).toMatchObject({ ids: ['b1', 'b2'], hasNext: false });
});

test('a moment that the next page would tell hides nothing that arrives', async () => {
  const sources = { alpha: sourceOf(row('x', null), row('y', null), row('a1', 20)), beta: sourceOf() };
  const first = await ask(sources, 2);
  expect(first.ids).toEqual(['x', 'y']);
  sources.beta.rows.push(row('b1', 10));
  expect((await ask(sources, 10, first.place)).ids).toEqual(['a1', 'b1']);
});

test('what has arrived is passed over once, however many pages follow', async () => {
  const old = Array.from({ length: 20 }, (_, index) => row(`a${String(index)}`, 1000 - index));
  const sources = { alpha: sourceOf(...old), beta: sourceOf(row('b', 1)) };
  let { ids, place } = await ask(sources, 1);
  sources.beta.rows.unshift(...Array.from({ length: 950 }, (_, index) => row(`new${String(index)}`, 9000 - index)));
  const costs: number[] = [];
  for (let page = 0; page < 20; page += 1) {
    sources.beta.reads = 0;
    const next = await ask(sources, 1, place);
    ids = [...ids, ...next.ids];
    place = next.place;
    costs.push(sources.beta.reads);
  }
  expect(ids).toEqual([...old.map(({ id }) => id), 'b']);
  expect(costs).toEqual([11, ...costs.slice(1).map(() => 1)]);
});

test('a source whose pages do not go on fails alone', async () => {
  const sources = { alpha: sourceOf(row('a1', 50), row('a2', 40)), beta: sourceOf(row('b1', 5)) };
  const { place } = await ask(sources, 1);
  const stuck: SourceReader = {
    page: async () => ({ value: { key: 'beta', rows: [row('new', 90)], hasNext: true }, errors: [] }),
    count: async () => ({ value: 1, errors: [] }),
  };
  const answer = await readFromPlace(stuck, {
    parent: null,
    where: null,
    first: 10,
    place: place['beta'],
    keys: [...keys],
  });
  expect(answer).toEqual({ value: null, errors: [{ path: [], code: 'DEPARTMENT_TIMEOUT' }] });
});
