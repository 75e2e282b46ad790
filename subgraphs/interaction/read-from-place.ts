import { mergedPageMax } from '../../schema/merged-lists.ts';
import type { Representation } from '../../schema/subgraph.ts';
import type { MergedPosition, SourcePage, SourcePlace, SourceRow } from './merge-pages.ts';
import type { SourceAnswer, SourceReader } from './source-reader.ts';

export type PlaceQuestion = {
  /** Null at the root. */
  readonly parent: Representation | null;
  readonly first: number;
  /** Undefined where the source begins with its first row. */
  readonly place: SourcePlace | undefined;
  /** Keys of all the list's sources, in their order. */
  readonly keys: readonly string[];
};

/** The source's rows from its place on: `first` of them at least, or all it has. */
export async function readFromPlace(
  reader: SourceReader,
  { parent, first, place, keys }: PlaceQuestion,
): Promise<SourceAnswer<SourcePage>> {
  if (place === undefined) return reader.page({ parent, first, after: null });
  if ('after' in place) return reader.page({ parent, first, after: place.after });
  // Nothing was taken of it when the list stood there: what is above that position arrived later.
  const answer = await reader.page({ parent, first, after: null });
  if (answer.value === null) return answer;
  let { value: page, errors } = { value: answer.value, errors: answer.errors };
  let rows = withoutArrived(page, place.from, keys);
  while (rows.length < first && page.hasNext) {
    const after = page.rows.at(-1)?.cursor ?? null;
    if (after === null) break; // rows that can't be given hold no place
    const next = await reader.page({ parent, first: mergedPageMax, after });
    if (next.value === null) return next;
    page = next.value;
    errors = [...errors, ...next.errors];
    rows = rows.length === 0 ? withoutArrived(page, place.from, keys) : [...rows, ...page.rows];
  }
  return { value: { ...page, rows }, errors };
}

/** Without the rows at the top that stand before this position: had they been there, they would have been taken. */
function withoutArrived(
  { key, rows }: SourcePage,
  position: MergedPosition,
  keys: readonly string[],
): readonly SourceRow[] {
  const isEarlierSource = keys.indexOf(key) < keys.indexOf(position.key);
  const isBefore = ({ at }: SourceRow): boolean =>
    at !== null && (position.at === null || at > position.at || (at === position.at && isEarlierSource));
  const first = rows.findIndex((row) => !isBefore(row));
  return first < 0 ? [] : rows.slice(first);
}
