import type { Random } from './random.ts';

/** What a business does: `industry` as in GB/T 4754, `scope` as it stands on the licence (经营范围). */
export type Trade = {
  readonly word: string;
  readonly industry: string;
  readonly scope: string;
  /** May it be one person's small trade (个体工商户)? */
  readonly small: boolean;
};

export const trades: readonly Trade[] = [
  trade('餐饮', '6210', '餐饮服务；食品销售', true),
  trade('百货', '5211', '日用百货销售；食品销售', true),
  trade('理发', '8040', '理发服务；生活美容服务', true),
  trade('水果', '5223', '水果零售；蔬菜零售', true),
  trade('五金', '5271', '五金产品零售；水暖器材零售', true),
  trade('汽车修理', '8111', '机动车修理和维护；洗车服务', true),
  trade('服装', '5232', '服装零售；服装辅料销售', true),
  trade('药品', '5251', '药品零售；第一类医疗器械销售', true),
  trade('冷链物流', '5320', '道路货物运输；低温仓储；国内货物运输代理', false),
  trade('网络科技', '6510', '软件开发；信息技术咨询服务；互联网信息服务', false),
  trade('建筑工程', '4720', '房屋建筑施工；市政工程施工', false),
  trade('装饰', '5011', '住宅室内装饰装修；园林绿化工程施工', false),
  trade('教育咨询', '8393', '教育咨询服务；文具用品零售', false),
  trade('农业', '0141', '蔬菜种植；初级农产品收购', false),
  trade('机械制造', '3429', '机械零件加工；金属制品制造', false),
  trade('食品', '1411', '糕点制造；食品销售', false),
  trade('家政服务', '8010', '家政服务；养老服务；清洁服务', false),
  trade('广告', '7251', '广告设计；广告发布；会议及展览服务', false),
  trade('环保', '7721', '水污染治理；环保咨询服务', false),
  trade('商贸', '5199', '国内贸易代理；日用品批发', false),
];

function trade(word: string, industry: string, scope: string, small: boolean): Trade {
  return { word, industry, scope, small };
}

const firsts = Array.from('鑫瑞华恒德信安泰康盛嘉宏福顺源远广诚同惠');
const seconds = Array.from('达丰隆祥和通兴旺成盈益佳明辉荣昌洋海川林');

/** The part of a name that is its own (字号): two characters. */
export const drawBrand = (random: Random): string => random.pick(firsts) + random.pick(seconds);
