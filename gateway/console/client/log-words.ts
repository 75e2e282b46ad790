import type { Reading } from './load-log.ts';
import { rootTypes } from './root-types.ts';
import type { PageLanguage, Texts } from './words.ts';

/** Fields by type and name → what the schema says of them. */
export type Descriptions = ReadonlyMap<string, ReadonlyMap<string, string>>;

export const logWords = {
  heading: { en: 'Who looked at my data', zh: '谁查看过我的数据' },
  lead: {
    en: 'Every reading is written down before its answer leaves: when, who, what for, and by which law.',
    zh: '每次查阅都在答复发出之前记录：何时、何人、为何、依据哪部法律。',
  },
  id: { en: 'Resident id', zh: '公民身份号码' },
  token: { en: 'Access token', zh: '登录凭证' },
  purpose: { en: 'Purpose', zh: '用途' },
  show: { en: 'Show', zh: '查看' },
  asking: { en: 'Asking …', zh: '正在查询……' },
  failed: { en: 'The log can’t be had at this moment.', zh: '暂时无法取得查阅记录。' },
  none: { en: 'Nobody has looked yet.', zh: '还没有人查看过。' },
  older: { en: 'Older', zh: '更早的记录' },
  yourself: { en: 'You yourself', zh: '本人' },
  by: { en: 'Legal basis', zh: '法律依据' },
  wrong: { en: 'This is wrong', zh: '这里有误' },
  wrongHow: {
    en: 'Tell the department that keeps it: run this in the explorer below, signed in as yourself, with what is wrong in your own words.',
    zh: '告诉保管此项的部门：以本人身份在下方查询工具中运行，并用自己的话写明哪里有误。',
  },
} as const satisfies Readonly<Record<string, Texts>>;

export const readingCount = (count: number, language: PageLanguage): string =>
  language === 'zh' ? `共 ${count} 次查阅` : `${count} ${count === 1 ? 'reading' : 'readings'}`;

/** What purposes are called; others by their own words. */
const purposes: Readonly<Record<string, Texts>> = {
  'service-delivery': { en: 'To deliver a service', zh: '办理服务' },
  'own-records': { en: 'To see one’s own records', zh: '查看本人记录' },
  'case-handling': { en: 'To handle a case', zh: '办理案件' },
  statistics: { en: 'For statistics', zh: '统计' },
  investigation: { en: 'For an investigation', zh: '调查' },
  operations: { en: 'To run the graph', zh: '平台运维' },
};

export const purposeInWords = (purpose: string, language: PageLanguage): string =>
  purposes[purpose]?.[language] ?? purpose.replaceAll('-', ' ');

/** Terms for what the schema's own words name no Chinese one. */
const terms: Readonly<Record<string, string>> = {
  'Citizen.id': '公民身份号码',
  id: '编号',
  fullName: '姓名',
  gender: '性别',
  dateOfBirth: '出生日期',
  dateOfDeath: '死亡日期',
  telephone: '联系电话',
  domicile: '户籍地址',
  accessLog: '查阅记录',
  citizens: '人员列表',
  contacts: '联系记录',
  feedback: '诉求反馈',
  service: '事项',
  channel: '渠道',
};

/** `Citizen.dateOfBirth` → “date of birth”; in Chinese the term that its description has in brackets. */
export function fieldInWords(field: string, descriptions: Descriptions, language: PageLanguage): string {
  const [type = '', name = ''] = field.split('.');
  if (language === 'en') {
    const words = split(name);
    return type === 'Citizen' || rootTypes.includes(type) ? words : `${words} (${split(type)})`;
  }
  const described = descriptions.get(type)?.get(name) ?? '';
  const term = /[（(]([^()（）]*\p{Script=Han}[^()（）]*)[)）]/u.exec(described)?.[1];
  return term ?? terms[field] ?? terms[name] ?? name;
}

/** Each word once, in their order. */
export function fieldsInWords(fields: readonly string[], descriptions: Descriptions, language: PageLanguage): string {
  const all = new Set(fields.map((field) => fieldInWords(field, descriptions, language)));
  return [...all].join(language === 'zh' ? '、' : ', ');
}

const split = (name: string): string => name.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();

export type Day = { readonly day: string; readonly readings: readonly Reading[] };

/** Readings by the day on which they were where the reader sits, in their order. */
export function byDay(readings: readonly Reading[]): readonly Day[] {
  const days = new Map<string, Reading[]>();
  for (const reading of readings) {
    const day = new Date(reading.logtime).toDateString();
    const known = days.get(day);
    if (known === undefined) days.set(day, [reading]);
    else known.push(reading);
  }
  return [...days].map(([day, each]) => ({ day, readings: each }));
}

const locales: Texts = { en: 'en-GB', zh: 'zh-CN' };

export const dayInWords = (day: string, language: PageLanguage): string =>
  new Date(day).toLocaleDateString(locales[language], { dateStyle: 'full' });

export const timeInWords = (logtime: string, language: PageLanguage): string =>
  new Date(logtime).toLocaleTimeString(locales[language], { hour: '2-digit', minute: '2-digit' });

/** Can somebody say that it is wrong? Of lists at the root there is no record, and a key is nobody’s in particular. */
export const canDispute = (field: string): boolean =>
  !rootTypes.includes(field.split('.')[0] ?? '') && !field.endsWith('.id');

/** One for each request: sent again it is the same request. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export type DisputeText = {
  readonly field: string;
  readonly citizenId: string;
  readonly key: string;
  readonly language: PageLanguage;
};

/** What tells the department that a field is wrong. */
export function disputeOf({ field, citizenId, key, language }: DisputeText): string {
  const [type = '', name = ''] = field.split('.');
  const id = type === 'Citizen' ? citizenId : '…';
  return `mutation {
  disputeField(
    input: {
      type: "${type}"
      id: "${id}"
      field: "${name}"
      statement: "…"
      lang: ${language === 'zh' ? 'ZH' : 'EN'}
      idempotencyKey: "${key}"
    }
  ) {
    dispute { id status owner }
  }
}`;
}
