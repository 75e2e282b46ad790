import type { FeedbackRow } from '../steps/held-feedback.ts';
import { groupBy } from '../../../adapters/hub/group-by.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';
import { rowColumns } from './row-columns.ts';
import { whereSql, type Where, type WhereColumns } from '../../../adapters/hub/where.ts';

/** A list of feedback: by what it hangs on, and in which order it goes. */
export type FeedbackList = {
  /** Named in cursors. */
  readonly name: string;
  /** Condition that ties a row `f` to a key `k.id`; keys of a list at the root are one empty text. */
  readonly match: string;
  /** Two columns that order the rows, the second unique; both in one direction. */
  readonly order: { readonly by: readonly [string, 'f.id']; readonly descending: boolean };
  readonly max: number;
};

const newestFirst = { by: ['f.requested_at', 'f.id'], descending: true } as const;

export const citizenList: FeedbackList = {
  name: 'Citizen.portalFeedback',
  match: 'f.citizen_id = k.id',
  order: newestFirst,
  max: 100,
};
export const serviceList: FeedbackList = {
  ...citizenList,
  name: 'PublicService.portalFeedback',
  match: 'f.service_id = k.id',
};
export const caseList: FeedbackList = { ...citizenList, name: 'Case.portalFeedback', match: 'f.case_id = k.id' };
export const rootList: FeedbackList = { ...citizenList, name: 'Query.portalFeedbacks', match: 'true', max: 200 };
export const queueList: FeedbackList = {
  name: 'Query.feedbackQueue',
  match: 'f.agency = k.id',
  order: { by: ['f.urgent_at', 'f.id'], descending: false },
  max: 100,
};

export type PageQuestion = {
  readonly list: FeedbackList;
  /** Distinct. */
  readonly keys: readonly string[];
  readonly first: number;
  /** Order values to go on after, as text; null for the beginning. */
  readonly after: readonly [string, string] | null;
  /** The citizen whose rows alone may be seen; null for all rows. */
  readonly own: readonly string[] | null;
  /** States that count; null for what is open. Of queues alone. */
  readonly states?: readonly string[] | null;
  /** What a client's filter asks; null for all rows. */
  readonly where?: Where | null;
};

/** Order values as text, for the row's cursor. */
export type PageRow = FeedbackRow & { readonly ordinal: number; readonly at: string };

/** One page for each key: at most `first` rows and one more, which says that there is more. */
export async function loadPages(ask: Ask, question: PageQuestion): Promise<readonly (readonly PageRow[])[]> {
  const { list, keys, first, after } = question;
  const { by, descending } = list.order;
  const [way, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const params = parametersOf(question);
  const cursor =
    after === null
      ? ''
      : `AND (${by.join(', ')}) ${beyond} (${params.add(after[0])}::timestamptz, ${params.add(after[1])}::text COLLATE "C")`;
  const text = `SELECT (k.n - 1)::int AS ordinal, f.*, f.at::text AS at FROM unnest($1::text[]) WITH ORDINALITY AS k(id, n)
    CROSS JOIN LATERAL (
      SELECT ${rowColumns}, ${by[0]} AS at FROM feedback f WHERE ${list.match} ${params.conditions} ${cursor}
      ORDER BY ${by.map((column) => `${column} ${way}`).join(', ')} LIMIT ${params.add(first + 1)}
    ) f ORDER BY k.n, f.at ${way}, f.id ${way}`;
  const rows = await ask<PageRow>(text, params.values);
  const byKey = groupBy(rows, ({ ordinal }) => ordinal);
  return keys.map((_, index) => byKey.get(index) ?? []);
}

/** How many there are for each key, on all pages. */
export async function loadTotals(ask: Ask, question: PageQuestion): Promise<readonly number[]> {
  const params = parametersOf(question);
  const text = `SELECT (SELECT count(*)::int FROM feedback f WHERE ${question.list.match} ${params.conditions}) AS total
    FROM unnest($1::text[]) WITH ORDINALITY AS k(id, n) ORDER BY k.n`;
  const rows = await ask<{ readonly total: number }>(text, params.values);
  return rows.map(({ total }) => total);
}

/** What both statements have in common: the keys as `$1`, and which rows count. */
function parametersOf({ list, keys, own, states, where = null }: PageQuestion) {
  const values: unknown[] = [keys];
  const add = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = [
    ...(own === null ? [] : [`AND f.citizen_id = ANY(${add(own)}::text[])`]),
    ...(where === null ? [] : [`AND ${whereSql(where, whereColumns, add)}`]),
    ...(list !== queueList ? [] : [states ? `AND f.state = ANY(${add(states)}::text[])` : `AND f.status = 'OPEN'`]),
  ].join(' ');
  return { values, add, conditions };
}

/** What a client's filter is held against. */
const whereColumns: WhereColumns = {
  kind: { sql: 'f.kind', type: 'text' },
  status: { sql: 'f.status', type: 'text' },
  detailedState: { sql: 'f.state', type: 'text' },
  channel: { sql: 'f.channel', type: 'text' },
  title: { sql: 'f.title', type: 'text' },
  agencyResponsible: { sql: 'f.agency', type: 'text' },
  jurisdictionId: { sql: 'f.jurisdiction_id', type: 'text' },
  requestedDatetime: { sql: 'f.requested_at', type: 'timestamptz' },
  updatedDatetime: { sql: 'f.updated_at', type: 'timestamptz' },
  at: { sql: 'f.requested_at', type: 'timestamptz' },
};
