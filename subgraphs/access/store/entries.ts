import type { ChainedRecord } from '../../../schema/access-record.ts';
import { groupBy } from '../../../adapters/hub/group-by.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { whereSql, type Where, type WhereColumns } from '../../../adapters/hub/where.ts';

/** Where one person finds one reading; all of it follows from the record. */
export type Entry = {
  readonly subject: string;
  readonly logtime: string;
  readonly id: string;
  readonly writer: string;
  readonly seq: number;
  readonly visibleFrom: string;
  readonly action: string;
  readonly receiverSystem: string;
  readonly role: string;
  readonly isOwn: boolean;
};

/** One for each person concerned, in the order of their pseudonyms. */
export function entriesOf({ record, writer, seq, hash }: ChainedRecord): readonly Entry[] {
  const { time, embargoedUntil, purpose, client, role, actor, reads } = record;
  const subjects = [...new Set(reads.flatMap((read) => read.subjects))].sort();
  return subjects.map((subject) => ({
    ...{ subject, logtime: time, id: hash.slice(0, 32), writer, seq, role, action: purpose, receiverSystem: client },
    visibleFrom: embargoedUntil ?? time,
    isOwn: role === 'citizen' && actor === subject,
  }));
}

/** Puts records where they are found; those that are there already stay as they are. */
export async function saveRecords(
  ask: Ask,
  chained: readonly ChainedRecord[],
  lines: readonly string[],
): Promise<void> {
  await ask(
    `INSERT INTO access_record (writer, seq, line) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])
     ON CONFLICT DO NOTHING`,
    [chained.map(({ writer }) => writer), chained.map(({ seq }) => seq), lines],
  );
  const all = chained.flatMap(entriesOf);
  for (let from = 0; from < all.length; from += mostEntries)
    await saveEntries(ask, all.slice(from, from + mostEntries));
}

/** Entries of one statement: a bulk read has as many as people. */
const mostEntries = 5_000;

async function saveEntries(ask: Ask, entries: readonly Entry[]): Promise<void> {
  await ask(
    `INSERT INTO access_entry (subject, logtime, id, writer, seq, visible_from, action, receiver_system, role, is_own)
     SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::boolean[])
     ON CONFLICT DO NOTHING`,
    [
      entries.map(({ subject }) => subject),
      entries.map(({ logtime }) => logtime),
      entries.map(({ id }) => id),
      entries.map(({ writer }) => writer),
      entries.map(({ seq }) => seq),
      entries.map(({ visibleFrom }) => visibleFrom),
      entries.map(({ action }) => action),
      entries.map(({ receiverSystem }) => receiverSystem),
      entries.map(({ role }) => role),
      entries.map(({ isOwn }) => isOwn),
    ],
  );
}

/** The last record of these writers, as its line has it; absent for one of whom there is none. */
export async function lastLines(ask: Ask, writers: readonly string[]): Promise<readonly string[]> {
  const rows = await ask<{ readonly line: string }>(
    `SELECT r.line FROM unnest($1::text[]) AS w(writer) CROSS JOIN LATERAL (
       SELECT line FROM access_record WHERE writer = w.writer ORDER BY seq DESC LIMIT 1
     ) r`,
    [writers],
  );
  return rows.map(({ line }) => line);
}

/** Writers of whom something came since. @param since ISO */
export async function writersSince(ask: Ask, since: string): Promise<readonly string[]> {
  const rows = await ask<{ readonly writer: string }>(
    'SELECT DISTINCT writer FROM access_record WHERE shipped_at > $1 ORDER BY writer',
    [since],
  );
  return rows.map(({ writer }) => writer);
}

export type PageQuestion = {
  /** Pseudonyms, distinct. */
  readonly subjects: readonly string[];
  readonly where: Where | null;
  /** ISO; what is kept back beyond it is not there, for pages and counts alike. */
  readonly now: string;
};

export type PageRow = {
  readonly ordinal: number;
  readonly logtime: string;
  readonly id: string;
  readonly line: string;
};

/** For each person a page of readings, newest first: at most `first` and one more, which says that there is more. */
export async function loadPages(
  ask: Ask,
  question: PageQuestion & { readonly first: number; readonly after: readonly [string, string] | null },
): Promise<readonly (readonly PageRow[])[]> {
  const { subjects, first, after } = question;
  const { values, add, conditions } = parametersOf(question);
  const cursor = after === null ? '' : `AND (e.logtime, e.id) < (${add(after[0])}::timestamptz, ${add(after[1])}::text COLLATE "C")`; // prettier-ignore
  const rows = await ask<PageRow>(
    `SELECT (k.n - 1)::int AS ordinal, e.* FROM unnest($1::text[]) WITH ORDINALITY AS k(subject, n) CROSS JOIN LATERAL (
       SELECT e.logtime::text AS logtime, e.id, r.line FROM access_entry e JOIN access_record r USING (writer, seq)
       WHERE e.subject = k.subject AND ${conditions} ${cursor}
       ORDER BY e.logtime DESC, e.id DESC LIMIT ${add(first + 1)}
     ) e ORDER BY k.n, e.logtime DESC, e.id DESC`,
    values,
  );
  const bySubject = groupBy(rows, ({ ordinal }) => ordinal);
  return subjects.map((_, index) => bySubject.get(index) ?? []);
}

/** How many there are for each person, on all pages. */
export async function countEntries(ask: Ask, question: PageQuestion): Promise<readonly number[]> {
  const { values, conditions } = parametersOf(question);
  const rows = await ask<{ readonly total: number }>(
    `SELECT (SELECT count(*)::int FROM access_entry e WHERE e.subject = k.subject AND ${conditions}) AS total
     FROM unnest($1::text[]) WITH ORDINALITY AS k(subject, n) ORDER BY k.n`,
    values,
  );
  return rows.map(({ total }) => total);
}

const columns: WhereColumns = {
  logtime: { sql: 'e.logtime', type: 'timestamptz' },
  action: { sql: 'e.action', type: 'text' },
  receiverSystem: { sql: 'e.receiver_system', type: 'text' },
  role: { sql: 'e.role', type: 'text' },
  isOwn: { sql: 'e.is_own', type: 'boolean' },
};

function parametersOf({ subjects, where, now }: PageQuestion) {
  const values: unknown[] = [subjects];
  const add = (value: unknown): string => `$${String(values.push(value))}`;
  const visible = `e.visible_from <= ${add(now)}::timestamptz`;
  const conditions = where === null ? visible : `${visible} AND ${whereSql(where, columns, add)}`;
  return { values, add, conditions };
}
