import type { Ask } from '../../adapters/hub/hub-database.ts';
import { walkRecords } from './store/records.ts';

/** Which records: by the days of their readings, both included; ISO 8601. */
export type ExportRange = { readonly since: string; readonly until: string };

const batchSize = 2_000;

/**
 * Records as their journals have them, writer by writer, so that whoever gets them can follow the chains and hold them
 * against the roots. What is kept back from the people concerned is among them, with its date.
 */
export async function* exportLog(ask: Ask, { since, until }: ExportRange): AsyncIterable<readonly string[]> {
  // A writer writes for one day, which its name begins with.
  const nameOf = (day: string) => new Date(day).toISOString().slice(0, 10).replaceAll('-', '');
  for await (const rows of walkRecords(ask, { from: nameOf(since), until: `${nameOf(until)}~` }, batchSize))
    yield rows.map(({ line }) => line);
}
