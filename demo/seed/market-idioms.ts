import type { Idiom } from './dirt-account.ts';

/** An idiom that one column of one row shows: a regular expression here, a condition there. */
const seen = (id: string, at: string, idiom: string, pattern: RegExp, condition: string): Idiom => {
  const [table = '', column = ''] = at.split('.');
  const check = `SELECT count(*) FROM ${table} WHERE ${condition}`;
  const shownBy: Idiom['shownBy'] = (row) => {
    const value = row[column] ?? null;
    return value !== null && pattern.test(String(value));
  };
  return { id, table, idiom, check, shownBy };
};

/** GB 32100: the place of a character in its alphabet, counted from 1 by LOCATE, 0 for none. */
const creditSum = Array.from(
  { length: 17 },
  (_, place) =>
    `(LOCATE(SUBSTR(UPPER(TYSHXYDM), ${place + 1}, 1), '0123456789ABCDEFGHJKLMNPQRTUWXY') - 1) * ${3 ** place % 31}`,
).join(' + ');

const small = (column: string): string => `BINARY ${column} REGEXP '[a-z]'`;

/** The mess of market regulation. */
export const marketIdioms: readonly Idiom[] = [
  seen('CODE_SMALL', 'QY_JBXX.TYSHXYDM', 'credit codes in small letters', /[a-z]/, small('TYSHXYDM')),
  {
    id: 'CODE_WRONG_CHECK',
    table: 'QY_JBXX',
    idiom: 'businesses whose credit code fails its check',
    check: `SELECT count(DISTINCT UPPER(TYSHXYDM)) FROM QY_JBXX WHERE
      SUBSTR(UPPER(TYSHXYDM), 18, 1) <> SUBSTR('0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + MOD(31 - MOD(${creditSum}, 31), 31), 1)`,
  },
  {
    id: 'BUSINESS_TWICE',
    table: 'QY_JBXX',
    idiom: 'businesses with two rows, both valid, one in small letters',
    check: `SELECT count(*) FROM (SELECT UPPER(TYSHXYDM) FROM QY_JBXX WHERE YXBZ = '1' GROUP BY UPPER(TYSHXYDM) HAVING count(*) > 1) T`,
  },
  seen('BUSINESS_DELETED', 'QY_JBXX.YXBZ', 'soft-deleted rows', /^0$/, `YXBZ = '0'`),
  seen('SHORT_NAME_NONE', 'QY_JBXX.QYJC', 'short names 无 and blank', /^(无|)$/, `QYJC IN ('无', '')`),
  seen('REPRESENTATIVE_ID_15', 'QY_JBXX.FDDBRZJHM', 'legal representatives by 15-digit ids', /^\d{15}$/, 'CHAR_LENGTH(FDDBRZJHM) = 15'), // prettier-ignore
  seen('REPRESENTATIVE_SMALL_X', 'QY_JBXX.FDDBRZJHM', 'legal representatives’ ids with a lower-case x', /x$/, `BINARY FDDBRZJHM LIKE '%x'`), // prettier-ignore
  seen('CAPITAL_COMMAS', 'QY_JBXX.ZCZB', 'capital as text with commas', /,/, `ZCZB LIKE '%,%'`),
  seen('CAPITAL_WORDS', 'QY_JBXX.SJZB', 'paid-in capital 详见章程', /章程/, `SJZB LIKE '%章程%'`),
  seen('FOUNDED_COMPACT', 'QY_JBXX.CLRQ', 'founding dates without dashes', /^\d{8}$/, `CLRQ REGEXP '^[0-9]{8}$'`),
  seen('FOUNDED_UNKNOWN', 'QY_JBXX.CLRQ', 'founding dates 1900-01-01 and blank', /^(1900-01-01|)$/, `CLRQ IN ('1900-01-01', '')`), // prettier-ignore
  seen('CLOSED_OPEN_END', 'QY_JBXX.ZXRQ', 'businesses that end on 9999-12-31', /^9999/, `ZXRQ = '9999-12-31'`),
  seen('APPROVED_ZERO', 'QY_JBXX.HZRQ', 'approvals on 0000-00-00', /^0000/, `CAST(HZRQ AS CHAR) = '0000-00-00'`),
  seen('APPROVED_MONTH', 'QY_JBXX.HZRQ', 'approvals on day 00', /^(?!0000).*-00$/, `CAST(HZRQ AS CHAR) LIKE '2%-00'`),
  seen('STATUS_TEXT', 'QY_JBXX.JYZT', 'status as text among codes', /\D/, `JYZT NOT REGEXP '^[0-9]$'`),
  seen('STATUS_UNKNOWN', 'QY_JBXX.JYZT', 'status codes that no dictionary knows', /^[^1-4]$/, `JYZT NOT IN ('1', '2', '3', '4') AND CHAR_LENGTH(JYZT) = 1`), // prettier-ignore
  seen('INDUSTRY_UNKNOWN', 'QY_JBXX.HYDM', 'industries that the dictionary does not have', /^(8393|无)$/, `NOT EXISTS (SELECT 1 FROM DM_ZDX D WHERE D.LBDM = 'HYDM' AND D.MXDM = HYDM)`), // prettier-ignore
  seen('ADDRESS_UNKNOWN', 'QY_JBXX.ZS', 'addresses 不详', /^不详$/, `ZS = '不详'`),
  seen('PHONE_NONE', 'QY_JBXX.LXDH', 'telephones 无, 0 and blank', /^(无|0|)$/, `LXDH IN ('无', '0', '')`),
  seen('PHONE_FULL_WIDTH', 'QY_JBXX.LXDH', 'telephones in full-width digits', /[０-９]/, `LXDH REGEXP '[０-９]'`),
  seen(
    'PERSON_CODE_SMALL',
    'QY_RYXX.TYSHXYDM',
    'people under credit codes in small letters',
    /[a-z]/,
    small('TYSHXYDM'),
  ),
  seen('PERSON_ID_15', 'QY_RYXX.ZJHM', 'people by 15-digit ids', /^\d{15}$/, 'CHAR_LENGTH(ZJHM) = 15'),
  seen('PERSON_SMALL_X', 'QY_RYXX.ZJHM', 'people’s ids with a lower-case x', /x$/, `BINARY ZJHM LIKE '%x'`),
  { id: 'PERSON_NO_ID', table: 'QY_RYXX', idiom: 'owners without a resident id', check: 'SELECT count(*) FROM QY_RYXX WHERE ZJHM IS NULL', shownBy: (row) => row['ZJHM'] === null }, // prettier-ignore
  seen('PERSON_NAME_SPACE', 'QY_RYXX.XM', 'spaces inside names', /\u3000/, `XM LIKE '%\u3000%'`),
  seen('ROLE_TEXT', 'QY_RYXX.ZW', 'roles as text among codes', /\D/, `ZW NOT REGEXP '^[0-9]+$'`),
  seen(
    'ROLE_SINCE_COMPACT',
    'QY_RYXX.RZRQ',
    'beginnings of roles without dashes',
    /^\d{8}$/,
    `RZRQ REGEXP '^[0-9]{8}$'`,
  ),
  seen('CHANGE_ITEM_CODE', 'QY_BGXX.BGSX', 'changed items as codes among names', /^[A-Z]+$/, `BGSX IN ('MC', 'ZS', 'JYFW', 'ZCZB')`), // prettier-ignore
  seen('CHANGE_BEFORE_NONE', 'QY_BGXX.BGQNR', 'values before a change 无', /^无$/, `BGQNR = '无'`),
  seen('CHANGE_DATE_ZERO', 'QY_BGXX.BGRQ', 'changes on 00000000', /^0{8}$/, `BGRQ = '00000000'`),
  seen('REPORT_STAFF_UNKNOWN', 'QY_NBXX.CYRS', 'employees 999 and -1', /^(999|-1)$/, 'CYRS IN (999, -1)'),
  seen('REPORT_PUBLIC_MIXED', 'QY_NBXX.GKBZ', 'booleans Y, N, 是, 否 and blank among 1 and 0', /^(Y|N|是|否|)$/, `GKBZ IN ('Y', 'N', '是', '否', '')`), // prettier-ignore
  seen('REPORT_REVENUE_WORDS', 'QY_NBXX.YYSR', 'revenue 不公示', /^不公示$/, `YYSR = '不公示'`),
  seen('TOUCHED_ZERO', 'QY_JBXX.CZSJ', 'moments 0000-00-00 00:00:00', /^0000/, `CAST(CZSJ AS CHAR) LIKE '0000%'`),
];
