import type { Random } from '../population/random.ts';
import {
  day,
  hour,
  minute,
  type Level,
  type LocalTime,
  type OrderEvent,
  type OrderRating,
  type OrderStep,
} from './hotline-order.ts';
import type { Topic } from './hotline-topics.ts';

export type OrderLife = {
  readonly events: readonly OrderEvent[];
  readonly ratings: readonly OrderRating[];
  readonly answer: string | null;
};

export const centre = '12345热线中心';
/** Nothing is later than this: the data ends here. */
export const lastMoment: LocalTime = Date.UTC(2025, 11, 28, 18);

/** Draws what became of an order; what would lie beyond the last moment has not happened yet. */
export function drawLife(
  random: Random,
  about: { readonly topic: Topic; readonly requested: LocalTime; readonly unit: string },
): OrderLife {
  const line = openLine(random, about.requested);
  const { topic, unit } = about;
  line.step('accepted', random.between(1, 25) * minute, centre, '已登记并生成工单');
  if (topic.kind === 'consult' && random.chance(0.4)) {
    line.step('handled', random.between(2, 15) * minute, centre, topic.answer);
    line.step('closed', minute, centre, '知识库直接答复，当场办结');
  } else {
    drawHandling(random, line, { unit, answer: topic.answer });
  }
  return drawFollowUp(random, line, about);
}

type Line = {
  step(step: OrderStep, afterMs: number, by: string, note: string): void;
  now(): LocalTime;
  readonly events: OrderEvent[];
};

/** Steps one after another; offices that don't answer at night do so in the morning. */
function openLine(random: Random, start: LocalTime): Line {
  const events: OrderEvent[] = [];
  let now = start;
  const step: Line['step'] = (kind, afterMs, by, note) => {
    now = by === centre ? now + afterMs : inOfficeHours(random, now + afterMs);
    events.push({ step: kind, at: now, by, note });
  };
  return { step, events, now: () => now };
}

function inOfficeHours(random: Random, time: LocalTime): LocalTime {
  const clock = new Date(time).getUTCHours();
  if (clock >= 8 && clock < 18) return time;
  const morning = Math.floor(time / day) * day + (clock < 8 ? 0 : day) + 8 * hour;
  return morning + random.between(5, 150) * minute;
}

function drawHandling(random: Random, line: Line, about: { readonly unit: string; readonly answer: string }): void {
  const { unit, answer } = about;
  line.step('dispatched', random.between(5, 180) * minute, centre, `派至${unit}办理`);
  if (random.chance(0.08)) {
    line.step('returned', random.between(3, 20) * hour, unit, random.pick(returnReasons));
    line.step('dispatched', random.between(20, 200) * minute, centre, `经核实职责分工，仍派${unit}牵头办理`);
  }
  line.step('signed', random.between(1, 9) * hour, unit, '已签收');
  if (random.chance(0.04)) line.step('supervised', random.between(2, 4) * day, centre, '临近时限，发出督办单');
  line.step('handled', random.between(6, 120) * hour, unit, answer);
  line.step('closed', random.between(1, 20) * hour, centre, '审核通过，予以办结');
}

const returnReasons = [
  '不属于我单位职责范围，建议转相关部门',
  '所述地点不在本辖区，请核实地址后重派',
  '诉求涉及多个部门，建议明确牵头单位',
];

function drawFollowUp(
  random: Random,
  line: Line,
  { unit, topic }: { readonly unit: string; readonly topic: Topic },
): OrderLife {
  const ratings: OrderRating[] = [];
  const followUp = (): Level | null => {
    if (!random.chance(0.72)) return null;
    line.step('followedUp', random.between(4, 40) * hour, centre, '电话回访');
    if (random.chance(0.06)) return null;
    const level = drawLevel(random);
    ratings.push({ level, at: line.now(), comment: random.chance(0.25) ? random.pick(comments[level]) : null });
    return level;
  };
  const first = followUp();
  if (first !== null && first <= 2 && random.chance(0.7)) {
    line.step('reopened', random.between(5, 90) * minute, centre, '市民不满意，退回重办');
    drawHandling(random, line, { unit, answer: `经再次核实：${topic.answer}` });
    followUp();
  }
  return upTo(lastMoment, { events: line.events, ratings });
}

/** What has happened until a moment; the answer is that of the last handling. */
function upTo(end: LocalTime, life: Pick<OrderLife, 'events' | 'ratings'>): OrderLife {
  const events = life.events.filter(({ at }) => at <= end);
  const answer = events.filter(({ step }) => step === 'handled').at(-1)?.note ?? null;
  return { events, ratings: life.ratings.filter(({ at }) => at <= end), answer };
}

function drawLevel(random: Random): Level {
  const part = random.next();
  if (part < 0.46) return 5;
  if (part < 0.78) return 4;
  if (part < 0.88) return 3;
  return part < 0.96 ? 2 : 1;
}

const comments: Readonly<Record<Level, readonly string[]>> = {
  5: ['速度很快，点赞', '工作人员很耐心', '当天就解决了，谢谢'],
  4: ['可以', '解决了就好', '态度不错'],
  3: ['等得有点久', '基本解决', '希望以后快一点'],
  2: ['只是打了个电话，问题没解决', '答复和实际不符', '过了几天又那样了'],
  1: ['推来推去没人管', '根本没有来现场', '答复敷衍'],
};
