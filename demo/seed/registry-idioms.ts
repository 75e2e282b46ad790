import type { Idiom, Row } from './dirt-account.ts';

const text = (row: Row, column: string): string => String(row[column] ?? '');

/** An idiom that one column of one row shows: a regular expression here, a condition there. */
const seen = (id: string, at: string, idiom: string, pattern: RegExp, condition: string): Idiom => {
  const [table = '', column = ''] = at.split('.');
  const check = `SELECT count(*) FROM ${table} WHERE ${condition}`;
  return { id, table, idiom, check, shownBy: (row) => row[column] !== null && pattern.test(text(row, column)) };
};

const wrongCheck = `sfzh ~ '^\\d{17}[0-9Xx]$' AND upper(substr(sfzh, 18, 1)) <> substr('10X98765432', 1 + ((
  SELECT sum(substr(sfzh, place::int, 1)::int * weight) FROM unnest(ARRAY[7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2]) WITH ORDINALITY AS w(weight, place) WHERE place < 18) % 11)::int, 1)`;

/** The mess of the civil registry. */
export const registryIdioms: readonly Idiom[] = [
  seen('ID_15', 't_ry_jbxx.sfzh', '15-digit ids beside 18', /^\d{15}$/, 'length(sfzh) = 15'),
  seen('ID_LOWER_X', 't_ry_jbxx.sfzh', 'ids with a lower-case x', /x$/, `sfzh ~ 'x$'`),
  {
    id: 'ID_WRONG_CHECK',
    table: 't_ry_jbxx',
    idiom: 'ids whose check character is wrong',
    check: `SELECT count(*) FROM t_ry_jbxx WHERE ${wrongCheck}`,
  },
  {
    id: 'PERSON_TWICE',
    table: 't_ry_jbxx',
    idiom: 'persons with a 15-digit and an 18-digit row, both valid',
    check: `SELECT count(*) FROM t_ry_jbxx a JOIN t_ry_jbxx b ON a.sfzh = (substr(b.sfzh, 1, 6) || substr(b.sfzh, 9, 9))::char(18)
      WHERE a.scbz = '0' AND b.scbz = '0' AND length(a.sfzh) = 15 AND length(b.sfzh) = 18 AND substr(b.sfzh, 7, 2) = '19'`,
  },
  seen('SOFT_DELETED', 't_ry_jbxx.scbz', 'soft-deleted rows', /^1$/, `scbz = '1'`),
  seen('BIRTH_BLANK', 't_ry_jbxx.csrq', 'blank birth dates', /^$/, `csrq = ''`),
  seen(
    'BIRTH_PLACEHOLDER',
    't_ry_jbxx.csrq',
    'birth dates 19000101 and 00000000',
    /^(19000101|00000000)$/,
    `csrq IN ('19000101', '00000000')`,
  ),
  seen('BIRTH_IMPOSSIBLE', 't_ry_jbxx.csrq', 'births on 30 February', /0230$/, `csrq LIKE '%0230'`),
  seen('BIRTH_MONTH_ONLY', 't_ry_jbxx.csrq', 'birth dates of six digits', /^\d{6}$/, `length(csrq) = 6`),
  seen(
    'BIRTH_DAY_00',
    't_ry_jbxx.csrq',
    'birth dates with day 00',
    /^(?!0{8})\d{6}00$/,
    `csrq LIKE '______00' AND csrq <> '00000000'`,
  ),
  seen(
    'GENDER_UNKNOWN_CODE',
    't_ry_jbxx.xb',
    'gender codes that no dictionary knows',
    /^[^0129男女]$/,
    `xb NOT IN ('0', '1', '2', '9', '男', '女')`,
  ),
  seen('GENDER_AS_TEXT', 't_ry_jbxx.xb', 'gender as text among codes', /^[男女]$/, `xb IN ('男', '女')`),
  seen('NAME_SPACE', 't_ry_jbxx.xm', 'spaces inside names', /\u3000/, `xm LIKE '%\u3000%'`),
  seen('NAME_INTERPUNCT', 't_ry_jbxx.xm', 'interpuncts in names', /·/, `xm LIKE '%·%'`),
  seen('NAME_PLACEHOLDER', 't_ry_jbxx.xm', 'names 无', /^无$/, `xm = '无'`),
  seen(
    'NAME_RARE',
    't_ry_jbxx.xm',
    'characters beyond the basic plane',
    /[\u{20000}-\u{3ffff}]/u,
    `xm ~ '[\\U00020000-\\U0003FFFF]'`,
  ),
  seen(
    'PHONE_PLACEHOLDER',
    't_ry_jbxx.lxdh',
    'telephones 无, 999 and blank',
    /^(无|999|)$/,
    `lxdh IN ('无', '999', '')`,
  ),
  seen('PHONE_FULL_WIDTH', 't_ry_jbxx.lxdh', 'telephones in full-width digits', /[０-９]/, `lxdh ~ '[０-９]'`),
  seen(
    'HOUSEHOLD_DANGLING',
    't_ry_jbxx.hh',
    'household numbers that no household has',
    /^HX/,
    'NOT EXISTS (SELECT FROM t_hk_hjxx h WHERE h.hh = t_ry_jbxx.hh)',
  ),
  seen(
    'REGION_RETIRED',
    't_ry_jbxx.hkszd',
    'region codes that were abolished',
    /^990101$/,
    'NOT EXISTS (SELECT FROM t_dm_xzqh d WHERE d.dm = t_ry_jbxx.hkszd)',
  ),
  seen('HEAD_ID_15', 't_hk_hjxx.hzsfzh', 'heads of households by 15-digit ids', /^\d{15}$/, 'length(hzsfzh) = 15'),
  seen(
    'HOUSEHOLD_TYPE_UNKNOWN',
    't_hk_hjxx.hklb',
    'household types that no dictionary knows',
    /^[^12]$/,
    `hklb NOT IN ('1', '2')`,
  ),
  seen('ADDRESS_UNKNOWN', 't_dz_dzxx.xxdz', 'addresses 不详', /^不详$/, `xxdz = '不详'`),
  seen('POSTCODE_PLACEHOLDER', 't_dz_dzxx.yzbm', 'post codes 000000', /^0{6}$/, `yzbm = '000000'`),
  seen('CHANGE_OTHER_KIND', 't_ry_bgxx.bglx', 'changes of other things than names', /^(?!XM$)/, `bglx <> 'XM'`),
  seen('CHANGE_NUMBER_BIG', 't_ry_bgxx.bgxh', 'numbers beyond 2^53', /^\d{16,}$/, 'bgxh > 9007199254740992'),
  seen('CHANGE_BEFORE_PLACEHOLDER', 't_ry_bgxx.bgqnr', 'values before a change 无', /^无$/, `bgqnr = '无'`),
  seen('DEATH_ID_15', 't_ry_swdj.sfzh', 'the dead by 15-digit ids', /^\d{15}$/, 'length(sfzh) = 15'),
  seen(
    'DEATH_MONTH_ONLY',
    't_ry_swdj.swrq',
    'deaths of which only the month is known',
    /^\d{4}-\d{2}$/,
    `length(swrq) = 7`,
  ),
  seen('DEATH_ZERO', 't_ry_swdj.swrq', 'deaths on 0000-00-00', /^0000-00-00$/, `swrq = '0000-00-00'`),
  {
    id: 'DEATH_TWICE',
    table: 't_ry_swdj',
    idiom: 'deaths registered twice',
    check: 'SELECT count(*) FROM (SELECT FROM t_ry_swdj GROUP BY sfzh HAVING count(*) > 1) twice',
  },
];
