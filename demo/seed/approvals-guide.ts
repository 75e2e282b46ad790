import { eventOf } from './approvals-events.ts';
import { organisation } from './approvals-organisations.ts';
import type { OutputKind, ServiceItem } from './approvals-services.ts';

/** What the guide of a service (办事指南) tells, in both languages where the city has both. */
export type Guide = {
  readonly about: string;
  readonly aboutEnglish: string;
  readonly conditions: string;
  readonly legalBasis: string;
  readonly time: string;
  readonly timeEnglish: string;
};

export const outputs: Readonly<Record<OutputKind, readonly [name: string, english: string]>> = {
  appointment: ['预约凭证', 'Confirmation of the appointment'],
  record: ['登记回执', 'Receipt of the entry'],
  card: ['证卡', 'Card'],
  certificate: ['证书或者证明', 'Certificate'],
  payment: ['待遇发放通知', 'Notice of payment'],
  place: ['录用或者入住通知', 'Notice of the place given'],
  decision: ['决定书', 'Written decision'],
  licence: ['许可证件', 'Licence'],
  service: ['服务确认单', 'Confirmation of the service'],
};

export function writeGuide(service: ServiceItem): Guide {
  const { audience } = eventOf(service.event);
  return {
    about: [aboutOf(service), timeOf(service), feeOf(service)].join(''),
    aboutEnglish: [aboutEnglishOf(service), timeEnglishOf(service), feeEnglishOf(service)].join(' '),
    conditions: `（一）申请人属于${audience}；（二）材料真实、齐全、有效；（三）符合${lawOf(service)}规定的其他条件。`,
    legalBasis: lawOf(service),
    time: service.promisedDays === 0 ? '当场办结' : `自受理之日起${service.promisedDays}个工作日`,
    timeEnglish: service.promisedDays === 0 ? 'At once' : `${daysEnglish(service.promisedDays)} from acceptance`,
  };
}

function aboutOf({ type, name, event, authority, output }: ServiceItem): string {
  const who = eventOf(event).audience;
  const office = organisation(authority).name;
  const [result] = outputs[output];
  switch (type) {
    case 'XK':
      return `“${name}”面向${who}。${office}审查材料，必要时到现场核查，准予的发给${result}。`;
    case 'JF':
      return `“${name}”面向${who}。符合条件的，由${office}核实情况后给予，并出具${result}。`;
    case 'QR':
      return `“${name}”面向${who}。${office}核验材料后予以确认或者登记，发给${result}。`;
    case 'CJ':
      return `“${name}”面向${who}。${office}听取各方意见后作出处理，出具${result}。`;
    case 'JL':
      return `“${name}”面向${who}。${office}核实事迹或者条件后给予奖励。`;
    case 'QT':
      return `“${name}”面向${who}，由${office}办理，出具${result}。`;
    case 'GG':
      return `“${name}”是${office}为${who}提供的服务，办好后出具${result}。`;
  }
}

function aboutEnglishOf({ type, english, event, authority, output }: ServiceItem): string {
  const who = eventOf(event).audienceEnglish;
  const office = `The ${organisation(authority).english}`;
  const result = outputs[output][1].toLowerCase();
  const title = `${english}: for ${who}.`;
  switch (type) {
    case 'XK':
      return `${title} ${office} examines the documents, inspects on site where that is needed, and gives the ${result} if all is in order.`;
    case 'JF':
      return `${title} ${office} checks the facts; whoever meets the conditions gets the ${result}.`;
    case 'QR':
      return `${title} ${office} verifies the documents, makes the entry and gives the ${result}.`;
    case 'CJ':
      return `${title} ${office} hears both sides and gives the ${result}.`;
    case 'JL':
      return `${title} ${office} checks the facts and gives the award.`;
    case 'QT':
      return `${title} ${office} deals with it and gives the ${result}.`;
    case 'GG':
      return `${title} ${office} provides it and gives the ${result}.`;
  }
}

const timeOf = ({ promisedDays, statutoryDays }: ServiceItem): string =>
  promisedDays === 0
    ? '材料齐全的当场办结。'
    : `材料齐全的，自受理之日起${promisedDays}个工作日内办结（法定期限${statutoryDays}个工作日）。`;

const timeEnglishOf = ({ promisedDays, statutoryDays }: ServiceItem): string =>
  promisedDays === 0
    ? 'Done at once if the documents are complete.'
    : `Done within ${daysEnglish(promisedDays)} of acceptance (the law allows ${statutoryDays}).`;

const daysEnglish = (days: number): string => `${days} working ${days === 1 ? 'day' : 'days'}`;

const feeOf = ({ fee }: ServiceItem): string => (fee === 0 ? '不收取费用。' : `收费${fee}元。`);

const feeEnglishOf = ({ fee }: ServiceItem): string => (fee === 0 ? 'Free of charge.' : `The fee is ${fee} yuan.`);

/** The law behind a service: by what its name speaks of, else by whose business it is. */
function lawOf({ name, authority, type }: ServiceItem): string {
  const found = laws.find(([pattern]) => pattern.test(name));
  if (found !== undefined) return found[1];
  const own = lawsByAuthority[authority];
  return own ?? (type === 'XK' ? '《中华人民共和国行政许可法》' : '《优化营商环境条例》');
}

const laws: readonly (readonly [RegExp, string])[] = [
  [/身份证/, '《中华人民共和国居民身份证法》'],
  [/居住证/, '《居住证暂行条例》'],
  [/户口|户籍|分户|姓名|新生儿出生登记/, '《中华人民共和国户口登记条例》'],
  [/护照/, '《中华人民共和国护照法》'],
  [/港澳|台湾/, '《中华人民共和国出境入境管理法》'],
  [/机动车|驾驶证|道路交通|电动自行车/, '《中华人民共和国道路交通安全法》'],
  [/出生医学证明|孕|母子/, '《中华人民共和国母婴保健法》'],
  [/预防接种/, '《中华人民共和国疫苗管理法》'],
  [/生育登记|育儿|独生子女|托育/, '《中华人民共和国人口与计划生育法》'],
  [/收养/, '《中华人民共和国民法典》收养一章'],
  [/结婚|离婚|婚姻/, '《婚姻登记条例》'],
  [/失业/, '《失业保险条例》'],
  [/工伤|劳动能力/, '《工伤保险条例》'],
  [/劳务派遣|用工|集体合同|特殊工时/, '《中华人民共和国劳动合同法》'],
  [/仲裁/, '《中华人民共和国劳动争议调解仲裁法》'],
  [/就业|创业|求职|人力资源服务/, '《中华人民共和国就业促进法》'],
  [/最低生活保障|特困|临时救助|医疗救助|受灾|取暖/, '《社会救助暂行办法》'],
  [/残疾/, '《中华人民共和国残疾人保障法》'],
  [/老年|高龄|养老服务|养老机构|养老床位|居家养老/, '《中华人民共和国老年人权益保障法》'],
  [/火化|公墓|殡/, '《殡葬管理条例》'],
  [/继承公证/, '《中华人民共和国公证法》'],
  [/法律援助/, '《中华人民共和国法律援助法》'],
  [/不动产|抵押/, '《不动产登记暂行条例》'],
  [/用地|规划许可|选址/, '《中华人民共和国城乡规划法》'],
  [/公积金/, '《住房公积金管理条例》'],
  [/租赁住房|租赁补贴/, '《公共租赁住房管理办法》'],
  [/义务教育|入学|转学|学籍/, '《中华人民共和国义务教育法》'],
  [/教师/, '《中华人民共和国教师法》'],
  [/医师/, '《中华人民共和国医师法》'],
  [/护士/, '《护士条例》'],
  [/献血/, '《中华人民共和国献血法》'],
  [/医疗纠纷/, '《医疗纠纷预防和处理条例》'],
  [/食品|小餐饮|健康证/, '《中华人民共和国食品安全法》'],
  [/药品/, '《中华人民共和国药品管理法》'],
  [/医疗器械/, '《医疗器械监督管理条例》'],
  [/公共场所卫生/, '《公共场所卫生管理条例》'],
  [/特种设备/, '《中华人民共和国特种设备安全法》'],
  [/危险化学品/, '《危险化学品安全管理条例》'],
  [/消防/, '《中华人民共和国消防法》'],
  [/环境影响|排污/, '《中华人民共和国环境保护法》'],
  [/水土保持/, '《中华人民共和国水土保持法》'],
  [/供水|供气|污水|绿地|广告|占用城市道路|建筑垃圾/, '《城市市容和环境卫生管理条例》'],
  [/施工|竣工/, '《中华人民共和国建筑法》'],
  [/投资项目/, '《企业投资项目核准和备案管理条例》'],
  [/货物运输|道路运输|网络预约/, '《中华人民共和国道路运输条例》'],
  [/旅行社/, '《旅行社条例》'],
  [/设立登记|变更登记|注销登记|营业执照|企业名称|清算|年度报告|债权人/, '《中华人民共和国市场主体登记管理条例》'],
];

const lawsByAuthority: Readonly<Record<string, string>> = {
  rs: '《中华人民共和国社会保险法》',
  yb: '《中华人民共和国社会保险法》',
  sw: '《中华人民共和国税收征收管理法》',
  jy: '《中华人民共和国教育法》',
  ty: '《中华人民共和国退役军人保障法》',
  wl: '《中华人民共和国公共文化服务保障法》',
  ga: '《中华人民共和国治安管理处罚法》',
  wj: '《中华人民共和国基本医疗卫生与健康促进法》',
};
