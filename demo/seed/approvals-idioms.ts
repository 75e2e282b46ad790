import type { Idiom, Row } from './dirt-account.ts';

const text = (row: Row, column: string): string => String(row[column] ?? '');

/** An idiom that one column of one row shows: a regular expression here, a condition there. */
const seen = (id: string, at: string, idiom: string, pattern: RegExp, condition: string): Idiom => {
  const [table = '', column = ''] = at.split('.');
  const check = `SELECT count(*) FROM ${table} WHERE ${condition}`;
  return { id, table, idiom, check, shownBy: (row) => row[column] !== null && pattern.test(text(row, column)) };
};

/** The mess of the approvals bureau. Case counts, so the checks look at bytes where the collation would not. */
export const approvalsIdioms: readonly Idiom[] = [
  seen('ITEM_OUTDATED', 'sx_basic.yxx', 'services left behind by an update, soft-deleted', /^0$/, `yxx = '0'`),
  {
    id: 'ITEM_OLD_AUTHORITY',
    table: 'sx_basic',
    idiom: 'services under the name that their authority had before the reform',
    check: `SELECT count(*) FROM sx_basic WHERE ss_bm_mc NOT IN (SELECT DEPT_NAME FROM T_ORG_DEPT)`,
  },
  seen(
    'ITEM_ONLINE_MIXED',
    'sx_basic.sf_wb',
    'booleans 1, 0, 是 and 否 among Y and N',
    /^[10是否]$/,
    `sf_wb IN ('1', '0', '是', '否')`,
  ),
  seen('ITEM_UNSORTED', 'sx_basic.px', 'sort order 99999', /^99999$/, 'px = 99999'),
  seen('CASE_ID_15', 'bj_basic.sqr_zjhm', '15-digit ids beside 18', /^\d{15}$/, 'length(sqr_zjhm) = 15'),
  seen('CASE_ID_LOWER_X', 'bj_basic.sqr_zjhm', 'ids with a lower-case x', /x$/, `hex(sqr_zjhm) LIKE '%78'`),
  seen('CASE_NAME_SPACE', 'bj_basic.sqr_xm', 'spaces inside names', /\u3000/, `sqr_xm LIKE '%\u3000%'`),
  seen(
    'CASE_CREDIT_CODE_LOWER',
    'bj_basic.sqr_tyxydm',
    'credit codes in small letters',
    /[a-z]/,
    `hex(sqr_tyxydm) <> hex(upper(sqr_tyxydm))`,
  ),
  seen(
    'CASE_PHONE_PLACEHOLDER',
    'bj_basic.lxdh',
    'telephones 无, 999 and blank',
    /^(无|999|)$/,
    `lxdh IN ('无', '999', '')`,
  ),
  seen(
    'CASE_PHONE_FULL_WIDTH',
    'bj_basic.lxdh',
    'telephones in full-width digits',
    /[０-９]/,
    `lxdh <> '' AND lxdh NOT IN ('无') AND hex(lxdh) LIKE 'EFBC%'`,
  ),
  seen(
    'CASE_STATE_AS_TEXT',
    'bj_basic.bjzt',
    'states as text among codes',
    /^\D+$/,
    `bjzt IN ('已办结', '受理', '决定')`,
  ),
  seen('CASE_STATE_UNKNOWN', 'bj_basic.bjzt', 'states that no dictionary knows', /^99$/, `bjzt = '99'`),
  seen(
    'CASE_ITEM_UNKNOWN',
    'bj_basic.ITEM_CODE',
    'cases of services that the catalogue does not have',
    /^XK000000$/,
    `ITEM_CODE NOT IN (SELECT ITEM_CODE FROM sx_basic)`,
  ),
  seen(
    'CASE_ACCEPTED_ZERO',
    'bj_basic.slsj',
    'moments of acceptance 0000-00-00',
    /^0000/,
    `slsj = '0000-00-00 00:00:00'`,
  ),
  seen('CASE_DECIDED_ZERO', 'bj_basic.jdsj', 'moments of decision 0000-00-00', /^0000/, `jdsj = '0000-00-00 00:00:00'`),
  seen('CASE_DUE_ZERO', 'bj_basic.cnbjsj', 'due moments 0000-00-00', /^0000/, `cnbjsj = '0000-00-00 00:00:00'`),
  seen('CASE_PARENT_BLANK', 'bj_basic.fbjbh', 'blank parents beside nulls', /^$/, `fbjbh = ''`),
  seen('CASE_DELETED', 'bj_basic.zxbz', 'cases entered twice, one of them deleted', /^Y$/, `zxbz = 'Y'`),
  seen('CASE_VALID_ZERO', 'bj_basic.yxqz', 'validity until 0000-00-00', /^0000/, `yxqz = '0000-00-00'`),
  seen(
    'CASE_VALID_MONTH',
    'bj_basic.yxqz',
    'validity known to the month',
    /^\d{4}-(?!00)\d\d-00$/,
    `yxqz LIKE '____-__-00' AND yxqz NOT LIKE '____-00-__'`,
  ),
  seen(
    'CASE_VALID_NO_MONTH',
    'bj_basic.yxqz',
    'days of no month, as 2027-00-10',
    /^\d{4}-00-10$/,
    `yxqz LIKE '____-00-10'`,
  ),
  seen('CASE_VALID_FOREVER', 'bj_basic.yxqz', 'validity until 9999-12-31', /^9999/, `yxqz = '9999-12-31'`),
  seen('CASE_NUMBER_BIG', 'bj_basic.lsh', 'numbers beyond 2^53', /^\d{17,}$/, 'lsh > 9007199254740992'),
  seen('STEP_DESK_PLACEHOLDER', 'bj_gc.czck', 'desks 无 and blank', /^(无|)$/, `czck IN ('无', '')`),
  seen('PAUSE_OPEN_ZERO', 'bj_zt.jssj', 'pauses that end on 0000-00-00', /^0000/, `jssj = '0000-00-00 00:00:00'`),
  seen('VISIT_ID_15', 'qh_record.zjhm', 'visitors by 15-digit ids', /^\d{15}$/, 'length(zjhm) = 15'),
  seen('VISIT_CASE_PLACEHOLDER', 'qh_record.bjbh', 'visits about case 无 or blank', /^(无|)$/, `bjbh IN ('无', '')`),
  seen(
    'VISIT_MISSED',
    'qh_record.jhsj',
    'numbers that nobody answered to, called on 0000-00-00',
    /^0000/,
    `jhsj = '0000-00-00 00:00:00'`,
  ),
  seen('VISIT_WAIT_UNKNOWN', 'qh_record.ddsc', 'waits of minus one second', /^-1$/, 'ddsc = -1'),
];
