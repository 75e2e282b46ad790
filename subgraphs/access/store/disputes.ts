import { groupBy } from '../../../adapters/hub/group-by.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { writeMoment, type Moment } from '../../../adapters/hub/moment.ts';

/** A dispute as it is kept. */
export type DisputeRow = {
  readonly id: string;
  readonly citizenId: string;
  /** Name of the department. */
  readonly owner: string;
  readonly type: string;
  readonly recordId: string;
  readonly field: string;
  readonly statement: string;
  readonly lang: string;
  readonly submittedAt: Moment;
  /** All four are there, or none. */
  readonly resolution: string | null;
  readonly answer: string | null;
  readonly answeredAt: Moment | null;
};

export type NewDispute = Omit<DisputeRow, 'resolution' | 'answer' | 'answeredAt'>;

export type DisputeAnswer = {
  readonly id: string;
  readonly resolution: string;
  readonly answer: string;
  readonly at: Moment;
  readonly by: { readonly subject: string; readonly role: string };
};

const columns = `d.id, d.citizen_id AS "citizenId", d.owner, d.type, d.record_id AS "recordId", d.field, d.statement,
  d.lang, d.submitted_at AS "submittedAt", d.resolution, d.answer, d.answered_at AS "answeredAt"`;

export async function insertDispute(ask: Ask, dispute: NewDispute): Promise<void> {
  const { id, citizenId, owner, type, recordId, field, statement, lang, submittedAt } = dispute;
  await ask(
    `INSERT INTO field_dispute (id, citizen_id, owner, type, record_id, field, statement, lang, submitted_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, citizenId, owner, type, recordId, field, statement, lang, writeMoment(submittedAt)],
  );
}

export async function loadDispute(ask: Ask, id: string): Promise<DisputeRow | null> {
  const [row] = await ask<DisputeRow>(`SELECT ${columns} FROM field_dispute d WHERE d.id = $1`, [id]);
  return row ?? null;
}

/** False where it was answered already: an answer is given once. */
export async function answerOnce(ask: Ask, { id, resolution, answer, at, by }: DisputeAnswer): Promise<boolean> {
  const answered = await ask(
    `UPDATE field_dispute SET resolution = $2, answer = $3, answered_at = $4, answered_by = $5, answered_role = $6
     WHERE id = $1 AND resolution IS NULL RETURNING id`,
    [id, resolution, answer, writeMoment(at), by.subject, by.role],
  );
  return answered.length > 0;
}

/** A citizen's go newest first; a department's oldest first, as they fall due. */
export type DisputeList = {
  readonly name: 'Citizen.disputes' | 'Query.disputes';
  readonly column: 'citizen_id' | 'owner';
  readonly descending: boolean;
};

export const citizenDisputes: DisputeList = { name: 'Citizen.disputes', column: 'citizen_id', descending: true };
export const ownerDisputes: DisputeList = { name: 'Query.disputes', column: 'owner', descending: false };

export type DisputeQuestion = {
  readonly list: DisputeList;
  /** Distinct. */
  readonly keys: readonly string[];
  /** Null for all. */
  readonly status: 'OPEN' | 'ANSWERED' | null;
};

export type DisputePageRow = DisputeRow & { readonly ordinal: number; readonly at: string };

/** For each key a page: at most `first` rows and one more, which says that there is more. */
export async function loadDisputePages(
  ask: Ask,
  question: DisputeQuestion & { readonly first: number; readonly after: readonly [string, string] | null },
): Promise<readonly (readonly DisputePageRow[])[]> {
  const { list, keys, first, after } = question;
  const [way, beyond] = list.descending ? ['DESC', '<'] : ['ASC', '>'];
  const cursor = after === null ? '' : `AND (d.submitted_at, d.id) ${beyond} ($3::timestamptz, $4::text COLLATE "C")`;
  const rows = await ask<DisputePageRow>(
    `SELECT (k.n - 1)::int AS ordinal, d.* FROM unnest($1::text[]) WITH ORDINALITY AS k(id, n) CROSS JOIN LATERAL (
       SELECT ${columns}, d.submitted_at::text AS at FROM field_dispute d WHERE ${matching(question)} ${cursor}
       ORDER BY d.submitted_at ${way}, d.id ${way} LIMIT $2
     ) d ORDER BY k.n, d."submittedAt" ${way}, d.id ${way}`,
    [keys, first + 1, ...(after ?? [])],
  );
  const byKey = groupBy(rows, ({ ordinal }) => ordinal);
  return keys.map((_, index) => byKey.get(index) ?? []);
}

/** How many there are for each key, on all pages. */
export async function countDisputes(ask: Ask, question: DisputeQuestion): Promise<readonly number[]> {
  const rows = await ask<{ readonly total: number }>(
    `SELECT (SELECT count(*)::int FROM field_dispute d WHERE ${matching(question)}) AS total
     FROM unnest($1::text[]) WITH ORDINALITY AS k(id, n) ORDER BY k.n`,
    [question.keys],
  );
  return rows.map(({ total }) => total);
}

const statusSql = { OPEN: ' AND d.resolution IS NULL', ANSWERED: ' AND d.resolution IS NOT NULL' } as const;

const matching = ({ list, status }: DisputeQuestion): string =>
  `d.${list.column} = k.id${status === null ? '' : statusSql[status]}`;
