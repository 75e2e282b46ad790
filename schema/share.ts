/** One of several processes that keep to the same limits together; they count from 0. */
export type Share = { readonly index: number; readonly of: number };

/** A process by itself. */
export const alone: Share = { index: 0, of: 1 };

/** What of a limit is this process's: the parts of all of them are the limit. 0 where there is less of it than of them. */
export const partOf = (limit: number, { index, of }: Share): number =>
  Math.floor(limit / of) + (index < limit % of ? 1 : 0);
