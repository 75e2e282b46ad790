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

/** The same of every table that says who called. */
const callers = (prefix: string, table: string, what: string): readonly Idiom[] => [
  { id: `${prefix}_NO_ID`, table, idiom: `${what} without an id, blank or null`, check: `SELECT count(*) FROM ${table} WHERE coalesce(sfzh, '') = ''`, shownBy: (row) => (row['sfzh'] ?? '') === '' }, // prettier-ignore
  seen(`${prefix}_ID_15`, `${table}.sfzh`, `${what} by 15-digit ids`, /^\d{15}$/, 'length(sfzh) = 15'),
  seen(`${prefix}_ID_LOWER_X`, `${table}.sfzh`, `${what} by ids with a lower-case x`, /x$/, `sfzh ~ 'x$'`),
  seen(
    `${prefix}_PHONE_NONE`,
    `${table}.ldhm`,
    `${what} from telephones 无 and blank`,
    /^(无|)$/,
    `ldhm IN ('无', '')`,
  ),
  seen(`${prefix}_PHONE_GROUPS`, `${table}.ldhm`, `${what} from telephones with dashes or blanks`, /^\d{3}[- ]\d{4}[- ]/, `ldhm ~ '^\\d{3}[- ]\\d{4}[- ]'`), // prettier-ignore
  seen(`${prefix}_PHONE_86`, `${table}.ldhm`, `${what} from telephones with +86`, /^\+86/, `ldhm LIKE '+86%'`),
  seen(`${prefix}_PHONE_WIDE`, `${table}.ldhm`, `${what} from telephones in full-width digits`, /[０-９]/, `ldhm ~ '[０-９]'`), // prettier-ignore
  seen(
    `${prefix}_PHONE_EXTENSION`,
    `${table}.ldhm`,
    `${what} from telephones with an extension`,
    /转/,
    `ldhm LIKE '%转%'`,
  ),
  seen(`${prefix}_NAME_NONE`, `${table}.xm`, `${what} of nobody: 匿名, 无, blank`, /^(匿名|无|)$/, `xm IN ('匿名', '无', '')`), // prettier-ignore
  seen(`${prefix}_NAME_TITLE`, `${table}.xm`, `${what} of a 先生 or 女士`, /(先生|女士)$/, `xm ~ '(先生|女士)$'`),
  seen(
    `${prefix}_NAME_SPACE`,
    `${table}.xm`,
    `${what} under names with a blank inside`,
    /\u3000/,
    `xm LIKE '%\u3000%'`,
  ),
];

/** The mess of the hotline. */
export const hotlineIdioms: readonly Idiom[] = [
  ...callers('ORDER', 't_gd_gdxx', 'orders'),
  ...callers('CONTACT', 't_lx_lxjl', 'calls and visits'),
  seen('ORDER_DELETED', 't_gd_gdxx.yxx', 'soft-deleted rows', /^0$/, `yxx = '0'`),
  seen('ORDER_CHANNEL_TEXT', 't_gd_gdxx.slqd', 'channels as text among codes', /^[^A-Z]+$/, `slqd ~ '^[^A-Z]+$'`),
  seen('ORDER_KIND_TEXT', 't_gd_gdxx.sqlx', 'kinds as text among codes', /^\D+$/, `sqlx ~ '^\\D+$'`),
  seen('ORDER_KIND_UNKNOWN', 't_gd_gdxx.sqlx', 'kinds that no dictionary knows', /^99$/, `sqlx = '99'`),
  seen('ORDER_STATE_TEXT', 't_gd_gdxx.zt', 'states as text among codes', /^\D+$/, `zt ~ '^\\D+$'`),
  seen('ORDER_REGION_RETIRED', 't_gd_gdxx.qxdm', 'districts that were abolished', /^990101$/, `qxdm = '990101'`),
  seen('ORDER_UPDATED_COMPACT', 't_gd_gdxx.gxsj', 'moments without dashes', /^\d{14}$/, `gxsj ~ '^\\d{14}$'`),
  seen('ORDER_ANSWER_NONE', 't_gd_gdxx.blyj', 'answers 无 and blank', /^(无|)$/, `blyj IN ('无', '')`),
  seen('ORDER_ADDRESS_NONE', 't_gd_gdxx.sfdz', 'addresses 无 and blank', /^(无|)$/, `sfdz IN ('无', '')`),
  seen('ORDER_JSON_FENCED', 't_gd_gdxx.attachments', 'JSON in Markdown fences', /^```/, `attachments LIKE '\`\`\`%'`),
  seen('EVENT_NUMBER_BIG', 't_gd_lzxx.lzbh', 'numbers beyond 2^53', /^\d{16,}$/, 'lzbh > 9007199254740992'),
  seen('EVENT_STEP_TEXT', 't_gd_lzxx.hj', 'steps as text among codes', /^\D+$/, `hj ~ '^\\D+$'`),
  seen('EVENT_STEP_UNKNOWN', 't_gd_lzxx.hj', 'steps that no dictionary knows', /^77$/, `hj = '77'`),
  seen('EVENT_NOTE_NONE', 't_gd_lzxx.czyj', 'notes 无', /^无$/, `czyj = '无'`),
  seen('RATING_TEXT', 't_hf_mydpj.myd', 'ratings as text among digits', /满意/, `myd LIKE '%满意%'`),
  seen('RATING_UNKNOWN', 't_hf_mydpj.myd', 'ratings A and 其他', /^(A|其他)$/, `myd IN ('A', '其他')`),
  seen('RATING_COMMENT_NONE', 't_hf_mydpj.pjyj', 'comments 无 and blank', /^(无|)$/, `pjyj IN ('无', '')`),
  seen('RATING_NAMED_MIXED', 't_hf_mydpj.smbz', 'booleans Y, N, 是 and 否 among 1 and 0', /^[YN是否]$/, `smbz IN ('Y', 'N', '是', '否')`), // prettier-ignore
  { id: 'RATED_TWICE', table: 't_hf_mydpj', idiom: 'orders rated twice', check: 'SELECT count(*) FROM (SELECT FROM t_hf_mydpj GROUP BY gdbh HAVING count(*) > 1) twice' }, // prettier-ignore
  seen('CONTACT_CHANNEL_TEXT', 't_lx_lxjl.lxfs', 'channels as text among codes', /^\D+$/, `lxfs ~ '^\\D+$'`),
  seen('CONTACT_SECONDS_UNKNOWN', 't_lx_lxjl.call_sec', 'durations -1', /^-1$/, 'call_sec = -1'),
  seen('CONTACT_WAIT_OVERRUN', 't_lx_lxjl.wait_sec', 'waiting times 999', /^999$/, 'wait_sec = 999'),
];
