import { mergedPageMax } from '../../schema/merged-lists.ts';
import type { Representation } from '../../schema/subgraph.ts';
import type { MergedPosition, PlacedPage, SourcePage, SourcePlace, SourceRow } from './merge-pages.ts';
import type { MergedWhere } from './merged-where.ts';
import type { SourceAnswer, SourceReader } from './source-reader.ts';

export type PlaceQuestion = {
  /** Null at the root. */
  readonly parent: Representation | null;
  readonly first: number;
  readonly where: MergedWhere | null;
  /** Undefined where the source begins with its first row. */
  readonly place: SourcePlace | undefined;
  /** Keys of all the list's sources, in their order. */
  readonly keys: readonly string[];
};

/** Milliseconds for passing over what has arrived: a source that takes longer fails alone, in time for the others. */
const patienceMs = 2_000;

/** The source's rows from its place on: `first` of them at least, or all it has. */
export async function readFromPlace(
  reader: SourceReader,
  { parent, first, where, place, keys }: PlaceQuestion,
): Promise<SourceAnswer<PlacedPage>> {
  const after = place !== undefined && 'after' in place ? place.after : null;
  const { value, errors } = await reader.page({ parent, first, after, where });
  if (value === null) return { value, errors };
  if (place === undefined || 'after' in place) return { value: placed(value, null, errors), errors };
  return passOver(reader, { page: value, errors }, { parent, first, where, from: place.from, keys });
}

function placed(page: SourcePage, skipped: string | null, errors: SourceAnswer<unknown>['errors']): PlacedPage {
  return { ...page, skipped, isWhole: errors.length === 0 && (page.rows.length > 0 || !page.hasNext) };
}

type Above = Pick<PlaceQuestion, 'parent' | 'first' | 'where' | 'keys'> & { readonly from: MergedPosition };
type Begun = { readonly page: SourcePage; readonly errors: SourceAnswer<unknown>['errors'] };

/**
 * Nothing was taken of this source when the list stood at `from`, so the rows above that position have arrived since:
 * they are read and passed over, until enough follow.
 */
async function passOver(reader: SourceReader, begun: Begun, above: Above): Promise<SourceAnswer<PlacedPage>> {
  const { parent, first, where, from, keys } = above;
  const endsAt = performance.now() + patienceMs;
  let { page, errors } = begun;
  let skipped: string | null = null;
  let rows: readonly SourceRow[] = [];
  for (;;) {
    const arrived = rows.length === 0 ? countArrived(page, from, keys) : 0;
    skipped = page.rows[arrived - 1]?.cursor ?? skipped;
    rows = [...rows, ...page.rows.slice(arrived)];
    const after = page.rows.at(-1)?.cursor ?? null;
    if (rows.length >= first || !page.hasNext || after === null) break;
    const next = await reader.page({ parent, first: mergedPageMax, after, where });
    errors = [...errors, ...next.errors];
    if (next.value === null) return { value: null, errors };
    if (next.value.rows.at(-1)?.cursor === after || performance.now() > endsAt)
      return { value: null, errors: [...errors, { path: [], code: 'DEPARTMENT_TIMEOUT' }] };
    page = next.value;
  }
  return { value: placed({ ...page, rows }, skipped, errors), errors };
}

/**
 * How many rows at the top stand before this position: had they been there, they would have been taken. A row whose
 * moment can't be read may have been there: with it the rest begins.
 */
function countArrived({ key, rows }: SourcePage, position: MergedPosition, keys: readonly string[]): number {
  const isEarlierSource = keys.indexOf(key) < keys.indexOf(position.key);
  const isBefore = ({ at }: SourceRow): boolean =>
    at !== null && (position.at === null || at > position.at || (at === position.at && isEarlierSource));
  const first = rows.findIndex((row) => !isBefore(row));
  return first < 0 ? rows.length : first;
}
