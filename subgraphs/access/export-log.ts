import type { Ask } from '../../adapters/hub/hub-database.ts';

/** Which records: by when the reading was; ISO 8601. */
export type ExportRange = { readonly since: string; readonly until: string };

const batchSize = 2_000;

/**
 * Records as their journals have them, writer by writer, so that whoever gets them can follow the chains and hold them
 * against the roots. What is kept back from the people concerned is among them, with its date.
 */
export async function* exportLog(ask: Ask, { since, until }: ExportRange): AsyncIterable<readonly string[]> {
  // A writer writes for one day, which its name begins with.
  const [from, to] = [since, until].map((moment) => new Date(moment).toISOString().slice(0, 10).replaceAll('-', ''));
  for (let after = { writer: from ?? '', seq: '0' }; ;) {
    const rows = await ask<{ readonly writer: string; readonly seq: string; readonly line: string }>(
      `SELECT writer, seq, line FROM access_record
       WHERE (writer, seq) > ($1 COLLATE "C", $2::bigint) AND writer < $3 COLLATE "C" ORDER BY writer, seq LIMIT ${batchSize}`,
      [after.writer, after.seq, `${to}~`],
    );
    if (rows.length > 0) yield rows.map(({ line }) => line);
    const last = rows.at(-1);
    if (last === undefined || rows.length < batchSize) return;
    after = last;
  }
}
