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

/** Place in a merged list: the cursor of the last row taken from each source; none of a source not begun. */
export type MergedPlace = Readonly<Record<string, string>>;

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
  let place = from;
  while (rows.length < first) {
    const next = newest(sources, taken);
    const row = next === null ? undefined : sources[next]?.rows[taken[next] ?? 0];
    const key = next === null ? undefined : sources[next]?.key;
    if (next === null || row === undefined || key === undefined) break;
    taken[next] = (taken[next] ?? 0) + 1;
    place = { ...place, [key]: row.cursor };
    rows.push({ ...row, place });
  }
  const hasNext = sources.some(({ rows: given, hasNext: more }, index) => more || given.length > (taken[index] ?? 0));
  return { rows, hasNext };
}

/**
 * Index of the source whose next row is the newest; the first of equals. Null when all are used up. A row whose moment
 * can't be read stands before the next one of its source: were it held back, so would be all that follow it.
 */
function newest(sources: readonly SourcePage[], taken: readonly number[]): number | null {
  let best: { readonly index: number; readonly at: number } | null = null;
  for (const [index, { rows }] of sources.entries()) {
    const next = taken[index] ?? 0;
    if (rows[next] === undefined) continue;
    const at = rows.slice(next).find((row) => row.at !== null)?.at ?? Number.NEGATIVE_INFINITY;
    if (best === null || at > best.at) best = { index, at };
  }
  return best?.index ?? null;
}
