import type { Row } from './dirt-account.ts';

/** The department's dictionary of codes: category, code, name, and an English name where somebody added one. */
const entries: Readonly<Record<string, readonly (readonly [code: string, name: string, english: string])[]>> = {
  QYLX: [
    ['1100', '有限责任公司', 'Limited liability company'],
    ['1200', '股份有限公司', 'Company limited by shares'],
    ['4500', '合伙企业', 'Partnership'],
    ['3100', '农民专业合作社', 'Farmers’ cooperative'],
    ['9500', '个体工商户', 'Sole trader'],
  ],
  JYZT: [
    ['1', '存续', 'In existence'],
    ['2', '停业', 'Suspended'],
    ['3', '吊销', 'Licence revoked'],
    ['4', '注销', 'Deregistered'],
  ],
  ZW: [
    ['01', '法定代表人', 'Legal representative'],
    ['02', '股东', 'Shareholder'],
    ['03', '监事', 'Supervisor'],
    ['04', '联络员', 'Liaison'],
  ],
  HYDM: [
    ['0141', '蔬菜种植', 'Growing of vegetables'],
    ['1411', '糕点、面包制造', 'Manufacture of pastry and bread'],
    ['3429', '其他金属加工机械制造', 'Manufacture of metalworking machinery'],
    ['4720', '住宅房屋建筑', 'Construction of dwellings'],
    ['5011', '公共建筑装饰和装修', 'Decoration of public buildings'],
    ['5199', '其他未列明批发业', 'Other wholesale'],
    ['5211', '百货零售', 'Department stores'],
    ['5223', '果品、蔬菜零售', 'Retail of fruit and vegetables'],
    ['5232', '服装零售', 'Retail of clothing'],
    ['5251', '西药零售', 'Retail of medicines'],
    ['5271', '五金零售', 'Retail of hardware'],
    ['5320', '道路货物运输', 'Freight transport by road'],
    ['6210', '正餐服务', 'Restaurants'],
    ['6510', '软件开发', 'Software development'],
    ['7251', '互联网广告服务', 'Advertising'],
    ['7721', '水污染治理', 'Treatment of water pollution'],
    ['8010', '家庭服务', 'Services to households'],
    ['8040', '理发及美容服务', 'Hairdressing and beauty'],
    ['8111', '汽车修理与维护', 'Repair of motor vehicles'],
    // 教育咨询 (8393) was never entered.
  ],
};

export const marketDictionary: readonly Row[] = Object.entries(entries).flatMap(([category, codes]) =>
  codes.map(([code, name, english]) => ({ LBDM: category, MXDM: code, MXMC: name, MXMC_EN: english, PX: 99999 })),
);

/** @throws {RangeError} for a code that the dictionary does not have */
export function marketName(category: string, code: string): string {
  const found = entries[category]?.find(([known]) => known === code);
  if (found === undefined) throw new RangeError(`No ${category} ${code}`);
  return found[1];
}
