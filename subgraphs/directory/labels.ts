import type { ServedType } from './served-types.ts';

export type Language = 'EN' | 'ZH';
export type Label = Readonly<Record<Language, string>>;

/** A title in both languages, `Civil Registry 户籍管理`; what it lacks in one it says in the other. */
export function titleLabel(title: string | null, name: string): Label {
  const text = title ?? inWords(name);
  const [, english = '', chinese = ''] = /^(\P{Script=Han}*)(.*)$/su.exec(text) ?? [];
  return { EN: english.trim() || text, ZH: chinese.trim() || text };
}

/** A type's name in words. In Chinese as the type's description has it in brackets: “A change of name (姓名变更).” */
export function typeLabel({ type, description }: Pick<ServedType, 'type' | 'description'>): Label {
  const english = rootLabels[type]?.EN ?? inWords(type);
  const bracketed = /[(（](\p{Script=Han}[^()（）]*)[)）]/u.exec(description ?? '')?.[1];
  return { EN: english, ZH: chineseNames[type] ?? bracketed ?? english };
}

export const stateLabels: Readonly<Record<'up' | 'down' | 'unknown', Label>> = {
  up: { EN: 'Up', ZH: '正常' },
  down: { EN: 'Down', ZH: '无响应' },
  unknown: { EN: 'Not known', ZH: '未知' },
};

const rootLabels: Readonly<Record<string, Label>> = {
  Query: { EN: 'Questions', ZH: '查询入口' },
  Mutation: { EN: 'Requests', ZH: '办理入口' },
};

/** Of the types that all of government speaks of. */
const chineseNames: Readonly<Record<string, string>> = {
  Citizen: '公民',
  Business: '企业',
  PublicService: '政务服务',
  Case: '办件',
  LifeEvent: '人生事件',
  BusinessEvent: '企业事件',
  Query: '查询入口',
  Mutation: '办理入口',
};

/** `social-insurance` and `SocialInsurance` → `Social insurance`. */
function inWords(name: string): string {
  const words = name
    .replaceAll(/[-_]+/g, ' ')
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
