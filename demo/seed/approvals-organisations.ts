/** The city's authorities, by the short key the catalogue is written with. */
export const organisations = {
  sp: ['990100101', '和望市行政审批服务局', 'Administrative Approval Bureau', '政务服务管理办公室'],
  ga: ['990100102', '和望市公安局', 'Public Security Bureau', ''],
  wj: ['990100103', '和望市卫生健康委员会', 'Health Commission', '卫生和计划生育委员会'],
  rs: ['990100104', '和望市人力资源和社会保障局', 'Human Resources and Social Security Bureau', '人事局'],
  yb: ['990100105', '和望市医疗保障局', 'Medical Security Bureau', ''],
  mz: ['990100106', '和望市民政局', 'Civil Affairs Bureau', ''],
  jy: ['990100107', '和望市教育局', 'Education Bureau', '教育委员会'],
  zj: ['990100108', '和望市住房和城乡建设局', 'Housing and Construction Bureau', '房产管理局'],
  gj: ['990100109', '和望市住房公积金管理中心', 'Housing Provident Fund Centre', ''],
  zr: ['990100110', '和望市自然资源和规划局', 'Natural Resources and Planning Bureau', '国土资源局'],
  jt: ['990100111', '和望市交通运输局', 'Transport Bureau', ''],
  sc: ['990100112', '和望市市场监督管理局', 'Market Regulation Bureau', '工商行政管理局'],
  sw: ['990100113', '和望市税务局', 'Tax Bureau', '地方税务局'],
  cg: ['990100114', '和望市城市管理局', 'City Management Bureau', '市容管理局'],
  hb: ['990100115', '和望市生态环境局', 'Ecology and Environment Bureau', '环境保护局'],
  yj: ['990100116', '和望市应急管理局', 'Emergency Management Bureau', '安全生产监督管理局'],
  sf: ['990100117', '和望市司法局', 'Justice Bureau', ''],
  cl: ['990100118', '和望市残疾人联合会', 'Disabled Persons’ Federation', ''],
  ty: ['990100119', '和望市退役军人事务局', 'Veterans Affairs Bureau', ''],
  wl: ['990100120', '和望市文化广电和旅游局', 'Culture and Tourism Bureau', '文化局'],
  ny: ['990100121', '和望市农业农村局', 'Agriculture and Rural Affairs Bureau', '农业局'],
  fg: ['990100122', '和望市发展和改革委员会', 'Development and Reform Commission', '计划委员会'],
  xf: ['990100123', '和望市消防救援支队', 'Fire and Rescue Department', ''],
  ss: ['990100124', '和望市水务局', 'Water Bureau', '水利局'],
  sb: ['990100125', '和望市商务局', 'Commerce Bureau', ''],
  kj: ['990100126', '和望市科学技术局', 'Science and Technology Bureau', ''],
} as const satisfies Record<string, readonly [code: string, name: string, english: string, formerName: string]>;

export type OrganisationKey = keyof typeof organisations;

export type Organisation = {
  readonly code: string;
  readonly name: string;
  readonly english: string;
  /** Before the reform of the authorities; blank where the name never changed. */
  readonly formerName: string;
};

export const isOrganisation = (key: string): key is OrganisationKey => key in organisations;

export const organisationKeys: readonly OrganisationKey[] = Object.keys(organisations).filter(isOrganisation);

const byKey = new Map(
  organisationKeys.map((key) => {
    const [code, name, english, formerName] = organisations[key];
    return [key, { code, name, english, formerName: formerName === '' ? '' : `和望市${formerName}` }];
  }),
);

/** @throws {RangeError} for a key that the list does not have */
export function organisation(key: OrganisationKey): Organisation {
  const found = byKey.get(key);
  if (found === undefined) throw new RangeError(`No authority ${key}`);
  return found;
}
