import type { Ask } from '../../../adapters/hub/hub-database.ts';

export type RecordRow = { readonly writer: string; readonly seq: number; readonly line: string };

/** Records in the order of their writers and numbers, in batches. @param names what writers' names lie between, both included */
export async function* walkRecords(
  ask: Ask,
  names: { readonly from: string; readonly until: string },
  batchSize: number,
): AsyncIterable<readonly RecordRow[]> {
  // No number comes before this one: a number that can't be is read, too.
  for (let after = { writer: names.from, seq: '-9223372036854775808' }; ;) {
    const rows = await ask<{ readonly writer: string; readonly seq: string; readonly line: string }>(
      `SELECT writer, seq, line FROM access_record
       WHERE (writer, seq) > ($1 COLLATE "C", $2::bigint) AND writer <= $3 COLLATE "C" ORDER BY writer, seq LIMIT $4`,
      [after.writer, after.seq, names.until, batchSize],
    );
    if (rows.length > 0) yield rows.map((row) => ({ ...row, seq: Number(row.seq) }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < batchSize) return;
    after = last;
  }
}

/** Writers of whom something came since. @param since ISO */
export async function writersSince(ask: Ask, since: string): Promise<readonly string[]> {
  const rows = await ask<{ readonly writer: string }>(
    'SELECT DISTINCT writer FROM access_record WHERE shipped_at > $1 ORDER BY writer',
    [since],
  );
  return rows.map(({ writer }) => writer);
}

/** What the hub has of a writer: its last record, as the line has it, and how many. */
export type Held = { readonly line: string; readonly count: number };

/** Of these writers; absent for one of whom there is nothing. */
export const heldOf = (ask: Ask, writers: readonly string[]): Promise<readonly Held[]> =>
  ask<Held>(
    `SELECT r.line, (SELECT count(*)::int FROM access_record WHERE writer = w.writer) AS count
     FROM unnest($1::text[]) AS w(writer) CROSS JOIN LATERAL (
       SELECT line FROM access_record WHERE writer = w.writer ORDER BY seq DESC LIMIT 1
     ) r`,
    [writers],
  );

/** The writer whose name comes first: of the first day of which there is anything. Null where there is nothing. */
export async function firstWriter(ask: Ask): Promise<string | null> {
  const [row] = await ask<{ readonly writer: string }>('SELECT writer FROM access_record ORDER BY writer LIMIT 1', []);
  return row?.writer ?? null;
}
