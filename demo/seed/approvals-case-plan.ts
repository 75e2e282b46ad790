import type { CityBusiness } from '../population/businesses.ts';
import type { Citizen } from '../population/household.ts';
import type { EvidenceItem } from './approvals-evidence.ts';
import type { OrganisationKey } from './approvals-organisations.ts';
import type { ChannelCode, ServiceItem } from './approvals-services.ts';

/** The moment of which the bureau's data tells; nothing later has happened. */
export const today = '2025-12-31';

/** States of a case by the bureau's codes: 申请 受理 不予受理 补正告知 补正 特别程序 告知 决定 办结 撤回. */
export const caseStates = {
  applied: '01',
  accepted: '02',
  'not-accepted': '03',
  'supplement-requested': '04',
  supplemented: '05',
  special: '06',
  notified: '07',
  decided: '08',
  closed: '09',
  withdrawn: '10',
} as const;

export type CaseState = keyof typeof caseStates;

export type CaseOutcome = 'granted' | 'refused' | 'not-accepted' | 'withdrawn';

export type CaseStep = {
  readonly state: CaseState;
  /** yyyy-MM-dd HH:mm:ss */
  readonly at: string;
  readonly authority: OrganisationKey;
  readonly note: string;
};

export type CasePause = {
  /** yyyy-MM-dd HH:mm:ss */
  readonly from: string;
  /** Null while it lasts. */
  readonly to: string | null;
  readonly reason: 'supplement' | 'special';
  readonly note: string;
};

/** What became of a case until today. */
export type CaseCourse = {
  readonly state: CaseState;
  readonly outcome: CaseOutcome | null;
  /** yyyy-MM-dd HH:mm:ss, like every moment here. */
  readonly appliedAt: string;
  readonly acceptedAt: string | null;
  readonly decidedAt: string | null;
  /** The last second of the last day; null before acceptance and while the case is paused. */
  readonly dueAt: string | null;
  readonly isOverdue: boolean;
  /** Oldest first, the application first. */
  readonly steps: readonly CaseStep[];
  readonly pauses: readonly CasePause[];
};

/** One application for a service, before anybody writes it down. */
export type CasePlan = CaseCourse & {
  /** `HW` for a person's, `HQ` for a business's; the day of the application, and a number. */
  readonly number: string;
  /** The case this is a part of, at another authority. */
  readonly parent: string | null;
  readonly service: ServiceItem;
  /** Of the authority that handles it. */
  readonly authority: OrganisationKey;
  readonly channel: ChannelCode;
  /** Who applied; for a business its legal representative. */
  readonly citizen: Citizen;
  readonly business: CityBusiness | null;
  /** What was handed in or fetched from another office. */
  readonly evidence: readonly EvidenceItem[];
  /** yyyy-MM-dd; null where nothing that can run out was given. */
  readonly validUntil: string | null;
  readonly subCases: readonly CasePlan[];
};

export const dayOf = (moment: string): string => moment.slice(0, 10);
