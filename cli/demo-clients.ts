import type { Agreement } from '../schema/agreement.ts';
import type { ClientPurposes, Purpose } from '../schema/client-purposes.ts';
import { everyValue, type Caller, type Role } from '../schema/request.ts';

/** The demo's hero, who has dealings with every department. */
export const heroId = '11010519491231002X';

/** The company of the hero's son, in which she is a shareholder. */
export const heroBusiness = '91990102MARQXDPQ7J';

/** What the demo's own examples ask for. */
export const demoPurpose = 'service-delivery';

const serviceDelivery: Purpose = {
  legalBasis: 'Regulations on Government Data Sharing 政务数据共享条例',
  embargoDays: null,
};

/** The programs registered in the demo: whose they are, and the purposes each may state. */
export const demoClients: ClientPurposes = {
  'citizen-portal': {
    receiver: { name: 'Citizen portal 市民门户', code: null },
    purposes: {
      'service-delivery': serviceDelivery,
      'own-records': {
        legalBasis: 'Personal Information Protection Law art. 45 个人信息保护法 第四十五条',
        embargoDays: null,
      },
    },
  },
  'service-centre': {
    receiver: { name: 'Citizen service centre 市民服务中心', code: null },
    purposes: {
      'service-delivery': serviceDelivery,
      'case-handling': { legalBasis: 'Administrative Licensing Law art. 34 行政许可法 第三十四条', embargoDays: null },
    },
  },
  reporting: {
    receiver: { name: 'City data office 市数据局', code: null },
    purposes: {
      'service-delivery': serviceDelivery,
      statistics: { legalBasis: 'Statistics Law 统计法', embargoDays: null },
      investigation: { legalBasis: 'Supervision Law 监察法', embargoDays: 90 },
    },
  },
  operations: {
    receiver: { name: 'Operator of the graph 平台运营单位', code: null },
    purposes: {
      'service-delivery': serviceDelivery,
      operations: { legalBasis: 'Data Security Law 数据安全法', embargoDays: null },
    },
  },
  'business-portal': {
    receiver: { name: 'Business portal 企业门户', code: null },
    purposes: { 'service-delivery': serviceDelivery },
  },
};

/** What the demo's departments agreed on, of those that are there. */
export const demoAgreements = (departments: readonly string[]): readonly Agreement[] =>
  agreements
    .map((each) => ({ ...each, departments: each.departments.filter((name) => departments.includes(name)) }))
    .filter((each) => each.departments.length > 1);

const agreements: readonly Agreement[] = [
  {
    name: 'one-window',
    departments: ['social-insurance', 'civil-registry', 'approvals', 'market-regulation', 'hotline'],
    purposes: ['service-delivery', 'statistics', 'operations'],
    legalBasis: serviceDelivery.legalBasis,
    from: '2025-08-01',
    until: null,
    byConsent: false,
  },
  {
    name: 'licensing',
    departments: ['social-insurance', 'civil-registry', 'approvals'],
    purposes: ['case-handling'],
    legalBasis: 'Personal Information Protection Law art. 13 个人信息保护法 第十三条',
    from: null,
    until: null,
    byConsent: true,
  },
];

const clientOf: Readonly<Record<Role, Pick<Caller, 'client' | 'subject' | 'scopes' | 'claims'>>> = {
  citizen: { client: 'citizen-portal', subject: heroId, scopes: [] },
  // Sits in the citizen service centre and is there for the whole city.
  official: {
    ...{ client: 'service-centre', subject: 'official-service-centre-1', scopes: [] },
    claims: { districts: [everyValue], departments: [everyValue] },
  },
  integrator: { client: 'reporting', subject: 'integrator-1', scopes: [] },
  admin: { client: 'operations', subject: 'operator-1', scopes: ['admin'] },
  'business-agent': {
    ...{ client: 'business-portal', subject: 'business-agent-1', scopes: [] },
    claims: { businesses: [heroBusiness] },
  },
};

/** What narrows, or widens, what a demo token is there for. */
export type DemoCallerOptions = Partial<Pick<Caller, 'subject' | 'claims' | 'scopes' | 'actsFor'>>;

/** Who a demo token stands for. */
export function demoCaller(role: Role, { claims, scopes, ...given }: DemoCallerOptions = {}): Caller {
  const usual = clientOf[role];
  return {
    ...usual,
    ...given,
    role,
    scopes: [...usual.scopes, ...(scopes ?? [])],
    ...(usual.claims !== undefined && { claims: { ...usual.claims, ...claims } }),
  };
}
