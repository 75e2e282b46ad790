import Database from 'libsql';
import { canonicalId, codeOf, dateOf, idForms, textOf, yuanOf } from './stored-values.ts';

type Row = Readonly<Record<string, string | number | null>>;
type Answer = Readonly<Record<string, unknown>>;

/** What social insurance knows, by hand-written and prepared SQL. */
export type Insurance = {
  hero(id: string): Answer;
  /** Canonical id → what the page shows of the insured person; nothing for who is not insured. */
  page(ids: readonly string[]): ReadonlyMap<string, Answer>;
  close(): void;
};

const among = 'IN (SELECT value FROM json_each(?))';

const statements = {
  insured: `SELECT dwmc, cbzt, cbrq, grzhye_fen FROM CBRYXX WHERE BTJC02003 ${among} AND YXX = '1' ORDER BY GXSJ DESC, BTJC01001 DESC LIMIT 1`,
  contributions: `SELECT jfny, jfjs_fen, grjfje_fen, dzbz, xzpz.xzdm, xzmc FROM grjfmx LEFT JOIN xzpz USING (xzdm) WHERE sfzhm ${among} ORDER BY jfny DESC, sfzhm DESC LIMIT 4`,
  months: `SELECT count(*) AS total FROM grjfmx WHERE sfzhm ${among}`,
  benefits: `SELECT xzdm, dyzt, ksny, yffje_fen FROM dyffxx WHERE sfzhm ${among} ORDER BY cjsj IS NULL, cjsj DESC, dybh DESC LIMIT 5`,
  page: `SELECT BTJC02003, dwmc, cbzt, grzhye_fen FROM CBRYXX WHERE BTJC02003 ${among} AND YXX = '1' ORDER BY GXSJ, BTJC01001`,
};

const types = { 110: 'PENSION', 210: 'UNEMPLOYMENT', 310: 'MEDICAL', 410: 'WORK_INJURY', 510: 'MATERNITY' };
const insuranceStates = {
  1: 'ACTIVE',
  参保缴费: 'ACTIVE',
  2: 'SUSPENDED',
  暂停缴费: 'SUSPENDED',
  3: 'TERMINATED',
  终止参保: 'TERMINATED',
  4: 'RECEIVING_BENEFIT',
  待遇领取: 'RECEIVING_BENEFIT',
};
const benefitStates = { A: 'APPLIED', P: 'IN_PAYMENT', S: 'STOPPED', R: 'REJECTED' };

export function openInsurance(file: string): Insurance {
  const database = new Database(`file:${encodeURI(file)}?mode=ro`);
  const prepare = (text: string) => {
    const statement = database.prepare(text);
    return (forms: readonly string[]): readonly Row[] => statement.all(JSON.stringify(forms)) as Row[];
  };
  const [insured, contributions, months, benefits, page] = [
    prepare(statements.insured),
    prepare(statements.contributions),
    prepare(statements.months),
    prepare(statements.benefits),
    prepare(statements.page),
  ];
  return {
    hero: (id) => {
      const forms = idForms(id);
      const total = Number(months(forms)[0]?.['total'] ?? 0);
      return {
        insurance: insuredOf(insured(forms)[0]),
        contributions: contributionsOf(contributions(forms), total),
        benefits: { nodes: benefits(forms).map(benefitOf) },
      };
    },
    page: (ids) =>
      // The row that counts comes last, and stays.
      new Map(page(ids.flatMap(idForms)).map((row) => [canonicalId(stored(row, 'BTJC02003') ?? ''), pageOf(row)])),
    close: () => void database.close(),
  };
}

const stored = (row: Row, name: string): string | null => {
  const value = row[name] ?? null;
  return value === null ? null : String(value);
};

const employerOf = (row: Row): string | null => textOf(stored(row, 'dwmc'), '', '无');
const statusOf = (row: Row): string | null => codeOf(stored(row, 'cbzt'), insuranceStates);
const balanceOf = (row: Row): string | null => yuanOf(row['grzhye_fen'] ?? null);

const insuredOf = (row: Row | undefined): Answer | null =>
  row === undefined
    ? null
    : {
        employer: employerOf(row),
        status: statusOf(row),
        insuredSince: dateOf(textOf(stored(row, 'cbrq'), '', '1900-01-01', '9999-12-31')?.replaceAll('-', '') ?? null),
        accountBalance: balanceOf(row),
      };

const pageOf = (row: Row): Answer => ({
  employer: employerOf(row),
  status: statusOf(row),
  accountBalance: balanceOf(row),
});

/** @param rows one more than the page holds, where there is one */
function contributionsOf(rows: readonly Row[], totalCount: number): Answer {
  const nodes = rows.slice(0, 3);
  const last = nodes.at(-1);
  return {
    nodes: nodes.map((row) => ({
      month: dateOf(stored(row, 'jfny')),
      base: yuanOf(row['jfjs_fen'] ?? null),
      personalAmount: yuanOf(row['grjfje_fen'] ?? null),
      received: row['dzbz'] === null ? null : ['1', 'Y', '是'].includes(stored(row, 'dzbz') ?? ''),
      scheme: row['xzdm'] === null ? null : { name: stored(row, 'xzmc') },
    })),
    totalCount,
    pageInfo: {
      hasNextPage: rows.length > nodes.length,
      endCursor: last === undefined ? null : Buffer.from(stored(last, 'jfny') ?? '').toString('base64url'),
    },
  };
}

const benefitOf = (row: Row): Answer => ({
  type: codeOf(stored(row, 'xzdm'), types),
  status: codeOf(stored(row, 'dyzt'), benefitStates),
  startMonth: dateOf(textOf(stored(row, 'ksny'), '', '190001')),
  monthlyAmount: yuanOf(row['yffje_fen'] ?? null),
});
