import { createPool, type RowDataPacket } from 'mysql2/promise';
import { codeOf, dateOf, idForms } from './stored-values.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Answer = Readonly<Record<string, unknown>>;

/** What market regulation knows, by hand-written and prepared SQL on MariaDB. */
export type Market = {
  /**
   * The answer to
   * `businesses(first: 3) { nodes { role since business { id legalName legalEntityStatus } } totalCount }`
   */
  hero(id: string): Promise<Answer>;
  close(): Promise<void>;
};

/** The collation of the codes holds capitals and small letters equal; the newest of several rows counts. */
const rolesSql = `
  SELECT p.ZW, p.RZRQ, q.TYSHXYDM, q.QYMC, q.JYZT, count(*) OVER () AS total
  FROM QY_RYXX p
  LEFT JOIN QY_JBXX q ON q.NBXH = (
    SELECT b.NBXH FROM QY_JBXX b WHERE b.TYSHXYDM = p.TYSHXYDM AND b.YXBZ = '1'
    ORDER BY b.GXSJ DESC, b.NBXH DESC LIMIT 1)
  WHERE p.ZJHM IN (?, ?, ?)
  ORDER BY BINARY p.TYSHXYDM, BINARY p.ZJHM, BINARY p.ZW LIMIT 3`;

const roles = {
  '01': 'LEGAL_REPRESENTATIVE',
  法定代表人: 'LEGAL_REPRESENTATIVE',
  '02': 'SHAREHOLDER',
  股东: 'SHAREHOLDER',
  '03': 'SUPERVISOR',
  监事: 'SUPERVISOR',
  '04': 'LIAISON',
  联络员: 'LIAISON',
};
const states = {
  1: 'ACTIVE',
  存续: 'ACTIVE',
  2: 'SUSPENDED',
  停业: 'SUSPENDED',
  3: 'REVOKED',
  吊销: 'REVOKED',
  4: 'DEREGISTERED',
  注销: 'DEREGISTERED',
};

/** @param url `mysql://…` */
export function openMarket(url: string): Market {
  const settings = { supportBigNumbers: true, bigNumberStrings: true, charset: 'utf8mb4' } as const;
  const pool = createPool({ uri: url, connectionLimit: 8, ...settings });
  return {
    hero: async (id) => {
      const forms = idForms(id);
      // A list of one length for every statement: the canonical form fills it up.
      const values = [0, 1, 2].map((place) => forms[place] ?? forms[0] ?? null);
      const [rows] = await pool.execute<(RowDataPacket & Row)[]>(rolesSql, values);
      return { businesses: { nodes: rows.map(roleOf), totalCount: Number(rows[0]?.['total'] ?? 0) } };
    },
    close: () => pool.end(),
  };
}

const stored = (row: Row, name: string): string | null => {
  const value = row[name] ?? null;
  return value === null ? null : String(value);
};

function roleOf(row: Row): Answer {
  const code = stored(row, 'TYSHXYDM');
  return {
    role: codeOf(stored(row, 'ZW'), roles),
    since: dateOf(stored(row, 'RZRQ')?.replaceAll('-', '') ?? null),
    business:
      code === null
        ? null
        : {
            id: code.toUpperCase(),
            legalName: stored(row, 'QYMC'),
            legalEntityStatus: codeOf(stored(row, 'JYZT'), states),
          },
  };
}
