import { civicTopics } from './hotline-topics-civic.ts';
import { serviceTopics } from './hotline-topics-service.ts';

/** 咨询 求助 投诉 举报 建议 表扬. */
export type OrderKind = 'consult' | 'help' | 'complaint' | 'report' | 'suggest' | 'praise';

/** Something people call about, and what is answered. `{区}` and `{路}` stand for the caller's district and street. */
export type Topic = {
  readonly kind: OrderKind;
  /** Class of the topic, four digits. */
  readonly code: string;
  readonly name: string;
  readonly english: string;
  /** Code of the unit that answers it. */
  readonly unit: string;
  readonly text: string;
  readonly answer: string;
  /** Names of the catalogue's services it may be about; absent where it is about none. */
  readonly services?: readonly string[];
  /** Whoever has a case calls about that. */
  readonly anyCase?: true;
};

export const topics: readonly Topic[] = [...civicTopics, ...serviceTopics];

/** Units that handle orders (承办单位): code → name. `{区}` in a name stands for the caller's district. */
export const units: Readonly<Record<string, string>> = {
  CG: '{区}城市管理执法局',
  ZJ: '市住房和城乡建设局',
  GY: '市公用事业服务中心',
  JT: '市交通运输局',
  JJ: '市公安局交通警察支队',
  GA: '{区}公安分局',
  HB: '{区}生态环境分局',
  SC: '{区}市场监督管理局',
  RS: '市人力资源和社会保障局',
  YB: '市医疗保障局',
  WJ: '市卫生健康委员会',
  JY: '{区}教育局',
  MZ: '{区}民政局',
  SP: '市行政审批局',
  SW: '市税务局',
  GJ: '市住房公积金管理中心',
  YL: '市园林绿化中心',
};
