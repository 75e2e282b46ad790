import type { FeedbackPromise, Pause, PromiseKind } from '../steps/promise.ts';
import { groupBy } from '../../../adapters/hub/group-by.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { readMoment, type Moment } from '../../../adapters/hub/moment.ts';

/** What stands beside a feedback: for each id, in the order of the ids, all there is, oldest first. */
export type Parts<T> = (ask: Ask, ids: readonly string[]) => Promise<readonly (readonly T[])[]>;

export type RatingRow = {
  readonly seq: number;
  readonly level: string;
  readonly indicators: string | null;
  readonly comment: string | null;
  readonly ratedAt: Moment;
  readonly realName: boolean;
  readonly excludedReason: string | null;
};

export type RectificationRow = {
  readonly seq: number;
  readonly what: 'CASE' | 'SERVICE' | 'RULE';
  readonly note: string;
  readonly caseId: string | null;
  readonly serviceId: string | null;
  readonly serviceVersion: string | null;
  readonly at: Moment;
};

type OfFeedback = { readonly feedbackId: string };
type PromiseRow = OfFeedback & {
  readonly seq: number;
  readonly kind: PromiseKind;
  readonly startedAt: Moment;
  readonly dueAt: Moment;
  readonly metAt: Moment | null;
  readonly ratingSeq: number | null;
  readonly froms: readonly (string | null)[];
  readonly tos: readonly (string | null)[];
};

const promiseText = `SELECT p.feedback_id AS "feedbackId", p.seq, p.kind, p.started_at AS "startedAt", p.due_at AS "dueAt",
  p.met_at AS "metAt", p.rating_seq AS "ratingSeq",
  array_agg(s.from_at::text ORDER BY s.from_at) AS froms, array_agg(s.to_at::text ORDER BY s.from_at) AS tos
  FROM promise p LEFT JOIN promise_pause s ON s.feedback_id = p.feedback_id AND s.promise_seq = p.seq
  WHERE p.feedback_id = ANY($1::text[]) GROUP BY p.feedback_id, p.seq ORDER BY p.feedback_id, p.seq`;

export const loadPromises: Parts<FeedbackPromise> = async (ask, ids) => {
  const rows = await ask<PromiseRow>(promiseText, [ids]);
  return inOrder(
    ids,
    rows.map(({ froms, tos, ...promise }) => ({ ...promise, pauses: pausesOf(froms, tos) })),
  );
};

/** A promise without a pause has one of nulls: that is how an outer join says it. */
const pausesOf = (froms: readonly (string | null)[], tos: readonly (string | null)[]): readonly Pause[] =>
  froms.flatMap((from, index) => {
    const to = tos[index] ?? null;
    return from === null ? [] : [{ from: readMoment(from), to: to === null ? null : readMoment(to) }];
  });

const ratingText = `SELECT feedback_id AS "feedbackId", seq, level, indicators, comment, rated_at AS "ratedAt",
  real_name AS "realName", excluded_reason AS "excludedReason"
  FROM rating WHERE feedback_id = ANY($1::text[]) ORDER BY feedback_id, seq`;

export const loadRatings: Parts<RatingRow> = async (ask, ids) =>
  inOrder(ids, await ask<RatingRow & OfFeedback>(ratingText, [ids]));

const rectificationText = `SELECT feedback_id AS "feedbackId", seq, what, note, case_id AS "caseId",
  service_id AS "serviceId", service_version AS "serviceVersion", at
  FROM rectification WHERE feedback_id = ANY($1::text[]) ORDER BY feedback_id, seq`;

export const loadRectifications: Parts<RectificationRow> = async (ask, ids) =>
  inOrder(ids, await ask<RectificationRow & OfFeedback>(rectificationText, [ids]));

function inOrder<T extends OfFeedback>(ids: readonly string[], rows: readonly T[]): readonly (readonly T[])[] {
  const byId = groupBy(rows, ({ feedbackId }) => feedbackId);
  return ids.map((id) => byId.get(id) ?? []);
}
