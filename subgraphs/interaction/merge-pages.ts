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

/** The same, where a merged list goes on. */
export type PlacedPage = SourcePage & {
  /** The last row that was passed over because it arrived above the list's place; null where none was. */
  readonly skipped: string | null;
  /** Is nothing missing above its first row? Then what shows there later has arrived. */
  readonly isWhole: boolean;
};

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
export function mergePages(sources: readonly PlacedPage[], first: number, from: MergedPlace): MergedPage {
  const taken = sources.map(() => 0);
  const rows: MergedRow[] = [];
  const places = new Map(Object.entries(from));
  for (const { key, skipped } of sources) if (skipped !== null) places.set(key, { after: skipped });
  while (rows.length < first) {
    const next = newest(sources, taken);
    if (next === null) break;
    taken[next.index] = (taken[next.index] ?? 0) + 1;
    places.set(next.key, { after: next.row.cursor });
    if (next.at !== undefined) standAt({ at: next.at, key: next.key }, sources, places);
    rows.push({ ...next.row, place: Object.fromEntries(places) });
  }
  const hasNext = sources.some(({ rows: given, hasNext: more }, index) => more || given.length > (taken[index] ?? 0));
  return { rows, hasNext };
}

/** Sources of which nothing was taken go on from here; those whose answers lack something from where they were. */
function standAt(position: MergedPosition, sources: readonly PlacedPage[], places: Map<string, SourcePlace>): void {
  for (const { key, isWhole } of sources) {
    const place = places.get(key);
    if (isWhole && (place === undefined || 'from' in place)) places.set(key, { from: position });
  }
}

type Next = {
  readonly index: number;
  readonly key: string;
  readonly row: SourceRow;
  /** Null where the moment is not known; undefined where that of the row after it would tell, which was not read. */
  readonly at: number | null | undefined;
};

/**
 * Of which source the next row is the newest; the first of equals. Null when all are used up. A row whose moment
 * can't be read stands before the next one of its source: were it held back, so would be all that follow it.
 */
function newest(sources: readonly SourcePage[], taken: readonly number[]): Next | null {
  let best: Next | null = null;
  for (const [index, { key, rows, hasNext }] of sources.entries()) {
    const next = taken[index] ?? 0;
    const row = rows[next];
    if (row === undefined) continue;
    const at = rows.slice(next).find((each) => each.at !== null)?.at ?? (hasNext ? undefined : null);
    if (best === null || sortKey(at) > sortKey(best.at)) best = { index, key, row, at };
  }
  return best;
}

const sortKey = (at: number | null | undefined): number => at ?? Number.NEGATIVE_INFINITY;
