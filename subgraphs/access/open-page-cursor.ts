import type { CursorCodec } from '../../adapters/run/cursor.ts';
import { OnestopError } from '../../schema/errors.ts';

/**
 * The moment and id that a page goes on after; null for the beginning.
 * @param boundTo the list, whose it is, and its filter
 * @throws {OnestopError} `CURSOR_INVALID` for one of another list
 */
export function openPageCursor(
  cursors: CursorCodec,
  boundTo: string,
  after: string | null | undefined,
): readonly [string, string] | null {
  if (after === null || after === undefined) return null;
  const [at, id, ...rest] = cursors.open(boundTo, after) ?? [];
  if (typeof at !== 'string' || typeof id !== 'string' || rest.length > 0) throw new OnestopError('CURSOR_INVALID');
  return [at, id];
}
