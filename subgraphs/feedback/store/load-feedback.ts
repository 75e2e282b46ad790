import type { FeedbackRow, HeldFeedback } from '../steps/held-feedback.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { loadPromises } from './parts.ts';
import { rowColumns } from './row-columns.ts';

/** One row for each id, in the order of the ids; null where there is none that may be seen. */
export async function loadRows(
  ask: Ask,
  { ids, own }: { readonly ids: readonly string[]; readonly own: readonly string[] | null },
): Promise<readonly (FeedbackRow | null)[]> {
  const text = `SELECT ${rowColumns} FROM feedback f WHERE f.id = ANY($1::text[])${own === null ? '' : ' AND f.citizen_id = ANY($2::text[])'}`;
  const rows = await ask<FeedbackRow>(text, own === null ? [ids] : [ids, own]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** The feedback with its promises, held until the transaction ends: nobody else takes a step meanwhile. */
export async function holdFeedback(ask: Ask, id: string): Promise<HeldFeedback | null> {
  const [row] = await ask<FeedbackRow>(`SELECT ${rowColumns} FROM feedback f WHERE f.id = $1 FOR UPDATE`, [id]);
  if (row === undefined) return null;
  const [promises = []] = await loadPromises(ask, [id]);
  return { row, promises };
}

/** The feedback that a citizen's rating of this case made, if it did; new ones of the two wait meanwhile. */
export async function holdCaseRating(
  ask: Ask,
  { caseId, citizenId }: { readonly caseId: string; readonly citizenId: string },
): Promise<HeldFeedback | null> {
  await ask('SELECT pg_advisory_xact_lock(727200115, hashtext($1))', [JSON.stringify([caseId, citizenId])]);
  const [found] = await ask<{ readonly id: string }>(
    `SELECT id FROM feedback WHERE case_id = $1 AND citizen_id = $2 AND from_rating
     ORDER BY requested_at DESC, id DESC LIMIT 1`,
    [caseId, citizenId],
  );
  return found === undefined ? null : holdFeedback(ask, found.id);
}
