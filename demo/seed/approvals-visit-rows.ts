import type { Citizen } from '../population/household.ts';
import { referenceYear } from '../population/household-plan.ts';
import { heroId } from '../population/notable-citizens.ts';
import type { Random } from '../population/random.ts';
import type { CasePlan } from './approvals-case-plan.ts';
import { idForm, type CaseScope } from './approvals-case-rows.ts';
import { workday } from './approvals-case-course.ts';
import { serialNumber, type Drawn } from './approvals-catalogue-rows.ts';
import { heroCaseNumbers } from './approvals-hero-cases.ts';
import { isForPersons, serviceNamed, services, type ServiceItem } from './approvals-services.ts';
import type { Row } from './dirt-account.ts';

/** Visits to the service hall (窗口取号), as its queue wrote them down: to apply, to supplement, to collect, to ask. */
export function visitRows(scope: CaseScope, citizen: Citizen, cases: readonly CasePlan[]): readonly Drawn[] {
  if (citizen.id === heroId) return heroVisits(scope, citizen);
  const visits = cases.flatMap((plan) => visitsFor(scope.random, plan));
  const asks = isGrownUp(citizen) && scope.random.chance(0.15) ? [question(scope.random)] : [];
  return [...visits, ...asks].map((visit) => ['qh_record', visitRow(scope, citizen, visit)]);
}

const isGrownUp = ({ birth, death }: Citizen): boolean =>
  death === null && referenceYear - Number(birth.slice(0, 4)) >= 18;

type Visit = {
  /** yyyy-MM-dd HH:mm:ss, when the number was drawn. */
  readonly at: string;
  readonly service: ServiceItem;
  readonly number: string | null;
  readonly stage: string;
  readonly channel: 'CK' | 'ZZ';
};

function visitsFor(random: Random, plan: CasePlan): readonly Visit[] {
  if (plan.channel !== 'CK' && plan.channel !== 'ZZ') return [];
  const { service, number, channel } = plan;
  const supplement = plan.steps.find(({ state }) => state === 'supplemented');
  const closed = plan.steps.find(({ state }) => state === 'closed');
  const visit = (at: string, stage: string): Visit => ({
    at: shortlyBefore(random, at),
    service,
    number,
    stage,
    channel,
  });
  return [
    visit(plan.appliedAt, '申请'),
    ...(supplement === undefined ? [] : [visit(supplement.at, '补正')]),
    ...(closed === undefined || !random.chance(0.3) ? [] : [visit(closed.at, '领取结果')]),
  ];
}

/** The number is drawn up to half an hour before the desk writes the step. */
function shortlyBefore(random: Random, at: string): string {
  const moment = Date.parse(`${at.replace(' ', 'T')}Z`) - random.between(180, 1800) * 1000;
  return writeMoment(moment);
}

const writeMoment = (moment: number): string => new Date(moment).toISOString().slice(0, 19).replace('T', ' ');

const personServices = services.filter(isForPersons);

function question(random: Random): Visit {
  const month = `${random.between(2024, 2025)}-${String(random.between(1, 12)).padStart(2, '0')}`;
  const day = workday(`${month}-${String(random.between(1, 28)).padStart(2, '0')}`);
  const at = `${day} ${String(random.between(9, 16)).padStart(2, '0')}:${random.between(10, 59)}:${random.between(10, 59)}`;
  return { at, service: random.pick(personServices), number: null, stage: '咨询', channel: 'CK' };
}

function visitRow(scope: CaseScope, citizen: Citizen, visit: Visit): Row {
  const { random } = scope;
  const clean = citizen.notable;
  const isGone = !clean && random.chance(0.04);
  const waited = random.between(30, 2400);
  const called = writeMoment(Date.parse(`${visit.at.replace(' ', 'T')}Z`) + waited * 1000);
  const isUnknown = !clean && random.chance(0.01);
  return {
    qhid: serialNumber('92', scope.next()),
    pdh: `${random.pick(['A', 'B', 'C', 'D'])}${String(random.between(1, 380)).padStart(3, '0')}`,
    zjhm: idForm(random, citizen),
    dtmc: '和望市政务服务中心',
    ckh: isGone ? '' : String(random.between(1, 36)).padStart(2, '0'),
    ywmc: visit.service.name,
    ITEM_CODE: visit.service.code,
    bjbh: visit.number ?? (clean ? null : random.pick(['', '无', null])),
    hjmc: visit.stage,
    qdlx: visit.channel,
    qhsj: visit.at,
    jhsj: isGone ? '0000-00-00 00:00:00' : called,
    ddsc: isGone || isUnknown ? -1 : waited,
    fwsc: isGone ? 0 : random.between(60, 1500),
    bljg: isGone ? '过号' : visit.stage === '咨询' ? '已答复' : '已办理',
  };
}

/** To apply for her allowance, to bring what was missing, and to ask how the adaptation of her home stands. */
function heroVisits(scope: CaseScope, citizen: Citizen): readonly Drawn[] {
  const visits: readonly Visit[] = [
    {
      at: '2024-09-12 08:58:03',
      service: serviceNamed('高龄津贴申领'),
      number: heroCaseNumbers.allowance,
      stage: '申请',
      channel: 'CK',
    },
    {
      at: '2024-09-25 13:41:50',
      service: serviceNamed('高龄津贴申领'),
      number: heroCaseNumbers.allowance,
      stage: '补正',
      channel: 'CK',
    },
    {
      at: '2025-12-22 09:20:11',
      service: serviceNamed('特殊困难老年人家庭适老化改造'),
      number: heroCaseNumbers.adaptation,
      stage: '咨询',
      channel: 'CK',
    },
  ];
  return visits.map((visit) => ['qh_record', visitRow(scope, citizen, visit)]);
}
