/** Languages of the page; the graph's `Language` in small letters, as `lang` attributes have it. */
export const languages = ['en', 'zh'] as const;
export type PageLanguage = (typeof languages)[number];
/** One text in every language. */
export type Texts = Readonly<Record<PageLanguage, string>>;

export const words = {
  departments: { en: 'Departments', zh: '部门' },
  log: { en: 'Log', zh: '记录' },
  explorer: { en: 'Explorer', zh: '查询' },
  language: { en: 'Language', zh: '语言' },
  heading: { en: 'Who gives which part of the graph', zh: '图中各部分由谁提供' },
  lead: {
    en: 'Every line is a department adding its facts to something all of government speaks of. No data was moved.',
    zh: '每一条线，都是一个部门为全政府共有的对象补充自己的信息；数据从未搬动。',
  },
  picture: { en: 'Departments around what they share', zh: '围绕共同对象的各部门' },
  shared: { en: 'What departments share', zh: '各部门共有的对象' },
  alsoGives: { en: 'Also', zh: '另有' },
  ownSystems: { en: 'The graph’s own systems', zh: '平台自有系统' },
  ownSystemsLead: { en: 'They hold what no department holds.', zh: '保存各部门都不保存的内容。' },
  table: { en: 'The same as a table', zh: '以表格查看' },
  department: { en: 'Department', zh: '部门' },
  state: { en: 'State', zh: '状态' },
  lastSeen: { en: 'Last seen', zh: '最近应答' },
  answersIn: { en: 'Answers in', zh: '应答用时' },
  gives: { en: 'Gives', zh: '提供' },
  never: { en: 'not yet', zh: '尚无' },
  loading: { en: 'Asking the graph who is there …', zh: '正在询问各部门……' },
  noDepartments: { en: 'The graph has no departments yet.', zh: '图中还没有部门。' },
  failed: {
    en: 'The graph does not say how its departments are. Asking again.',
    zh: '暂时无法获知各部门的状态，正在重试。',
  },
  failedSince: { en: 'Shown as it was at {time}.', zh: '所示为 {time} 的状态。' },
  explorerLoading: { en: 'The explorer is loading …', zh: '正在载入查询工具……' },
} as const satisfies Readonly<Record<string, Texts>>;

export const fieldCount = (count: number, language: PageLanguage): string =>
  language === 'zh' ? `${count} 个字段` : `${count} ${count === 1 ? 'field' : 'fields'}`;

export const departmentCount = (count: number, language: PageLanguage): string =>
  language === 'zh' ? `${count} 个部门` : `${count} ${count === 1 ? 'department' : 'departments'}`;

/** How the city's departments are, in one sentence. */
export function summary({ up, all }: { readonly up: number; readonly all: number }, language: PageLanguage): string {
  if (language === 'zh') return up === all ? `${all} 个部门全部正常` : `${all} 个部门中 ${up} 个正常`;
  return up === all ? `All ${all} departments are up` : `${up} of ${all} departments are up`;
}

const locales: Texts = { en: 'en-GB', zh: 'zh-CN' };

/** Time of day where the reader sits, with the date where that is another day. */
export function timeOf(moment: string | number, language: PageLanguage): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString(locales[language]) : date.toLocaleString(locales[language]);
}
