import type { Idiom } from './dirt-account.ts';

/** An idiom that one column of one row shows: a regular expression here, a condition there. */
const seen = (id: string, at: string, idiom: string, pattern: RegExp, condition: string): Idiom => {
  const [table = '', column = ''] = at.split('.');
  const check = `SELECT count(*) FROM ${table} WHERE ${condition}`;
  return { id, table, idiom, check, shownBy: (row) => row[column] !== null && pattern.test(String(row[column])) };
};

/** The mess of social insurance. */
export const insuranceIdioms: readonly Idiom[] = [
  seen('INSURED_ID_15', 'CBRYXX.BTJC02003', '15-digit ids beside 18', /^\d{15}$/, 'length(BTJC02003) = 15'),
  seen('INSURED_ID_LOWER_X', 'CBRYXX.BTJC02003', 'ids with a lower-case x', /x$/, `BTJC02003 GLOB '*x'`),
  {
    id: 'INSURED_TWICE',
    table: 'CBRYXX',
    idiom: 'persons with a 15-digit and an 18-digit row, both valid',
    check: `SELECT count(*) FROM CBRYXX a JOIN CBRYXX b ON a.BTJC02003 = substr(b.BTJC02003, 1, 6) || substr(b.BTJC02003, 9, 9)
      WHERE a.YXX = '1' AND b.YXX = '1' AND length(b.BTJC02003) = 18 AND substr(b.BTJC02003, 7, 2) = '19'`,
  },
  seen('INSURED_SOFT_DELETED', 'CBRYXX.YXX', 'soft-deleted rows', /^0$/, `YXX = '0'`),
  seen('INSURED_NAME_PLACEHOLDER', 'CBRYXX.BTJC02001', 'names 无 and N/A', /^(无|N\/A)$/, `BTJC02001 IN ('无', 'N/A')`),
  seen('EMPLOYER_PLACEHOLDER', 'CBRYXX.dwmc', 'employers 无 and blank', /^(无|)$/, `dwmc IN ('无', '')`),
  seen('STATUS_AS_TEXT', 'CBRYXX.cbzt', 'status as text among codes', /^\D{2,}$/, 'length(cbzt) > 1'),
  seen(
    'STATUS_UNKNOWN_CODE',
    'CBRYXX.cbzt',
    'status codes that no dictionary knows',
    /^[^1234]$/,
    `length(cbzt) = 1 AND cbzt NOT IN ('1', '2', '3', '4')`,
  ),
  seen(
    'DATE_COMPACT',
    'CBRYXX.cbrq',
    'dates without dashes',
    /^\d{8}$/,
    `cbrq GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'`,
  ),
  seen(
    'DATE_PLACEHOLDER',
    'CBRYXX.cbrq',
    'dates 1900-01-01, 9999-12-31 and blank',
    /^(1900-01-01|9999-12-31|)$/,
    `cbrq IN ('1900-01-01', '9999-12-31', '')`,
  ),
  seen(
    'BOOLEAN_MIXED',
    'CBRYXX.ydjybz',
    'booleans 1, 0, 是 and 否 among Y and N',
    /^[10是否]$/,
    `ydjybz IN ('1', '0', '是', '否')`,
  ),
  seen('BOOLEAN_BLANK', 'CBRYXX.ydjybz', 'booleans left blank', /^$/, `ydjybz = ''`),
  seen(
    'MONEY_AS_TEXT',
    'CBRYXX.grzhye_fen',
    'money as text with commas in an integer column',
    /,/,
    `typeof(grzhye_fen) = 'text'`,
  ),
  seen('CONTRIBUTION_ID_15', 'grjfmx.sfzhm', 'contributions by 15-digit ids', /^\d{15}$/, 'length(sfzhm) = 15'),
  seen('CONTRIBUTION_ID_LOWER_X', 'grjfmx.sfzhm', 'contributions by ids with a lower-case x', /x$/, `sfzhm GLOB '*x'`),
  {
    id: 'CONTRIBUTOR_TWO_FORMS',
    table: 'grjfmx',
    idiom: 'persons with months under 15 digits and months under 18',
    check: `SELECT count(*) FROM (SELECT DISTINCT sfzhm FROM grjfmx WHERE length(sfzhm) = 15) a
      JOIN (SELECT DISTINCT sfzhm FROM grjfmx WHERE length(sfzhm) = 18 AND substr(sfzhm, 7, 2) = '19') b
      ON a.sfzhm = substr(b.sfzhm, 1, 6) || substr(b.sfzhm, 9, 9)`,
  },
  seen('RECEIVED_AS_TEXT', 'grjfmx.dzbz', 'booleans 是 and 否 among 1 and 0', /^[是否]$/, `dzbz IN ('是', '否')`),
  seen('BENEFIT_ID_15', 'dyffxx.sfzhm', 'benefits by 15-digit ids', /^\d{15}$/, 'length(sfzhm) = 15'),
  seen('BENEFIT_OPEN_END', 'dyffxx.jsny', 'benefits that end in 999912', /^999912$/, `jsny = '999912'`),
  seen('BENEFIT_START_UNKNOWN', 'dyffxx.ksny', 'benefits that began in 190001', /^190001$/, `ksny = '190001'`),
  seen(
    'BENEFIT_STATUS_UNKNOWN',
    'dyffxx.dyzt',
    'benefit states that no dictionary knows',
    /^[^APSR]$/,
    `dyzt NOT IN ('A', 'P', 'S', 'R')`,
  ),
];
