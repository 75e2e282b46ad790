import { createPool, type RowDataPacket } from 'mysql2/promise';
import { codeOf, idForms, textOf } from './stored-values.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Answer = Readonly<Record<string, unknown>>;

/** What the approvals bureau knows, by hand-written and prepared SQL on MariaDB. */
export type Approvals = {
  /**
   * The answer to `cases(first: 5) { nodes { caseNumber label status appliedAt acceptedAt decidedAt dueAt outcome
   * service { name promisedPeriod competentAuthority { name } } department { name }
   * stages(first: 20) { nodes { order status at } } pausedIntervals(first: 5) { nodes { from to reason } }
   * subCases(first: 5) { nodes { caseNumber status department { name } } } } totalCount }
   * counterVisits(first: 3) { nodes { at channel stage topic official outcome waitedSeconds } totalCount }`
   */
  hero(id: string): Promise<Answer>;
  close(): Promise<void>;
};

/** Four forms of an id; those that an id does not have are given twice. */
const idList = '(?, ?, ?, ?)';
const caseList = '(?, ?, ?, ?, ?)';

const casesSql = `
  SELECT b.bjbh, b.sxmc_en, b.sxmc, b.bjzt, b.sqsj, b.slsj, b.jdsj, b.cnbjsj, b.jgdm, s.ITEM_CODE AS service,
    s.sxmc AS serviceName, s.cnqx, a.DEPT_CODE AS authority, a.DEPT_NAME AS authorityName, d.DEPT_CODE AS department,
    d.DEPT_NAME AS departmentName, count(*) OVER () AS total
  FROM bj_basic b
  LEFT JOIN sx_basic s ON s.ITEM_CODE = b.ITEM_CODE AND s.yxx = '1'
  LEFT JOIN T_ORG_DEPT a ON a.DEPT_CODE = s.ss_bm_dm AND a.YXX = '1'
  LEFT JOIN T_ORG_DEPT d ON d.DEPT_CODE = b.bl_bm_dm AND d.YXX = '1'
  WHERE b.sqr_zjhm IN ${idList} AND b.zxbz = 'N' AND (b.fbjbh IS NULL OR b.fbjbh = '')
  ORDER BY b.sqsj IS NULL, b.sqsj DESC, b.bjbh DESC LIMIT 5`;

const stagesSql = `
  SELECT bjbh, xh, hjzt, czsj FROM bj_gc WHERE bjbh IN ${caseList} ORDER BY xh IS NULL, xh, lsh`;

const pausesSql = `
  SELECT bjbh, kssj, jssj, ztyy FROM bj_zt WHERE bjbh IN ${caseList} ORDER BY kssj IS NULL, kssj, lsh`;

const partsSql = `
  SELECT b.fbjbh, b.bjbh, b.bjzt, d.DEPT_CODE AS department, d.DEPT_NAME AS departmentName
  FROM bj_basic b LEFT JOIN T_ORG_DEPT d ON d.DEPT_CODE = b.bl_bm_dm AND d.YXX = '1'
  WHERE b.fbjbh IN ${caseList} AND b.zxbz = 'N' ORDER BY b.sqsj IS NULL, b.sqsj, b.bjbh`;

const visitsSql = `
  SELECT qhsj, qdlx, hjmc, ywmc, ckh, bljg, ddsc, count(*) OVER () AS total FROM qh_record
  WHERE zjhm IN ${idList} ORDER BY qhsj IS NULL, qhsj DESC, qhid DESC LIMIT 3`;

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
const outcomes = { 1: 'GRANTED', 2: 'REFUSED', 3: 'NOT_ACCEPTED', 4: 'WITHDRAWN' };
const reasons = { 1: 'SUPPLEMENT', 2: 'SPECIAL_PROCEDURE' };
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
  const rows = async (text: string, values: readonly string[]): Promise<readonly Row[]> =>
    (await pool.execute<(RowDataPacket & Row)[]>(text, [...values]))[0];
  return {
    hero: async (id) => {
      const forms = padded(idForms(id), 4);
      const [cases, visits] = await Promise.all([rows(casesSql, forms), rows(visitsSql, forms)]);
      const numbers = padded(
        cases.map((row) => text(row, 'bjbh') ?? ''),
        5,
      );
      const [stages, pauses, parts] = await Promise.all([
        rows(stagesSql, numbers),
        rows(pausesSql, numbers),
        rows(partsSql, numbers),
      ]);
      return { cases: casesOf(cases, { stages, pauses, parts }), counterVisits: visitsOf(visits) };
    },
    close: () => pool.end(),
  };
}

/** A list of one length for every statement: the last value fills it up. */
const padded = (values: readonly string[], length: number): readonly string[] =>
  Array.from({ length }, (_, place) => values[place] ?? values.at(-1) ?? '');

const text = (row: Row, name: string): string | null => {
  const value = row[name] ?? null;
  return value === null ? null : String(value);
};

const number = (row: Row, name: string): number | null => (row[name] === null ? null : Number(row[name]));

/** 2025-06-12 09:30:11 in Shanghai, which keeps one time since 1992; zeros mean that nothing is known. */
const moment = (row: Row, name: string): string | null => {
  const stored = text(row, name);
  return stored === null || stored.startsWith('0000') ? null : `${stored.replace(' ', 'T')}+08:00`;
};

/** Null where the row that was joined is not there. */
const named = (row: Row, key: string, name: string): Answer | null =>
  text(row, key) === null ? null : { name: text(row, name) };

type Parts = Readonly<Record<'stages' | 'pauses' | 'parts', readonly Row[]>>;

const casesOf = (rows: readonly Row[], parts: Parts): Answer => ({
  nodes: rows.map((row) => caseOf(row, parts)),
  totalCount: Number(rows[0]?.['total'] ?? 0),
});

function caseOf(row: Row, { stages, pauses, parts }: Parts): Answer {
  const caseNumber = text(row, 'bjbh');
  const own = (all: readonly Row[], column: string, most: number): readonly Row[] =>
    all.filter((each) => text(each, column) === caseNumber).slice(0, most);
  return {
    caseNumber,
    label: textOf(text(row, 'sxmc_en'), '') ?? text(row, 'sxmc'),
    status: codeOf(text(row, 'bjzt'), caseStates),
    appliedAt: moment(row, 'sqsj'),
    acceptedAt: moment(row, 'slsj'),
    decidedAt: moment(row, 'jdsj'),
    dueAt: moment(row, 'cnbjsj'),
    outcome: codeOf(text(row, 'jgdm'), outcomes),
    service: serviceOf(row),
    department: named(row, 'department', 'departmentName'),
    stages: { nodes: own(stages, 'bjbh', 20).map(stageOf) },
    pausedIntervals: { nodes: own(pauses, 'bjbh', 5).map(pauseOf) },
    subCases: { nodes: own(parts, 'fbjbh', 5).map(partOf) },
  };
}

const serviceOf = (row: Row): Answer | null =>
  text(row, 'service') === null
    ? null
    : {
        name: text(row, 'serviceName'),
        promisedPeriod: number(row, 'cnqx'),
        competentAuthority: named(row, 'authority', 'authorityName'),
      };

const stageOf = (row: Row): Answer => ({
  order: number(row, 'xh'),
  status: codeOf(text(row, 'hjzt'), caseStates),
  at: moment(row, 'czsj'),
});

const pauseOf = (row: Row): Answer => ({
  from: moment(row, 'kssj'),
  to: moment(row, 'jssj'),
  reason: codeOf(text(row, 'ztyy'), reasons),
});

const partOf = (row: Row): Answer => ({
  caseNumber: text(row, 'bjbh'),
  status: codeOf(text(row, 'bjzt'), caseStates),
  department: named(row, 'department', 'departmentName'),
});

const visitsOf = (rows: readonly Row[]): Answer => ({
  nodes: rows.map((row) => ({
    at: moment(row, 'qhsj'),
    channel: codeOf(text(row, 'qdlx'), channels),
    stage: text(row, 'hjmc'),
    topic: text(row, 'ywmc'),
    official: textOf(text(row, 'ckh'), ''),
    outcome: text(row, 'bljg'),
    waitedSeconds: text(row, 'ddsc') === '-1' ? null : number(row, 'ddsc'),
  })),
  totalCount: Number(rows[0]?.['total'] ?? 0),
});
