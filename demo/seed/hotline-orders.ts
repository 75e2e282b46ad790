import { writeAddress } from '../population/city.ts';
import type { Citizen, Household } from '../population/household.ts';
import { referenceYear } from '../population/household-plan.ts';
import type { Random } from '../population/random.ts';
import { casesOf } from './approvals-case-draw.ts';
import type { CasePlan } from './approvals-case-plan.ts';
import { serviceNamed } from './approvals-services.ts';
import { drawCaller } from './hotline-callers.ts';
import { drawLife, lastMoment } from './hotline-life.ts';
import { minute, writeCompact, writeTime, type LocalTime, type Order, type OrderChannel } from './hotline-order.ts';
import { topics, units, type OrderKind, type Topic } from './hotline-topics.ts';

/** The orders of a citizen, oldest or newest as they come: about one for four adults. */
export function drawOrders(
  random: Random,
  citizen: Citizen,
  home: { readonly house: Household; readonly seed: number },
): readonly Order[] {
  if (!isGrown(citizen)) return [];
  const count = random.chance(0.2) ? (random.chance(0.2) ? 2 : 1) : 0;
  const moments = Array.from({ length: count }, () => drawMoment(random)).filter((at) => isAlive(citizen, at));
  return moments.map((requested, place) => drawOrder(random, { ...home, citizen, requested, place }));
}

export const isGrown = ({ birth }: Citizen): boolean => referenceYear - Number(birth.slice(0, 4)) >= 18;

export const isAlive = ({ death }: Citizen, at: LocalTime): boolean => death === null || writeCompact(at) < death;

/** By day mostly; two years up to the last day of the data, more of them lately. */
export function drawMoment(random: Random): LocalTime {
  const first = Date.UTC(referenceYear - 1, 0, 2);
  const far = Math.max(random.next(), random.next());
  const date = Math.floor((first + far * (lastMoment - first)) / (1440 * minute)) * 1440 * minute;
  const clock = random.chance(0.85) ? random.between(8 * 60, 18 * 60 - 1) : random.between(0, 1439);
  return Math.min(date + clock * minute + random.int(60) * 1000, lastMoment - 30 * minute);
}

type About = {
  readonly citizen: Citizen;
  readonly house: Household;
  readonly seed: number;
  readonly requested: LocalTime;
  /** Among the citizen's orders, from 0. */
  readonly place: number;
};

function drawOrder(random: Random, about: About): Order {
  const { citizen, requested, place } = about;
  const { address } = about.house;
  const topic = drawTopic(random);
  const words = (text: string): string =>
    text.replaceAll('{路}', address.street).replaceAll('{区}', address.district.name);
  const unit = { code: topic.unit, name: words(units[topic.unit] ?? '') };
  const spoken = { ...topic, answer: words(topic.answer) };
  return {
    number: `${writeCompact(requested).slice(0, 8)}${String(citizen.index).padStart(7, '0')}${place}`,
    caller: drawCaller(random, citizen),
    topic,
    channel: drawChannel(random),
    ...drawConcern(random, topic, about),
    address,
    requested,
    text: words(topic.text),
    unit,
    ...drawLife(random, { topic: spoken, requested, unit: unit.name }),
  };
}

/** The service and the case it is about: operators choose a service in two calls of three, callers seldom know a number. */
function drawConcern(random: Random, topic: Topic, about: About): Pick<Order, 'serviceCode' | 'caseNumber'> {
  if (topic.services === undefined) return { serviceCode: null, caseNumber: null };
  const concerned = topic.anyCase === true && random.chance(0.8) ? findCase(about) : undefined;
  if (concerned !== undefined) return { serviceCode: concerned.service.code, caseNumber: concerned.number };
  const service = random.pick(topic.services);
  return { serviceCode: random.chance(0.66) ? serviceNamed(service).code : null, caseNumber: null };
}

/** The citizen's last case that was applied for before the call. */
const findCase = ({ citizen, house, seed, requested }: About): CasePlan | undefined =>
  casesOf(house, seed)
    .filter((each) => each.citizen.id === citizen.id && each.business === null)
    .filter(({ appliedAt }) => appliedAt < writeTime(requested))
    .at(-1);

const kinds: readonly (readonly [OrderKind, number])[] = [
  ['consult', 0.34],
  ['complaint', 0.3],
  ['help', 0.22],
  ['report', 0.06],
  ['suggest', 0.05],
  ['praise', 0.03],
];
const byKind = new Map(kinds.map(([kind]) => [kind, topics.filter((topic) => topic.kind === kind)]));

function drawTopic(random: Random): Topic {
  let part = random.next();
  const [kind] = kinds.find(([, share]) => (part -= share) < 0) ?? ['consult'];
  return random.pick(byKind.get(kind) ?? topics);
}

function drawChannel(random: Random): OrderChannel {
  const part = random.next();
  if (part < 0.7) return 'phone';
  if (part < 0.82) return 'web';
  if (part < 0.94) return 'app';
  return part < 0.98 ? 'counter' : 'fax';
}

/** Where it happened: at home, as a rule. */
export const placeOf = ({ address, topic }: Order): string | null =>
  topic.kind === 'consult' || topic.kind === 'praise' ? null : writeAddress(address);
