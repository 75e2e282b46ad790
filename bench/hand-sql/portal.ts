import { Pool } from 'pg';
import type { MergedShare } from './merge-shares.ts';

type Row = Readonly<Record<string, string | null>>;

/** What was said in the graph's own portal, by hand-written and prepared SQL on the hub. */
export type Portal = {
  /** Its share of `feedback(first: 4)`: the person's own, newest first. */
  hero(id: string): Promise<MergedShare>;
  close(): Promise<void>;
};

const feedbackSql = `
  SELECT f.id, f.kind, f.title, f.status, f.agency, r.level, count(*) OVER () AS total,
    to_char(f.requested_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS') AS requested
  FROM feedback f
  LEFT JOIN rating r ON (r.feedback_id, r.seq) = (f.id, (SELECT max(seq) FROM rating WHERE feedback_id = f.id))
  WHERE f.citizen_id = $1 ORDER BY f.requested_at DESC, f.id DESC LIMIT 4`;

const scores: Readonly<Record<string, number>> = {
  VERY_SATISFIED: 5,
  SATISFIED: 4,
  FAIRLY_SATISFIED: 3,
  DISSATISFIED: 2,
  VERY_DISSATISFIED: 1,
};

/** Text as it is stored: the portal writes the graph's own words. */
export function openPortal(url: string): Portal {
  const pool = new Pool({ connectionString: url, max: 8 });
  pool.on('error', () => {});
  return {
    hero: async (id) => {
      const { rows } = await pool.query<Row>({ name: 'feedback', text: feedbackSql, values: [id] });
      return { nodes: rows.map(feedbackOf), totalCount: Number(rows[0]?.['total'] ?? 0) };
    },
    close: () => pool.end(),
  };
}

const feedbackOf = (row: Row): MergedShare['nodes'][number] => ({
  id: row['id'],
  kind: row['kind'],
  title: row['title'],
  status: row['status'],
  requestedDatetime: `${(row['requested'] ?? '').replace('.000', '')}+08:00`,
  agencyResponsible: row['agency'],
  rating: row['level'] === null ? null : { score: scores[row['level'] ?? ''] ?? null },
});
