import type { TableDesign } from './department-seed.ts';

/**
 * The table by which a database is known as ours: without it nothing is ever written or dropped. Its one
 * row is written last, where the engine can in the transaction of the data, and tells what is there.
 */
export const markerTable = 'onestop_demo_seed';

/** Raise it when the seeders write other rows for the same seed. */
export const seederVersion = 5;

export const markerDesign: TableDesign = {
  columns: {
    seed: 'bigint NOT NULL',
    citizens: 'bigint NOT NULL',
    version: 'integer NOT NULL',
    account: 'text NOT NULL',
  },
};

/** `blank` and `outdated` are to be seeded, `current` holds what is asked for, `foreign` is somebody else's. */
export type DatabaseState = 'blank' | 'outdated' | 'current' | 'foreign';

export type Marker = {
  readonly seed: unknown;
  readonly citizens: unknown;
  readonly version: unknown;
  readonly account: unknown;
};

/** Drivers give big integers as text or number; a table without a row was never finished. */
export function judge(
  tables: readonly string[],
  marker: Marker | undefined,
  request: { readonly seed: number; readonly citizens: number },
): DatabaseState {
  if (tables.length === 0) return 'blank';
  if (!tables.includes(markerTable)) return 'foreign';
  if (marker === undefined) return 'outdated';
  const same = Number(marker.seed) === request.seed && Number(marker.citizens) === request.citizens;
  return same && Number(marker.version) === seederVersion ? 'current' : 'outdated';
}
