import type { AccessRecord, ChainedRecord } from '../../../schema/access-record.ts';
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

/** What all entries of a record have in common; `owner` is the pseudonym of a citizen who read, null for anybody else. */
function headOf({ record, writer, seq, hash }: ChainedRecord) {
  const { time, embargoedUntil, purpose, client, role, actor } = record;
  return {
    ...{ logtime: time, id: hash.slice(0, 32), writer, seq, role, action: purpose, receiverSystem: client },
    visibleFrom: embargoedUntil ?? time,
    owner: role === 'citizen' ? actor : null,
  };
}

const subjectsOf = ({ reads }: AccessRecord): readonly string[] => [...new Set(reads.flatMap(({ subjects }) => subjects))].sort(); // prettier-ignore

/** One for each person concerned, in the order of their pseudonyms. */
export function entriesOf(chained: ChainedRecord): readonly Entry[] {
  const { owner, ...head } = headOf(chained);
  return subjectsOf(chained.record).map((subject) => ({ ...head, subject, isOwn: owner === subject }));
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
  const all = chained.flatMap(({ record }, at) => subjectsOf(record).map((subject) => ({ subject, at })));
  for (let from = 0; from < all.length; from += mostEntries)
    await saveEntries(ask, chained, all.slice(from, from + mostEntries));
}

/** Entries of one statement: a bulk read has as many as people. */
const mostEntries = 5_000;

/** What a person's entry has in common with the others of its record goes to the hub once. */
async function saveEntries(
  ask: Ask,
  chained: readonly ChainedRecord[],
  entries: readonly { readonly subject: string; readonly at: number }[],
): Promise<void> {
  const records = chained.map(headOf);
  await ask(
    `INSERT INTO access_entry (subject, logtime, id, writer, seq, visible_from, action, receiver_system, role, is_own)
     SELECT e.subject, r.logtime, r.id, r.writer, r.seq, r.visible_from, r.action, r.receiver_system, r.role, r.owner IS NOT DISTINCT FROM e.subject
     FROM unnest($1::text[], $2::int[]) AS e(subject, at)
     JOIN unnest($3::timestamptz[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[])
       WITH ORDINALITY AS r(logtime, id, writer, seq, visible_from, action, receiver_system, role, owner, n) ON r.n = e.at + 1
     ON CONFLICT DO NOTHING`,
    [
      entries.map(({ subject }) => subject),
      entries.map(({ at }) => at),
      records.map(({ logtime }) => logtime),
      records.map(({ id }) => id),
      records.map(({ writer }) => writer),
      records.map(({ seq }) => seq),
      records.map(({ visibleFrom }) => visibleFrom),
      records.map(({ action }) => action),
      records.map(({ receiverSystem }) => receiverSystem),
      records.map(({ role }) => role),
      records.map(({ owner }) => owner),
    ],
  );
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
  question: PageQuestion & {
    readonly first: number;
    readonly after: readonly [string, string] | null;
    /** Rows of each person that are passed over. */
    readonly offset?: number;
  },
): Promise<readonly (readonly PageRow[])[]> {
  const { subjects, first, after, offset = 0 } = question;
  const { values, add, conditions } = parametersOf(question);
  const cursor = after === null ? '' : `AND (e.logtime, e.id) < (${add(after[0])}::timestamptz, ${add(after[1])}::text COLLATE "C")`; // prettier-ignore
  const rows = await ask<PageRow>(
    `SELECT (k.n - 1)::int AS ordinal, e.* FROM unnest($1::text[]) WITH ORDINALITY AS k(subject, n) CROSS JOIN LATERAL (
       SELECT e.logtime::text AS logtime, e.id, r.line FROM access_entry e JOIN access_record r USING (writer, seq)
       WHERE e.subject = k.subject AND ${conditions} ${cursor}
       ORDER BY e.logtime DESC, e.id DESC LIMIT ${add(first + 1)} OFFSET ${add(offset)}
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
