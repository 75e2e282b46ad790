import type { Citizen } from '../population/household.ts';
import type { Random } from '../population/random.ts';
import type { Row } from './dirt-account.ts';
import { drawCaller } from './hotline-callers.ts';
import { callerForm } from './hotline-forms.ts';
import { lastMoment } from './hotline-life.ts';
import { hour, writeCompact, type LocalTime, type Order, type OrderChannel } from './hotline-order.ts';
import { drawMoment, isAlive, isGrown } from './hotline-orders.ts';

/** What a touchpoint was: its words in both languages, the stage it belongs to, what came of it. */
const kinds = {
  call: ['来电登记工单', 'Call, taken down as an order', '受理', '已生成工单'],
  web: ['网站留言', 'Message on the web site', '受理', '已生成工单'],
  app: ['手机应用留言', 'Message in the app', '受理', '已生成工单'],
  fax: ['传真来件', 'Fax', '受理', '已生成工单'],
  counter: ['来访登记', 'Visit to the counter', '受理', '已生成工单'],
  progress: ['来电查询进度', 'Call about progress', '办理', '已告知办理进度'],
  followUp: ['电话回访', 'Follow-up call', '回访', '已回访'],
  missed: ['回访未接通', 'Follow-up call, not answered', '回访', '无人接听'],
  question: ['来电咨询', 'Question by telephone', '咨询', '当场答复'],
  hungUp: ['来电未接通', 'Call, not answered', '呼入', '排队中挂断'],
} as const;

type Kind = keyof typeof kinds;
type Touch = { readonly kind: Kind; readonly at: LocalTime; readonly channel: OrderChannel };
type Whose = { readonly caller: Row; readonly number: string | null; readonly caseNumber: string | null };

/** The touchpoints of an order: how it came in, calls about its progress, the calls back. */
export function contactRows(
  random: Random,
  order: Order,
  { caller, place }: { readonly caller: Row; readonly place: number },
): readonly Row[] {
  const touches = touchesOf(order);
  const progress = order.requested + random.between(20, 90) * hour;
  if (random.chance(0.2) && progress < lastMoment) touches.push({ kind: 'progress', at: progress, channel: 'phone' });
  const whose = { caller, number: order.number, caseNumber: order.caseNumber };
  return touches.map((touch, at) => contactRow(random, touch, whose, numberOf(order, place) + BigInt(at)));
}

/** Room for twenty to an order, five orders to a citizen; `place` is the citizen's in the city. */
const numberOf = ({ number }: Order, place: number): bigint => BigInt(place) * 100n + BigInt(number.slice(-1)) * 20n;

function touchesOf(order: Order): Touch[] {
  const kind = order.channel === 'phone' ? 'call' : order.channel;
  const followUps = order.events.filter(({ step }) => step === 'followedUp');
  const rated = new Set(order.ratings.map(({ at }) => at));
  return [
    { kind, at: order.requested, channel: order.channel },
    ...followUps.map(({ at }): Touch => ({ kind: rated.has(at) ? 'followUp' : 'missed', at, channel: 'phone' })),
  ];
}

/** The hero's touchpoints; her first order made her call once more. */
export function heroContactRows(
  order: Order,
  { caller, place }: { readonly caller: Row; readonly place: number },
): readonly Row[] {
  const asked: readonly Touch[] =
    order.caseNumber !== null ? [{ kind: 'progress', at: order.requested + 76 * hour, channel: 'phone' }] : [];
  const whose = { caller, number: order.number, caseNumber: order.caseNumber };
  return [...touchesOf(order), ...asked].map((touch, at) => ({
    ...contactBase(touch, whose, numberOf(order, place) + BigInt(at)),
    jbr: touch.channel === 'phone' ? '12345座席018' : null,
    call_sec: touch.channel === 'phone' ? 95 + at * 37 : null,
    wait_sec: touch.channel === 'phone' && touch.kind !== 'followUp' ? 12 + at : null,
  }));
}

/** Calls that came to nothing more: answered at once, or given up in the queue. */
export function loneCallRows(random: Random, citizen: Citizen): readonly Row[] {
  if (!isGrown(citizen) || !random.chance(0.11)) return [];
  const at = drawMoment(random);
  if (!isAlive(citizen, at)) return [];
  const caller = callerForm(random, drawCaller(random, citizen));
  const kind = random.chance(0.15) ? 'hungUp' : 'question';
  const touch: Touch = { kind, at, channel: 'phone' };
  return [contactRow(random, touch, { caller, number: null, caseNumber: null }, BigInt(citizen.index) * 100n + 99n)];
}

const channelCodes: Readonly<Record<OrderChannel, readonly [code: string, name: string]>> = {
  phone: ['1', '电话'],
  web: ['2', '网站'],
  app: ['3', '手机应用'],
  fax: ['4', '传真'],
  counter: ['5', '窗口'],
};

function contactRow(random: Random, touch: Touch, whose: Whose, number: bigint): Row {
  const isCall = touch.channel === 'phone';
  const answered = touch.kind !== 'hungUp' && touch.kind !== 'missed';
  const ours = touch.kind === 'followUp' || touch.kind === 'missed';
  return {
    ...contactBase(touch, whose, number),
    lxfs: channelCodes[touch.channel][random.chance(0.2) ? 1 : 0],
    jbr: answered && isCall ? `12345座席${String(random.between(1, 240)).padStart(3, '0')}` : random.pick(['', null]),
    call_sec: isCall ? (answered ? random.between(35, 900) : random.chance(0.5) ? 0 : -1) : null,
    wait_sec: isCall && !ours ? waitForm(random, answered) : null,
  };
}

/** Seconds; 999 where the counter of the old exchange ran over. */
const waitForm = (random: Random, answered: boolean): number =>
  random.chance(0.01) ? 999 : answered ? random.between(3, 95) : random.between(60, 400);

function contactBase({ kind, at, channel }: Touch, { caller, number, caseNumber }: Whose, own: bigint): Row {
  const [words, english, stage, outcome] = kinds[kind];
  return {
    lxbh: String(7_700_000_000_000_000_000n + own),
    ...caller,
    lxfs: channelCodes[channel][0],
    lxsj: writeCompact(at),
    hj: stage,
    lxsm: words,
    lxsm_en: english,
    jg: outcome,
    gdbh: number,
    case_no: caseNumber,
  };
}
