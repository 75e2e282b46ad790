import type { Change, FeedbackEvent, FeedbackRow, HeldFeedback } from '../steps/held-feedback.ts';
import type { FeedbackPromise } from '../steps/promise.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { writeMoment } from '../../../adapters/hub/moment.ts';
import type { RatingRow, RectificationRow } from './parts.ts';

/** Writes what became of a feedback: the events that say so first, then where it stands. */
export async function saveChange(ask: Ask, before: HeldFeedback | null, { after, events }: Change): Promise<void> {
  if (before === null) await insertFeedback(ask, after.row);
  for (const event of events) await insertEvent(ask, after.row.id, event);
  const known = new Set(before?.promises);
  for (const promise of after.promises.filter((each) => !known.has(each)))
    await savePromise(ask, after.row.id, promise);
  await updateStanding(ask, after.row);
}

async function insertFeedback(ask: Ask, row: FeedbackRow): Promise<void> {
  await ask(
    `INSERT INTO feedback (id, kind, title, description, channel, address, media_url, jurisdiction_id, service_id,
       case_id, citizen_id, entered_by, entered_role, from_rating, requested_at, updated_at, agency, state, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18)`,
    [
      ...[row.id, row.kind, row.title, row.description, row.channel, row.address, row.mediaUrl, row.jurisdictionId],
      ...[row.serviceId, row.caseId, row.citizenId, row.enteredBy, row.enteredRole, row.fromRating],
      ...[writeMoment(row.requestedAt), row.agency, row.state, row.status],
    ],
  );
}

async function insertEvent(ask: Ask, id: string, { step, state, at, actor, note, by }: FeedbackEvent): Promise<void> {
  await ask(
    `INSERT INTO feedback_event (feedback_id, seq, step, state, at, actor, note, by_subject, by_role)
     SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM feedback_event WHERE feedback_id = $1`,
    [id, step, state, writeMoment(at), actor, note, by.subject, by.role],
  );
}

/** Pauses before the promise: its due moment moves by them alone, and the database holds us to it. */
async function savePromise(ask: Ask, id: string, promise: FeedbackPromise): Promise<void> {
  const { seq, kind, startedAt, dueAt, metAt, ratingSeq, pauses } = promise;
  const [last] = pauses.slice(-1);
  if (last !== undefined)
    await ask(
      `INSERT INTO promise_pause (feedback_id, promise_seq, from_at, to_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (feedback_id, promise_seq, from_at) DO UPDATE SET to_at = excluded.to_at
       WHERE promise_pause.to_at IS NULL`,
      [id, seq, writeMoment(last.from), last.to === null ? null : writeMoment(last.to)],
    );
  await ask(
    `INSERT INTO promise (feedback_id, seq, kind, started_at, due_at, met_at, rating_seq) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (feedback_id, seq) DO UPDATE SET due_at = excluded.due_at, met_at = excluded.met_at`,
    [id, seq, kind, writeMoment(startedAt), writeMoment(dueAt), metAt === null ? null : writeMoment(metAt), ratingSeq],
  );
}

async function updateStanding(ask: Ask, row: FeedbackRow): Promise<void> {
  await ask(
    `UPDATE feedback SET updated_at = $2, agency = $3, state = $4, status = $5, status_notes = $6, question = $7,
       ratings_since_handled = $8, urgent_at = $9 WHERE id = $1`,
    [
      ...[row.id, writeMoment(row.updatedAt), row.agency, row.state, row.status, row.statusNotes, row.question],
      ...[row.ratingsSinceHandled, writeMoment(row.urgentAt)],
    ],
  );
}

export async function insertRating(ask: Ask, id: string, rating: RatingRow): Promise<void> {
  await ask(
    `INSERT INTO rating (feedback_id, seq, level, indicators, comment, rated_at, real_name, excluded_reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[id, rating.seq, rating.level, rating.indicators, rating.comment, writeMoment(rating.ratedAt)],
      ...[rating.realName, rating.excludedReason],
    ],
  );
}

export async function insertRectification(
  ask: Ask,
  id: string,
  rectification: Omit<RectificationRow, 'seq'>,
): Promise<void> {
  const { what, note, caseId, serviceId, serviceVersion, at } = rectification;
  await ask(
    `INSERT INTO rectification (feedback_id, seq, what, note, case_id, service_id, service_version, at)
     SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7 FROM rectification WHERE feedback_id = $1`,
    [id, what, note, caseId, serviceId, serviceVersion, writeMoment(at)],
  );
}
