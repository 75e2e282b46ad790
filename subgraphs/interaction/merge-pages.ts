/** One row of a source: a stub, and where it stands. */
export type SourceRow = {
  readonly typename: string;
  readonly id: string;
  /** Milliseconds since the epoch; null where the moment is not known, or can't be read. */
  readonly at: number | null;
  /** The source's own, to go on after this row. */
  readonly cursor: string;
};

/** What a source gave: its rows from its place on, newest first. */
export type SourcePage = { readonly key: string; readonly rows: readonly SourceRow[]; readonly hasNext: boolean };

/** Where a merged list stood: at a row of this moment (null where it was unknown) from this source. */
export type MergedPosition = { readonly at: number | null; readonly key: string };

/** How a source goes on: after one of its rows, or, where none was taken yet, from where the list stood. */
export type SourcePlace = { readonly after: string } | { readonly from: MergedPosition };

/** Place in a merged list, by source. A source that failed so far has none, and begins with its first row. */
export type MergedPlace = Readonly<Record<string, SourcePlace>>;

export type MergedRow = SourceRow & { /** Place after this row. */ readonly place: MergedPlace };

export type MergedPage = { readonly rows: readonly MergedRow[]; readonly hasNext: boolean };

/**
 * The next rows of a merged list. Newest first, unknown moments last; of equal moments the earlier source comes
 * first, and each source keeps its own order: the same whatever the size of the pages. Each source must have given
 * at least `first` rows, or all it has.
 */
export function mergePages(sources: readonly SourcePage[], first: number, from: MergedPlace): MergedPage {
  const taken = sources.map(() => 0);
  const rows: MergedRow[] = [];
  const begun = new Map(Object.entries(from).filter(([, place]) => 'after' in place));
  while (rows.length < first) {
    const next = newest(sources, taken);
    if (next === null) break;
    taken[next.index] = (taken[next.index] ?? 0) + 1;
    begun.set(next.key, { after: next.row.cursor });
    const position = { at: next.at === Number.NEGATIVE_INFINITY ? null : next.at, key: next.key };
    const given = sources.map(({ key }): [string, SourcePlace] => [key, begun.get(key) ?? { from: position }]);
    rows.push({ ...next.row, place: { ...from, ...Object.fromEntries(given) } });
  }
  const hasNext = sources.some(({ rows: given, hasNext: more }, index) => more || given.length > (taken[index] ?? 0));
  return { rows, hasNext };
}

/**
 * Of which source the next row is the newest; the first of equals. Null when all are used up. A row whose moment
 * can't be read stands before the next one of its source: were it held back, so would be all that follow it.
 */
function newest(sources: readonly SourcePage[], taken: readonly number[]) {
  let best: { readonly index: number; readonly key: string; readonly row: SourceRow; readonly at: number } | null =
    null;
  for (const [index, { key, rows }] of sources.entries()) {
    const next = taken[index] ?? 0;
    const row = rows[next];
    if (row === undefined) continue;
    const at = rows.slice(next).find((each) => each.at !== null)?.at ?? Number.NEGATIVE_INFINITY;
    if (best === null || at > best.at) best = { index, key, row, at };
  }
  return best;
}
