import { isOrganisation, type OrganisationKey } from './approvals-organisations.ts';

/** 证件 证明 申请表 合同协议 照片 其他, as the dictionary of materials has them. */
export type EvidenceKind = 'ZJ' | 'ZM' | 'SQB' | 'HT' | 'ZP' | 'QT';

export type EvidenceItem = {
  readonly key: string;
  /** `CL0001` and on. */
  readonly code: string;
  readonly name: string;
  readonly english: string;
  readonly kind: EvidenceKind;
  /** Who issues it; null for what the applicant writes. */
  readonly issuer: OrganisationKey | null;
  /** Offices fetch it themselves by data sharing. */
  readonly shared: boolean;
};

/** key | name | English name | kind | issuer, `-` for the applicant; `*` behind the issuer: shared between offices. */
const lines = `
ID | 居民身份证 | Resident identity card | ZJ | ga*
HK | 居民户口簿 | Household register | ZJ | ga*
MARR | 结婚证 | Marriage certificate | ZJ | mz*
DIVO | 离婚证或者离婚判决书 | Divorce certificate or judgment | ZJ | mz
BIRTHC | 出生医学证明 | Medical certificate of birth | ZM | wj*
PREG | 产检或者分娩记录 | Antenatal or delivery record | ZM | wj
VACC | 预防接种记录 | Vaccination record | ZM | wj*
PHOTO | 近期免冠照片 | Recent photograph | ZP | -
FORM | 申请表 | Application form | SQB | -
PROMISE | 告知承诺书 | Declaration in place of proof | SQB | -
PROXY | 授权委托书 | Power of attorney | QT | -
RESP | 居住证 | Residence permit | ZJ | ga*
DEED | 不动产权证书 | Certificate of title to real estate | ZJ | zr*
LEASE | 房屋租赁合同 | Tenancy agreement | HT | -
SALE | 房屋买卖合同 | Contract of sale of a home | HT | zj*
LABOUR | 劳动合同 | Employment contract | HT | -
DISMISS | 终止或者解除劳动关系证明 | Proof that employment has ended | ZM | -
SOCIAL | 社会保险参保缴费证明 | Record of social insurance | ZM | rs*
MEDINS | 医疗保险参保凭证 | Proof of medical insurance | ZM | yb*
INCOME | 家庭收入和财产申报表 | Statement of household income and property | SQB | -
BANK | 本人银行账户信息 | Bank account details | QT | -
DEATHC | 居民死亡医学证明 | Medical certificate of death | ZM | wj*
CREMA | 火化证明 | Certificate of cremation | ZM | mz*
KIN | 亲属关系证明 | Proof of kinship | ZM | ga
WILL | 遗嘱或者遗产分配协议 | Will or agreement of the heirs | HT | -
DIPLOMA | 学历证书 | Certificate of education | ZJ | jy*
SCHOOL | 就读证明 | Proof of enrolment | ZM | jy
DISAB | 残疾人证 | Disability certificate | ZJ | cl*
LOWINC | 最低生活保障证明 | Proof of subsistence allowance | ZM | mz*
HOSP | 出院记录和费用清单 | Discharge record and itemised bill | ZM | wj
DIAG | 疾病诊断证明书 | Medical diagnosis | ZM | wj
RECEIPT | 医疗费用票据 | Receipts for medical costs | ZM | -
HEALTH | 健康体检证明 | Medical check-up report | ZM | wj
NOCRIME | 无犯罪记录证明 | Certificate of no criminal record | ZM | ga*
PASSPORT | 护照 | Passport | ZJ | ga
LICENCE_D | 机动车驾驶证 | Driving licence | ZJ | ga*
VEHICLE | 机动车登记证书 | Vehicle registration certificate | ZJ | ga*
MOTORINS | 机动车交通事故责任强制保险凭证 | Proof of compulsory motor insurance | ZM | -
ASSESS | 老年人能力评估报告 | Assessment of an older person’s abilities | ZM | mz*
VETERAN | 退出现役证件 | Discharge papers of the armed forces | ZJ | ty*
SKILL | 职业技能等级证书 | Vocational skill certificate | ZJ | rs*
FUND | 住房公积金缴存证明 | Record of the housing provident fund | ZM | gj*
ACCIDENT | 事故证明材料 | Evidence of an accident | ZM | -
LICENSE_B | 营业执照 | Business licence | ZJ | sc*
CHARTER | 公司章程 | Articles of association | HT | -
RESOLVE | 股东会决议 | Resolution of the shareholders | HT | -
REP | 法定代表人身份证明 | Proof of identity of the legal representative | ZM | -
SITE | 经营场所使用证明 | Proof of the right to use the premises | ZM | -
LAYOUT | 场所平面布置图 | Floor plan of the premises | QT | -
EQUIP | 设备设施清单 | List of equipment | QT | -
RULES | 安全管理制度文本 | Safety rules of the business | QT | -
STAFF | 从业人员名单及资格证明 | List of staff and their qualifications | ZM | -
ROSTER | 职工花名册 | Roster of employees | QT | -
FINREP | 财务会计报告 | Financial statements | QT | -
TAXCLEAR | 清税证明 | Tax clearance certificate | ZM | sw*
LIQUID | 清算报告 | Liquidation report | QT | -
PRODUCT | 产品检验报告 | Product test report | ZM | sc
SEAL | 印章样模 | Impression of the seal | QT | -
APPROVE | 项目备案或者核准文件 | Registration or approval of the project | ZM | fg*
LANDUSE | 建设用地规划许可证 | Land use planning permit | ZJ | zr*
PLANPERM | 建设工程规划许可证 | Construction planning permit | ZJ | zr*
DRAWINGS | 施工图设计文件 | Construction drawings | QT | -
CONTRACT | 施工合同 | Construction contract | HT | -
EIA | 环境影响评价文件 | Environmental impact assessment | QT | -
ACCEPT | 工程竣工验收报告 | Report of acceptance of the works | QT | -
FIREOK | 消防验收意见书 | Fire safety acceptance | ZM | zj*
PERMIT_OLD | 原许可证件 | The permit held so far | ZJ | -
`;

const isKind = (text: string): text is EvidenceKind => /^(ZJ|ZM|SQB|HT|ZP|QT)$/.test(text);

/** Every piece of evidence a service of the city asks for, once. */
export const evidenceItems: readonly EvidenceItem[] = lines
  .trim()
  .split('\n')
  .map((line, index) => {
    const [key = '', name = '', english = '', kind = '', from = ''] = line.split(' | ');
    const issuer = from.replace('*', '');
    if (!isKind(kind) || (issuer !== '-' && !isOrganisation(issuer))) throw new RangeError(`Evidence ${key}`);
    return {
      key,
      code: `CL${String(index + 1).padStart(4, '0')}`,
      name,
      english,
      kind,
      issuer: issuer === '-' ? null : issuer,
      shared: from.endsWith('*'),
    };
  });

const byKey = new Map(evidenceItems.map((item) => [item.key, item]));

/** @throws {RangeError} for a key that the list does not have */
export function evidenceOf(key: string): EvidenceItem {
  const item = byKey.get(key);
  if (item === undefined) throw new RangeError(`No evidence ${key}`);
  return item;
}
