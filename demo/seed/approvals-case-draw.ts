import { businessesOf, type CityBusiness } from '../population/businesses.ts';
import type { Citizen, Household } from '../population/household.ts';
import { referenceYear } from '../population/household-plan.ts';
import { heroId } from '../population/notable-citizens.ts';
import { createRandom, type Random } from '../population/random.ts';
import { isWorkingDay } from '../../schema/working-days.ts';
import { cityCalendar } from './approvals-calendar.ts';
import { courseOf, drawCourse, later, momentOn, workday } from './approvals-case-course.ts';
import { dayOf, today, type CaseCourse, type CasePlan } from './approvals-case-plan.ts';
import { eventKeys, eventOf, type EventKey } from './approvals-events.ts';
import { heroCases } from './approvals-hero-cases.ts';
import { isForPersons, servicesOf, type ServiceItem } from './approvals-services.ts';
import { checkedBy, stagesOf } from './approvals-stages.ts';
import { dashed } from './legacy-forms.ts';

/** The cases that a household's members and their businesses have applied for: about 0.6 for each adult. */
export function casesOf(household: Household, seed: number): readonly CasePlan[] {
  const random = createRandom(seed, 'approvals', household.number);
  const own = household.members.flatMap((citizen) =>
    citizen.id === heroId ? heroCases(citizen) : personCases(random, citizen),
  );
  return [...own, ...businessesOf(household, seed).flatMap((business) => businessCases(random, business))];
}

const ageOf = ({ birth }: Citizen): number => referenceYear - Number(birth.slice(0, 4));

function personCases(random: Random, citizen: Citizen): readonly CasePlan[] {
  const age = ageOf(citizen);
  if (age < 18 || (citizen.death !== null && citizen.death < '20240301')) return [];
  const latest = citizen.death === null ? today : dashed(`${citizen.death.slice(0, 6)}01`);
  return Array.from({ length: drawCount(random) }, (_, place) => {
    const service = drawService(random, random.pick(eventsByAge(age)));
    const number = (day: string) => `HW${day.replaceAll('-', '')}${String(citizen.index).padStart(7, '0')}${place + 1}`;
    return drawCase(random, { service, citizen, business: null, number, latest });
  });
}

/** 0.6 on average. */
function drawCount(random: Random): number {
  const part = random.next();
  return part < 0.58 ? 0 : part < 0.85 ? 1 : part < 0.97 ? 2 : 3;
}

function eventsByAge(age: number): readonly EventKey[] {
  if (age < 30) return youngEvents;
  if (age < 45) return familyEvents;
  return age < 60 ? middleEvents : olderEvents;
}

/** Each event as often as its weight. */
const weighted = (weights: Partial<Readonly<Record<EventKey, number>>>): readonly EventKey[] =>
  eventKeys.flatMap((key) => Array.from({ length: weights[key] ?? 0 }, () => key));

const youngEvents = weighted({ EMPLOYMENT: 2, TRAVEL: 2, LIVING: 2, HOUSING: 1, EDUCATION: 1, HEALTHCARE: 1 });
const familyEvents = weighted({
  BIRTH: 2,
  EDUCATION: 2,
  HOUSING: 3,
  TRAVEL: 2,
  EMPLOYMENT: 2,
  LIVING: 1,
  HEALTHCARE: 1,
});
const middleEvents = weighted({
  HEALTHCARE: 2,
  HOUSING: 2,
  TRAVEL: 2,
  LIVING: 1,
  EMPLOYMENT: 1,
  ASSISTANCE: 1,
  AFTER_DEATH: 1,
});
const olderEvents = weighted({ ELDERLY_CARE: 4, HEALTHCARE: 2, LIVING: 1, TRAVEL: 1, ASSISTANCE: 1, AFTER_DEATH: 1 });

function drawService(random: Random, event: EventKey): ServiceItem {
  const isLife = eventOf(event).kind === 'life';
  return random.pick(servicesOf(event).filter((each) => each.status === 'active' && isForPersons(each) === isLife));
}

/** What a business applies for follows its life: it opens, hires, pays taxes, changes, closes. */
function businessCases(random: Random, business: CityBusiness): readonly CasePlan[] {
  const citizen = business.members[0]?.citizen;
  const latest = business.closed === null ? today : dashed(business.closed);
  const earliest = dashed(business.founded);
  if (citizen === undefined || latest < '2024-02-01' || business.status === 'revoked') return [];
  const events: readonly EventKey[] = [
    earliest > '2024-01-01' ? 'MARKET_ENTRY' : 'OPERATION',
    ...(['OPERATION', 'TAX', 'HIRING', 'CONSTRUCTION'] as const).filter(() => random.chance(0.16)),
    ...(business.closed === null ? [] : (['EXIT'] as const)),
  ];
  return events.map((event, place) => {
    const service = drawService(random, event);
    const number = (day: string) => `HQ${day.replaceAll('-', '')}${String(citizen.index).padStart(7, '0')}${place + 1}`;
    return drawCase(random, { service, citizen, business, number, earliest, latest });
  });
}

type CaseRequest = Pick<CasePlan, 'service' | 'citizen' | 'business'> & {
  readonly number: (day: string) => string;
  /** yyyy-MM-dd */
  readonly earliest?: string;
  readonly latest: string;
};

function drawCase(random: Random, request: CaseRequest): CasePlan {
  const { service, citizen, business, number } = request;
  const channel = random.chance(0.35) ? 'CK' : random.pick(service.channels);
  const appliedAt = drawApplication(random, channel, request);
  const course = drawCourse(random, service, appliedAt);
  const plan: CasePlan = {
    ...course,
    number: number(dayOf(appliedAt)),
    parent: null,
    service,
    authority: service.authority,
    channel,
    citizen,
    business,
    evidence: course.acceptedAt === null || random.chance(0.4) ? [] : service.evidence.slice(0, 3),
    validUntil: validUntil(random, service, course),
    subCases: [],
  };
  return { ...plan, subCases: drawSubCase(random, plan) };
}

/** Counters are open on working days, everything else always. */
function drawApplication(
  random: Random,
  channel: CasePlan['channel'],
  { earliest = '2024-01-02', latest }: CaseRequest,
): string {
  const first = Date.parse(earliest < '2024-01-02' ? '2024-01-02' : earliest);
  const last = Date.parse(latest);
  const span = Math.max(0, Math.floor((last - first) / 86_400_000));
  const day = new Date(first + random.int(span + 1) * 86_400_000).toISOString().slice(0, 10);
  const needsDesk = channel === 'CK' || channel === 'DB' || channel === 'YJ';
  const open = needsDesk && !isWorkingDay(day, cityCalendar) ? workday(day) : day;
  return momentOn(random, open > today ? today : open, '');
}

const lasting: readonly ServiceItem['output'][] = ['licence', 'card'];

function validUntil(random: Random, { output }: ServiceItem, { outcome, decidedAt }: CaseCourse): string | null {
  if (outcome !== 'granted' || decidedAt === null || !lasting.includes(output)) return null;
  return `${Number(decidedAt.slice(0, 4)) + random.pick([3, 5, 10])}-${decidedAt.slice(5, 7)}-01`;
}

/** One part at most, at whoever holds the facts, while the case is worked on. */
function drawSubCase(random: Random, plan: CasePlan): readonly CasePlan[] {
  const { service, acceptedAt, decidedAt } = plan;
  const authority = checkedBy(service);
  const isChecked = stagesOfService(service).some((stage) => stage.authority === authority);
  if (acceptedAt === null || !isChecked || authority === service.authority || !random.chance(0.35)) return [];
  const end = decidedAt ?? `${today} 23:59:59`;
  const begins = workday(dayOf(acceptedAt));
  if (begins > dayOf(end)) return [];
  const accepted = momentOn(random, begins, acceptedAt);
  const answered = workday(later(random, begins, 6, 1));
  const inTime = answered < dayOf(end) ? momentOn(random, answered, accepted) : decidedAt;
  return accepted > end ? [] : [subCaseOf(plan, { accepted, decided: inTime })];
}

/** A case at another authority that begins and ends within its parent. */
function subCaseOf(plan: CasePlan, moments: { readonly accepted: string; readonly decided: string | null }): CasePlan {
  const { accepted, decided } = moments;
  const authority = checkedBy(plan.service);
  const steps: CasePlan['steps'] = [
    { state: 'applied', at: accepted, authority: plan.authority, note: '主办部门发起协办' },
    { state: 'accepted', at: accepted, authority, note: '接收协办任务' },
    ...(decided === null ? [] : [{ state: 'decided' as const, at: decided, authority, note: '已反馈核对结果' }]),
  ];
  const course = courseOf({
    service: plan.service,
    steps,
    pauses: [],
    outcome: decided === null ? null : 'granted',
    appliedAt: accepted,
    acceptedAt: accepted,
    decidedAt: decided,
  });
  const own = { number: `${plan.number}-01`, parent: plan.number, authority, evidence: [], subCases: [] };
  return { ...plan, ...course, ...own, validUntil: null };
}

const stages = new Map<string, ReturnType<typeof stagesOf>>();

function stagesOfService(service: ServiceItem): ReturnType<typeof stagesOf> {
  const known = stages.get(service.code) ?? stagesOf(service);
  stages.set(service.code, known);
  return known;
}
