import { createPool, type RowDataPacket } from 'mysql2/promise';
import type { MergedShare } from './merge-shares.ts';
import { codeOf, idForms, textOf } from './stored-values.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Answer = Readonly<Record<string, unknown>>;

/** What the approvals bureau knows, by hand-written and prepared SQL on MariaDB. */
export type Approvals = {
  /**
   * The answer to `cases(first: 2) { nodes { caseNumber status appliedAt dueAt service { label promisedPeriod }
   * department { name } stages(first: 3) { nodes { status at } totalCount } } totalCount }`, and its share of
   * `contacts(first: 4) { nodes { id at channel topic } totalCount }`
   */
  hero(id: string): Promise<{ readonly cases: Answer; readonly contacts: MergedShare }>;
  close(): Promise<void>;
};

/** The forms of an id; those that an id does not have are given twice. */
const idList = '(?, ?, ?)';

const casesSql = `
  SELECT b.bjbh, b.bjzt, b.sqsj, b.cnbjsj, s.ITEM_CODE AS service, s.sxmc_en, s.sxmc, s.cnqx,
    d.DEPT_CODE AS department, d.DEPT_NAME, count(*) OVER () AS total
  FROM bj_basic b
  LEFT JOIN sx_basic s ON s.ITEM_CODE = b.ITEM_CODE AND s.yxx = '1'
  LEFT JOIN T_ORG_DEPT d ON d.DEPT_CODE = b.bl_bm_dm AND d.YXX = '1'
  WHERE b.sqr_zjhm IN ${idList} AND b.zxbz = 'N' AND (b.fbjbh IS NULL OR b.fbjbh = '')
  ORDER BY b.sqsj IS NULL, b.sqsj DESC, b.bjbh DESC LIMIT 2`;

const stagesSql = `
  SELECT bjbh, hjzt, czsj, total FROM (
    SELECT bjbh, hjzt, czsj, count(*) OVER (PARTITION BY bjbh) AS total,
      row_number() OVER (PARTITION BY bjbh ORDER BY xh IS NULL, xh, lsh) AS place
    FROM bj_gc WHERE bjbh IN (?, ?)) s
  WHERE place <= 3 ORDER BY place`;

const visitsSql = `
  SELECT qhid, qhsj, qdlx, ywmc, count(*) OVER () AS total FROM qh_record
  WHERE zjhm IN ${idList} ORDER BY qhsj IS NULL, qhsj DESC, qhid DESC LIMIT 4`;

const caseStates = {
  '01': 'APPLIED',
  '02': 'ACCEPTED',
  受理: 'ACCEPTED',
  '03': 'NOT_ACCEPTED',
  '04': 'SUPPLEMENT_REQUESTED',
  '05': 'SUPPLEMENTED',
  '06': 'SPECIAL_PROCEDURE',
  '07': 'NOTIFIED',
  '08': 'DECIDED',
  决定: 'DECIDED',
  '09': 'CLOSED',
  已办结: 'CLOSED',
  '10': 'WITHDRAWN',
};
const channels = {
  CK: 'COUNTER',
  WZ: 'WEB',
  APP: 'APP',
  XCX: 'MINI_PROGRAM',
  ZZ: 'KIOSK',
  YJ: 'POST',
  DH: 'PHONE',
  DB: 'ASSISTED',
};

/** @param url `mysql://…` */
export function openApprovals(url: string): Approvals {
  const settings = { dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, charset: 'utf8mb4' } as const;
  const pool = createPool({ uri: url, connectionLimit: 8, ...settings });
  const rows = async (sql: string, values: readonly (string | null)[]): Promise<readonly Row[]> =>
    (await pool.execute<(RowDataPacket & Row)[]>(sql, [...values]))[0];
  return {
    hero: async (id) => {
      const forms = padded(idForms(id), 3);
      const [cases, visits] = await Promise.all([rows(casesSql, forms), rows(visitsSql, forms)]);
      const numbers = cases.map((row) => text(row, 'bjbh') ?? '');
      const stages = numbers.length === 0 ? [] : await rows(stagesSql, padded(numbers, 2));
      return { cases: casesOf(cases, stages), contacts: contactsOf(visits) };
    },
    close: () => pool.end(),
  };
}

/** A list of one length for every statement: the last value fills it up, null where there is none. */
const padded = (values: readonly string[], length: number): readonly (string | null)[] =>
  Array.from({ length }, (_, place) => values[place] ?? values.at(-1) ?? null);

const text = (row: Row, name: string): string | null => {
  const value = row[name] ?? null;
  return value === null ? null : String(value);
};

/** 2025-06-12 09:30:11 in Shanghai, which keeps one time since 1992; zeros mean that nothing is known. */
const moment = (row: Row, name: string): string | null => {
  const stored = text(row, name);
  return stored === null || stored.startsWith('0000') ? null : `${stored.replace(' ', 'T')}+08:00`;
};

const total = (rows: readonly Row[]): number => Number(rows[0]?.['total'] ?? 0);

const casesOf = (rows: readonly Row[], stages: readonly Row[]): Answer => ({
  nodes: rows.map((row) => {
    const own = stages.filter((stage) => text(stage, 'bjbh') === text(row, 'bjbh'));
    return caseOf(row, own);
  }),
  totalCount: total(rows),
});

/** What was joined and is not there is null. */
const caseOf = (row: Row, stages: readonly Row[]): Answer => ({
  caseNumber: text(row, 'bjbh'),
  status: codeOf(text(row, 'bjzt'), caseStates),
  appliedAt: moment(row, 'sqsj'),
  dueAt: moment(row, 'cnbjsj'),
  service: text(row, 'service') === null ? null : serviceOf(row),
  department: text(row, 'department') === null ? null : { name: text(row, 'DEPT_NAME') },
  stages: {
    nodes: stages.map((stage) => ({ status: codeOf(text(stage, 'hjzt'), caseStates), at: moment(stage, 'czsj') })),
    totalCount: total(stages),
  },
});

const serviceOf = (row: Row): Answer => ({
  label: textOf(text(row, 'sxmc_en'), '') ?? text(row, 'sxmc'),
  promisedPeriod: row['cnqx'] === null ? null : Number(row['cnqx']),
});

const contactsOf = (rows: readonly Row[]): MergedShare => ({
  nodes: rows.map((row) => ({
    id: `approvals:${text(row, 'qhid') ?? ''}`,
    at: moment(row, 'qhsj'),
    channel: codeOf(text(row, 'qdlx'), channels),
    topic: text(row, 'ywmc'),
  })),
  totalCount: total(rows),
});
