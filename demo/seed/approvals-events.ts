/** What services are grouped by: events in a person's life, and in a business's. */
export type EventDesign = {
  readonly kind: 'life' | 'business';
  readonly name: string;
  readonly english: string;
  readonly about: string;
  readonly aboutEnglish: string;
  /** Whom its services are for, as guides address them. */
  readonly audience: string;
  readonly audienceEnglish: string;
};

const event = (kind: EventDesign['kind'], names: string, about: string, audience: string): EventDesign => {
  const [name = '', english = ''] = names.split(' | ');
  const [ofEvent = '', ofEventEnglish = ''] = about.split(' | ');
  const [who = '', whoEnglish = ''] = audience.split(' | ');
  return {
    kind,
    name,
    english,
    about: ofEvent,
    aboutEnglish: ofEventEnglish,
    audience: who,
    audienceEnglish: whoEnglish,
  };
};

/** In the order in which a life, and a business, meets them. */
export const events = {
  BIRTH: event(
    'life',
    '出生 | Birth of a child',
    '孩子出生前后需要办理的事项，从孕期登记到户口、医保和社保卡。 | What parents need before and after a child is born: from the registration of the pregnancy to household register, insurance and card.',
    '准父母、新生儿的父母或者监护人 | expectant parents, and parents or guardians of a young child',
  ),
  EDUCATION: event(
    'life',
    '上学 | Education',
    '从幼儿园到大学的入学、转学、资助和考试。 | Places, changes of school, grants and examinations, from kindergarten to university.',
    '适龄儿童、学生及其监护人 | pupils, students and their guardians',
  ),
  EMPLOYMENT: event(
    'life',
    '就业创业 | Work and starting up',
    '求职、失业、创业、职称和劳动争议。 | Looking for work, losing it, starting up, qualifications and disputes at work.',
    '求职、就业或者创业的人员 | people who look for work, work or start up',
  ),
  LIVING: event(
    'life',
    '日常生活 | Everyday life',
    '身份证、居住证、户口、婚姻登记和水气服务。 | Identity card, residence permit, household register, marriage, water and gas.',
    '在本市生活的居民 | people who live in the city',
  ),
  HOUSING: event(
    'life',
    '住房 | Housing',
    '租房、买房、公积金和不动产登记。 | Renting, buying, the provident fund and the land register.',
    '在本市租房、购房或者建房的居民 | people who rent, buy or build a home in the city',
  ),
  TRAVEL: event(
    'life',
    '出行 | Travel',
    '护照、通行证、驾驶证和车辆登记。 | Passports, permits, driving licences and vehicles.',
    '需要出行或者拥有车辆的居民 | people who travel or own a vehicle',
  ),
  HEALTHCARE: event(
    'life',
    '就医 | Health care',
    '参保、异地就医、慢病待遇和费用报销。 | Insurance, treatment elsewhere, chronic illness and reimbursement.',
    '参加基本医疗保险的居民和卫生从业人员 | people with medical insurance, and those who work in health',
  ),
  ASSISTANCE: event(
    'life',
    '救助 | Assistance',
    '生活困难、残疾、抚恤和法律援助。 | Hardship, disability, pensions for service and legal aid.',
    '生活遇到困难的居民 | people in hardship',
  ),
  ELDERLY_CARE: event(
    'life',
    '养老 | Growing old',
    '退休、津贴、长期照护和居家养老。 | Retirement, allowances, long-term care and care at home.',
    '老年人及其家属 | older people and their families',
  ),
  AFTER_DEATH: event(
    'life',
    '身后 | After a death',
    '亲人去世后的证明、丧葬、待遇和继承。 | Certificates, funeral, payments and inheritance after somebody has died.',
    '逝者的近亲属 | the next of kin of somebody who has died',
  ),
  MARKET_ENTRY: event(
    'business',
    '企业开办 | Starting a business',
    '名称、登记、刻章、开户和准营许可。 | Name, registration, seal, accounts and the licences to begin.',
    '拟开办的企业和个体工商户 | people who start a business',
  ),
  HIRING: event(
    'business',
    '招工用工 | Hiring',
    '用工备案、参保、公积金和补贴。 | Notice of hiring, insurance, provident fund and subsidies.',
    '招用职工的单位 | employers',
  ),
  TAX: event(
    'business',
    '纳税 | Taxes',
    '发票、申报、优惠和退税。 | Invoices, returns, relief and refunds.',
    '纳税人和扣缴义务人 | taxpayers and those who withhold taxes',
  ),
  OPERATION: event(
    'business',
    '生产经营 | Running a business',
    '变更登记、年报、经营中的许可和扶持资金。 | Changes, annual reports, licences along the way and grants.',
    '在本市经营的企业 | businesses of the city',
  ),
  CONSTRUCTION: event(
    'business',
    '工程建设 | Construction',
    '立项、用地、规划、施工许可和竣工验收。 | Project, land, planning, building permit and acceptance.',
    '建设单位 | those who have something built',
  ),
  EXIT: event(
    'business',
    '企业退出 | Closing a business',
    '清算、清税、注销和许可的终止。 | Liquidation, tax clearance, deregistration and the end of licences.',
    '拟终止经营的企业 | businesses that close',
  ),
} as const satisfies Record<string, EventDesign>;

export type EventKey = keyof typeof events;

export const isEvent = (key: string): key is EventKey => key in events;

export const eventKeys: readonly EventKey[] = Object.keys(events).filter(isEvent);

export const eventOf = (key: EventKey): EventDesign => events[key];
