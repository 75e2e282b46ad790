import type { Random } from '../population/random.ts';
import { addWorkingDays, dueDay, isWorkingDay, type Pause } from '../../schema/working-days.ts';
import { cityCalendar } from './approvals-calendar.ts';
import {
  dayOf,
  today,
  type CaseCourse,
  type CaseOutcome,
  type CasePause,
  type CaseState,
  type CaseStep,
} from './approvals-case-plan.ts';
import type { OrganisationKey } from './approvals-organisations.ts';
import type { ServiceItem } from './approvals-services.ts';

/** Draws what became of an application until today. */
export function drawCourse(random: Random, service: ServiceItem, appliedAt: string): CaseCourse {
  const course = openCourse(random, service, appliedAt);
  if (random.chance(0.02)) course.end('withdrawn', later(random, dayOf(appliedAt), 3), '申请人撤回申请');
  else if (course.reception()) course.work();
  return course.close();
}

type Course = {
  /** Ends it without a decision. */
  end(outcome: 'not-accepted' | 'withdrawn', day: string, note: string): void;
  /** Whether the application was accepted. */
  reception(): boolean;
  work(): void;
  close(): CaseCourse;
};

function openCourse(random: Random, service: ServiceItem, appliedAt: string): Course {
  const steps: CaseStep[] = [{ state: 'applied', at: appliedAt, authority: 'sp', note: '收件' }];
  const pauses: CasePause[] = [];
  let outcome: CaseOutcome | null = null;
  let acceptedAt: string | null = null;
  let decidedAt: string | null = null;

  /** Writes a step on a day; null where that day has not come yet. */
  const step = (state: CaseState, day: string, note: string, authority: OrganisationKey = service.authority) => {
    if (day > today) return null;
    const at = momentOn(random, day, steps.at(-1)?.at ?? appliedAt);
    steps.push({ state, at, authority, note });
    return at;
  };
  const end: Course['end'] = (result, day, note) => {
    if (step(result, day, note) !== null) outcome = result;
  };
  const reception = (): boolean => {
    let day = receptionDay(random, service, dayOf(appliedAt));
    if (random.chance(0.03)) {
      end('not-accepted', day, '不属于本部门职权范围，已告知申请人向有关部门申请');
      return false;
    }
    if (service.promisedDays > 1 && random.chance(0.08)) {
      step('supplement-requested', day, '材料不齐全，一次性告知需要补正的内容', 'sp');
      day = workday(later(random, day, 8, 1));
      step('supplemented', day, '申请人已补齐材料', 'sp');
    }
    acceptedAt = step('accepted', day, '材料齐全，予以受理');
    return acceptedAt !== null;
  };
  const work = (): void => {
    if (acceptedAt === null) return;
    const days = drawWork(random, service);
    if (days > 0) drawPause(random, service, { acceptedAt, days, pauses, step });
    const decided = dueDay({ from: dayOf(acceptedAt), days, pauses: pauses.map(pauseDays) }, cityCalendar);
    decidedAt = decided === null ? null : decide(workday(decided));
  };
  const decide = (day: string): string | null => {
    const isGranted = !random.chance(0.06);
    const at = step('decided', day, isGranted ? '准予' : '不符合规定条件，不予批准并说明理由');
    if (at === null) return null;
    outcome = isGranted ? 'granted' : 'refused';
    const told = random.chance(0.4) ? step('notified', workday(later(random, day, 1)), '已短信告知申请人') : at;
    if (told !== null) step('closed', workday(later(random, dayOf(told), 3)), '送达办结', 'sp');
    return at;
  };
  const close = (): CaseCourse => courseOf({ service, steps, pauses, outcome, appliedAt, acceptedAt, decidedAt });
  return { end, reception, work, close };
}

type Parts = Pick<CaseCourse, 'steps' | 'pauses' | 'outcome' | 'appliedAt' | 'acceptedAt' | 'decidedAt'>;

/** The state is the last step's, what is due follows from acceptance, period and pauses. */
export function courseOf({ service, ...parts }: Parts & { readonly service: ServiceItem }): CaseCourse {
  const { acceptedAt, decidedAt, outcome } = parts;
  const due =
    acceptedAt === null
      ? null
      : dueDay(
          { from: dayOf(acceptedAt), days: service.promisedDays, pauses: parts.pauses.map(pauseDays) },
          cityCalendar,
        );
  const until = decidedAt === null ? today : dayOf(decidedAt);
  return {
    ...parts,
    state: parts.steps.at(-1)?.state ?? 'applied',
    dueAt: due === null ? null : `${due} 23:59:59`,
    isOverdue: due !== null && outcome !== 'withdrawn' && until > due,
  };
}

export const pauseDays = ({ from, to }: CasePause): Pause => ({
  from: dayOf(from),
  to: to === null ? null : dayOf(to),
});

/** What is done at once is accepted at once where it came in on a working day. */
function receptionDay(random: Random, { promisedDays }: ServiceItem, applied: string): string {
  const isOpen = isWorkingDay(applied, cityCalendar);
  const wait = promisedDays === 0 ? 0 : random.int(3);
  return addWorkingDays(applied, isOpen ? wait : Math.max(1, wait), cityCalendar);
}

/** Working days from acceptance to decision: mostly fewer than promised, in one of eighteen cases more. */
function drawWork(random: Random, { promisedDays }: ServiceItem): number {
  if (promisedDays === 0) return 0;
  if (random.chance(0.055)) return promisedDays + random.between(1, 8);
  return Math.max(1, Math.round(promisedDays * (0.25 + 0.75 * random.next())));
}

type PauseScope = {
  readonly acceptedAt: string;
  readonly days: number;
  readonly pauses: CasePause[];
  readonly step: (state: CaseState, day: string, note: string) => string | null;
};

/** One in ten must supply more, of the licences some wait for experts; one in eight of these still do. */
function drawPause(random: Random, service: ServiceItem, { acceptedAt, days, pauses, step }: PauseScope): void {
  const special = service.type === 'XK' && random.chance(0.06);
  if (!special && !random.chance(0.1)) return;
  const begins = addWorkingDays(dayOf(acceptedAt), random.between(1, days), cityCalendar);
  const note = special ? '组织专家评审' : '需要补充说明情况的材料';
  const from = step(special ? 'special' : 'supplement-requested', begins, note);
  if (from === null) return;
  const goesOn = workday(later(random, begins, 18, 2));
  const isLeft = random.chance(0.12) && begins > '2025-09-01';
  const to = isLeft ? null : step(special ? 'accepted' : 'supplemented', goesOn, special ? '评审完成' : '已收到材料');
  pauses.push({ from, to, reason: special ? 'special' : 'supplement', note });
}

/** A day some days later, at least `least`. */
export function later(random: Random, day: string, most: number, least = 0): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + random.between(least, most));
  return date.toISOString().slice(0, 10);
}

/** The day itself, or the next that is worked. */
export const workday = (day: string): string =>
  isWorkingDay(day, cityCalendar) ? day : addWorkingDays(day, 1, cityCalendar);

/** A moment of the day within office hours and after another: what follows on one day follows within the hour. */
export function momentOn(random: Random, day: string, after: string): string {
  const drawn = 8 * 3600 + 1800 + random.int(9 * 3600);
  if (dayOf(after) !== day) return `${day} ${clock(drawn)}`;
  const earlier = Date.parse(`${after.replace(' ', 'T')}Z`) / 1000 - Date.parse(`${day}T00:00:00Z`) / 1000;
  return `${day} ${clock(Math.min(earlier + random.between(60, 3000), 86_399))}`;
}

const clock = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
