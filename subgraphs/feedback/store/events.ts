import type { FeedbackState } from '../steps/state-machine.ts';
import { groupBy } from '../../../adapters/hub/group-by.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import type { Moment } from '../../../adapters/hub/moment.ts';

export type EventRow = {
  readonly feedbackId: string;
  readonly seq: number;
  readonly state: FeedbackState;
  readonly at: Moment;
  readonly actor: string | null;
  readonly note: string | null;
};

export type EventQuestion = {
  readonly ids: readonly string[];
  readonly first: number;
  /** The event to go on after; 0 for the beginning. */
  readonly after: number;
};

/** For each feedback its events, oldest first: at most `first` and one more, which says that there is more. */
export async function loadEvents(
  ask: Ask,
  { ids, first, after }: EventQuestion,
): Promise<readonly (readonly EventRow[])[]> {
  const rows = await ask<EventRow>(
    `SELECT e.* FROM unnest($1::text[]) AS k(id) CROSS JOIN LATERAL (
       SELECT feedback_id AS "feedbackId", seq, state, at, actor, note FROM feedback_event
       WHERE feedback_id = k.id AND seq > $2 ORDER BY seq LIMIT $3
     ) e ORDER BY e."feedbackId", e.seq`,
    [ids, after, first + 1],
  );
  const byId = groupBy(rows, ({ feedbackId }) => feedbackId);
  return ids.map((id) => byId.get(id) ?? []);
}

export async function countEvents(ask: Ask, ids: readonly string[]): Promise<readonly number[]> {
  const rows = await ask<{ readonly total: number }>(
    `SELECT (SELECT count(*)::int FROM feedback_event WHERE feedback_id = k.id) AS total
     FROM unnest($1::text[]) WITH ORDINALITY AS k(id, n) ORDER BY k.n`,
    [ids],
  );
  return rows.map(({ total }) => total);
}
