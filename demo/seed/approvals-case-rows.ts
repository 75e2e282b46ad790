import type { Citizen } from '../population/household.ts';
import type { Random } from '../population/random.ts';
import { caseStates, type CasePlan, type CaseStep } from './approvals-case-plan.ts';
import { serialNumber, type Drawn } from './approvals-catalogue-rows.ts';
import { organisation } from './approvals-organisations.ts';
import type { Row } from './dirt-account.ts';
import { fullWidth, hasShortId, shortId, spaceName } from './legacy-forms.ts';

/** How the bureau writes a case down, with the mess that its vendors left. `next` numbers the rows. */
export type CaseScope = { readonly random: Random; readonly next: () => number };

export function caseRows(scope: CaseScope, plan: CasePlan): readonly Drawn[] {
  const zjhm = idForm(scope.random, plan.citizen);
  return [
    ...[plan, ...plan.subCases].flatMap((each) => [
      ...basicRows(scope, each, zjhm),
      ...each.steps.map((step, place): Drawn => ['bj_gc', stepRow(scope, each, { step, place, zjhm })]),
    ]),
    ...plan.pauses.map((pause): Drawn => [
      'bj_zt',
      {
        lsh: numberOf(scope),
        bjbh: plan.number,
        zjhm,
        kssj: pause.from,
        jssj: pause.to ?? (plan.citizen.notable ? null : zeroMoment),
        ztyy: pause.reason === 'supplement' ? '1' : '2',
        ztsm: pause.note,
      },
    ]),
    ...plan.evidence.map((item): Drawn => [
      'bj_cl',
      {
        lsh: numberOf(scope),
        bjbh: plan.number,
        zjhm,
        cl_bm: item.code,
        sjsj: plan.acceptedAt ?? plan.appliedAt,
        ly: item.shared ? '2' : '1',
      },
    ]),
  ];
}

const zeroMoment = '0000-00-00 00:00:00';

const numberOf = ({ next }: CaseScope): string => serialNumber('91', next());

/** Which form of the id the case was opened under. */
export function idForm(random: Random, { id, notable }: Citizen): string {
  if (notable) return id;
  if (hasShortId(id) && random.chance(0.035)) return shortId(id);
  return id.endsWith('X') && random.chance(0.3) ? id.toLowerCase() : id;
}

/** One row as a rule; beside it, now and then, one that was deleted when the case was entered again. */
function basicRows(scope: CaseScope, plan: CasePlan, zjhm: string): readonly Drawn[] {
  const row = basicRow(scope, plan, zjhm);
  if (plan.citizen.notable || !scope.random.chance(0.008)) return [['bj_basic', row]];
  const deleted = { ...row, lsh: numberOf(scope), bjzt: '01', zxbz: 'Y', gxsj: plan.appliedAt };
  return [
    ['bj_basic', deleted],
    ['bj_basic', row],
  ];
}

function basicRow(scope: CaseScope, plan: CasePlan, zjhm: string): Row {
  const { random } = scope;
  const { citizen, business, service } = plan;
  const clean = citizen.notable;
  const zero = clean || random.chance(0.4) ? null : zeroMoment;
  const { code, name } = organisation(plan.authority);
  return {
    lsh: numberOf(scope),
    bjbh: plan.number,
    fbjbh: parentForm(random, plan),
    ITEM_CODE: !clean && random.chance(0.002) ? 'XK000000' : service.code,
    sxmc: service.name,
    sxmc_en: service.english,
    sqr_lx: business === null ? '1' : '2',
    sqr_xm: business?.name ?? (clean ? citizen.name : nameForm(random, citizen.name)),
    sqr_zjhm: zjhm,
    sqr_tyxydm: creditCodeForm(random, plan),
    lxdh: clean ? citizen.phone : phoneForm(random, citizen.phone),
    sjqd: plan.channel,
    bjzt: clean ? caseStates[plan.state] : stateForm(random, plan),
    sqsj: plan.appliedAt,
    slsj: plan.acceptedAt ?? zero,
    jdsj: plan.decidedAt ?? zero,
    cnbjsj: plan.dueAt ?? zero,
    jgdm: outcomeCode(plan),
    yxqz: clean ? plan.validUntil : validForm(random, plan.validUntil),
    bl_bm_dm: code,
    bl_bm_mc: name,
    sfcq: plan.isOverdue ? 1 : 0,
    zxbz: 'N',
    px: 99999,
    gxsj: plan.steps.at(-1)?.at ?? plan.appliedAt,
  };
}

/** What has no parent says so in two ways; a few name a parent that was never moved over. */
function parentForm(random: Random, { parent, citizen }: CasePlan): string | null {
  if (parent !== null || citizen.notable) return parent;
  return random.chance(0.5) ? '' : null;
}

const nameForm = (random: Random, name: string): string => (random.chance(0.008) ? spaceName(name) : name);

function creditCodeForm(random: Random, { business }: CasePlan): string | null {
  if (business === null) return null;
  return !business.notable && random.chance(0.05) ? business.code.toLowerCase() : business.code;
}

function phoneForm(random: Random, phone: string | null): string | null {
  if (random.chance(0.02)) return random.pick(['无', '999', '']);
  return phone !== null && random.chance(0.01) ? fullWidth(phone) : phone;
}

const stateTexts = { closed: '已办结', accepted: '受理', decided: '决定' } as const;

/** Text where an older system wrote it; a code that no dictionary has where somebody tried something out. */
function stateForm(random: Random, { state }: CasePlan): string {
  if (random.chance(0.003)) return '99';
  const isText = random.chance(0.06);
  if (isText && (state === 'closed' || state === 'accepted' || state === 'decided')) return stateTexts[state];
  return caseStates[state];
}

const outcomeCodes = { granted: '1', refused: '2', 'not-accepted': '3', withdrawn: '4' } as const;

const outcomeCode = ({ outcome }: CasePlan): string | null => (outcome === null ? null : outcomeCodes[outcome]);

/** Dates that MariaDB keeps and nobody can read: a month without a day, a day without a month, nothing at all. */
function validForm(random: Random, day: string | null): string | null {
  if (day === null) return random.chance(0.05) ? '0000-00-00' : null;
  if (random.chance(0.05)) return `${day.slice(0, 7)}-00`;
  if (random.chance(0.01)) return `${day.slice(0, 4)}-00-10`;
  return random.chance(0.03) ? '9999-12-31' : day;
}

type StepPlace = { readonly step: CaseStep; readonly place: number; readonly zjhm: string };

function stepRow(scope: CaseScope, plan: CasePlan, { step, place, zjhm }: StepPlace): Row {
  const { code, name } = organisation(step.authority);
  const isOnline = plan.channel !== 'CK' && place === 0;
  return {
    lsh: numberOf(scope),
    bjbh: plan.number,
    xh: place + 1,
    zjhm,
    hjzt: caseStates[step.state],
    czsj: step.at,
    bm_dm: code,
    bm_mc: name,
    czck: isOnline ? '系统' : plan.citizen.notable ? '8号窗口' : deskForm(scope.random),
    yj: step.note,
  };
}

const deskForm = (random: Random): string =>
  random.chance(0.02) ? random.pick(['无', '']) : `${random.between(1, 36)}号窗口`;
