import type { EvidenceItem } from './approvals-evidence.ts';
import type { OrganisationKey } from './approvals-organisations.ts';
import type { ChannelCode, ServiceItem } from './approvals-services.ts';

/** One stage of a service: who does it, through which channels, with which evidence. */
export type Stage = {
  /** From 1, without gaps. */
  readonly order: number;
  readonly name: string;
  readonly english: string;
  readonly authority: OrganisationKey;
  /** Blank where the person does not take part. */
  readonly channels: readonly ChannelCode[];
  /** Asked for at this stage and not before. */
  readonly evidence: readonly EvidenceItem[];
  /** Working days of the promised period; periods begin with acceptance. */
  readonly promisedDays: number;
  /** Whether the applicant gets something out of it. */
  readonly valueAdding: boolean;
  /** What else the office must know, as the guide writes it; blank where the evidence is all. */
  readonly data: string;
};

/** What kinds of stage there are; `weight` is the share of the promised period. */
const kinds = {
  apply: { name: '申请', english: 'Application', weight: 0, valueAdding: true, data: '申请人姓名、证件号码、联系电话' },
  accept: { name: '受理', english: 'Acceptance', weight: 0, valueAdding: false, data: '' },
  check: { name: '信息核对', english: 'Check of facts', weight: 3, valueAdding: false, data: '与其他部门共享的数据' },
  examine: { name: '审查', english: 'Examination', weight: 5, valueAdding: false, data: '' },
  inspect: { name: '现场核查', english: 'Inspection on site', weight: 3, valueAdding: false, data: '现场核查记录' },
  hear: { name: '调查审理', english: 'Hearing', weight: 7, valueAdding: true, data: '当事人陈述' },
  decide: { name: '决定', english: 'Decision', weight: 2, valueAdding: true, data: '' },
  announce: { name: '公示', english: 'Public notice', weight: 3, valueAdding: false, data: '拟享受待遇人员名单' },
  do: { name: '办理', english: 'Service', weight: 4, valueAdding: true, data: '' },
  deliver: { name: '送达', english: 'Delivery', weight: 0, valueAdding: true, data: '收件地址或者领取人证件' },
  pay: { name: '发放', english: 'Payment', weight: 1, valueAdding: true, data: '' },
} as const;

type StageKind = keyof typeof kinds;

/** Which stages a service has, in their order. */
function stageKinds(service: ServiceItem): readonly StageKind[] {
  if (service.promisedDays <= 1) return ['apply', 'do', 'deliver'];
  switch (service.type) {
    case 'XK':
      return needsInspection(service)
        ? ['apply', 'accept', 'examine', 'inspect', 'decide', 'deliver']
        : ['apply', 'accept', 'examine', 'decide', 'deliver'];
    case 'JF':
    case 'JL':
      return benefitKinds(service);
    case 'QR':
      return ['apply', 'accept', 'examine', 'decide', 'deliver'];
    case 'CJ':
      return ['apply', 'accept', 'hear', 'decide', 'deliver'];
    case 'QT':
    case 'GG':
      return ['apply', 'accept', 'do', 'deliver'];
  }
}

const needsInspection = ({ evidence }: ServiceItem): boolean =>
  evidence.some(({ key }) => ['LAYOUT', 'SITE', 'EQUIP'].includes(key));

/** Whoever is paid out of public funds for being in need is named in public first. */
function benefitKinds({ event, output }: ServiceItem): readonly StageKind[] {
  const announced: readonly StageKind[] = event === 'ASSISTANCE' ? ['announce'] : [];
  const last: StageKind = output === 'payment' ? 'pay' : 'deliver';
  return ['apply', 'accept', 'check', 'decide', ...announced, last];
}

/** The stages of a service. Pure. */
export function stagesOf(service: ServiceItem): readonly Stage[] {
  const found = stageKinds(service);
  const days = share(
    service.promisedDays,
    found.map((kind) => kinds[kind].weight),
  );
  return found.map((kind, place) => {
    const { name, english, valueAdding, data } = kinds[kind];
    return {
      order: place + 1,
      name,
      english,
      authority: authorityOf(kind, service),
      channels: channelsOf(kind, service),
      evidence: service.evidence.filter((item) => stageOfEvidence(item, found) === place),
      promisedDays: days[place] ?? 0,
      valueAdding,
      data,
    };
  });
}

/** The one window of the service hall accepts and delivers for most; facts are checked by who holds them. */
function authorityOf(kind: StageKind, service: ServiceItem): OrganisationKey {
  const { authority } = service;
  if (kind === 'check') return checkedBy(service);
  const ownHall = authority === 'ga' || authority === 'sw' || authority === 'gj';
  return !ownHall && (kind === 'accept' || kind === 'deliver') ? 'sp' : authority;
}

/** Who holds the facts: the first other authority that issued evidence of it. */
export function checkedBy({ authority, evidence }: ServiceItem): OrganisationKey {
  const issuers = evidence.flatMap(({ issuer }) => (issuer === null ? [] : [issuer]));
  return issuers.find((issuer) => issuer !== authority && issuer !== 'ga') ?? issuers[0] ?? authority;
}

const deliveryChannels: readonly ChannelCode[] = ['CK', 'WZ', 'YJ'];

function channelsOf(kind: StageKind, { channels, type }: ServiceItem): readonly ChannelCode[] {
  if (kind === 'apply') return channels;
  if (kind === 'accept') return channels.filter((channel) => channel === 'CK' || channel === 'WZ');
  if (kind === 'deliver') return channels.filter((channel) => deliveryChannels.includes(channel));
  return kind === 'hear' || (kind === 'do' && type === 'GG') ? ['CK'] : [];
}

/** Documents and forms come with the application, accounts with the payment, everything else with acceptance. */
function stageOfEvidence({ key, kind }: EvidenceItem, found: readonly StageKind[]): number {
  if (key === 'BANK' && found.includes('pay')) return found.indexOf('pay');
  const isFirst = kind === 'ZJ' || kind === 'SQB' || kind === 'ZP' || !found.includes('accept');
  return isFirst ? 0 : found.indexOf('accept');
}

/** Splits days by weight; the heaviest stage takes what is left over. */
function share(days: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const parts = weights.map((weight) => Math.floor((days * weight) / sum));
  const left = days - parts.reduce((total, part) => total + part, 0);
  const heaviest = weights.indexOf(Math.max(...weights));
  return parts.map((part, place) => (place === heaviest ? part + left : part));
}
