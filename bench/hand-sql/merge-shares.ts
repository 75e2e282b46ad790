type Answer = Readonly<Record<string, unknown>>;

/** What one owner has of a list that several have a part of: its newest rows in its own order, and how many in all. */
export type MergedShare = { readonly nodes: readonly Answer[]; readonly totalCount: number };

/**
 * One list out of several, by a sort in memory: newest first, unknown moments last, of equal moments the earlier share
 * first. Each share holds its first `count` rows, or all it has.
 * @param at name of the moment in the rows
 */
export function mergeShares(shares: readonly MergedShare[], at: string, count: number): MergedShare {
  const momentOf = (row: Answer): number => {
    const moment = Date.parse(String(row[at]));
    return Number.isNaN(moment) ? Number.NEGATIVE_INFINITY : moment;
  };
  const byTime = shares
    .flatMap(({ nodes }) => nodes)
    .sort((one, other) => (momentOf(one) === momentOf(other) ? 0 : momentOf(other) > momentOf(one) ? 1 : -1));
  return { nodes: byTime.slice(0, count), totalCount: shares.reduce((sum, { totalCount }) => sum + totalCount, 0) };
}
