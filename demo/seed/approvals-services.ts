import { eventKeys, eventOf, isEvent, type EventKey } from './approvals-events.ts';
import { evidenceOf, type EvidenceItem } from './approvals-evidence.ts';
import { businessItems } from './approvals-items-business.ts';
import { familyItems } from './approvals-items-family.ts';
import { livingItems } from './approvals-items-living.ts';
import { isOrganisation, organisation, type OrganisationKey } from './approvals-organisations.ts';

/** 行政许可 行政给付 行政确认 行政裁决 行政奖励 其他行政权力 公共服务, by the prefix of the item's code. */
export type ItemType = 'XK' | 'JF' | 'QR' | 'CJ' | 'JL' | 'QT' | 'GG';

/** 窗口 网站 手机应用 小程序 自助终端 邮寄 电话 帮办代办, as the channels' table has them. */
export type ChannelCode = 'CK' | 'WZ' | 'APP' | 'XCX' | 'ZZ' | 'YJ' | 'DH' | 'DB';

export type OutputKind =
  'appointment' | 'record' | 'card' | 'certificate' | 'payment' | 'place' | 'decision' | 'licence' | 'service';

export type ServiceItem = {
  /** Type, authority and a number: `JF106004`. */
  readonly code: string;
  readonly name: string;
  readonly english: string;
  readonly type: ItemType;
  readonly authority: OrganisationKey;
  /** Working days. */
  readonly statutoryDays: number;
  /** Working days; 0 is decided at once. */
  readonly promisedDays: number;
  readonly evidence: readonly EvidenceItem[];
  /** The counter comes first. */
  readonly channels: readonly ChannelCode[];
  /** Yuan; 0 costs nothing. */
  readonly fee: number;
  readonly output: OutputKind;
  readonly status: 'active' | 'suspended' | 'withdrawn';
  /** The event it belongs to before all others. */
  readonly event: EventKey;
};

type Catalogue = {
  readonly services: readonly ServiceItem[];
  /** Event → its services in the order in which people need them. */
  readonly byEvent: ReadonlyMap<EventKey, readonly ServiceItem[]>;
};

const types: Readonly<Record<string, ItemType>> = {
  L: 'XK',
  B: 'JF',
  C: 'QR',
  A: 'CJ',
  W: 'JL',
  O: 'QT',
  P: 'GG',
};
const channelLetters: Readonly<Record<string, ChannelCode>> = {
  w: 'WZ',
  a: 'APP',
  m: 'XCX',
  k: 'ZZ',
  p: 'YJ',
  t: 'DH',
  h: 'DB',
};
const outputKinds: readonly OutputKind[] = [
  'appointment',
  'record',
  'card',
  'certificate',
  'payment',
  'place',
  'decision',
  'licence',
  'service',
];

const { services: parsed, byEvent } = parseCatalogue([familyItems, livingItems, businessItems].join('\n'));

/** The city's catalogue of services (政务服务事项目录). */
export const services: readonly ServiceItem[] = parsed;

/** Their codes, in the catalogue's order. */
export const serviceCodes: readonly string[] = services.map(({ code }) => code);

export const servicesOf = (event: EventKey): readonly ServiceItem[] => byEvent.get(event) ?? [];

const byName = new Map(services.map((service) => [service.name, service]));

/** @throws {RangeError} for a name that the catalogue does not have */
export function serviceNamed(name: string): ServiceItem {
  const service = byName.get(name);
  if (service === undefined) throw new RangeError(`No service ${name}`);
  return service;
}

/** Whether people ask for it for themselves. */
export const isForPersons = ({ event }: ServiceItem): boolean => eventOf(event).kind === 'life';

/** Reads the lines of `familyItems` and the others. A service may stand under events that come before it. */
function parseCatalogue(text: string): Catalogue {
  const numbers = new Map<OrganisationKey, number>();
  const found = new Map<string, ServiceItem>();
  const names = new Map<EventKey, string[]>(eventKeys.map((key) => [key, []]));
  let event: EventKey | null = null;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const mark = line.slice(2);
    if (line.startsWith('# ') && isEvent(mark)) event = mark;
    else if (event === null) throw new RangeError(`No event before ${line}`);
    else if (line.startsWith('+ ')) names.get(event)?.push(mark);
    else {
      const item = parseItem(line, event, numbers);
      found.set(item.name, item);
      names.get(event)?.push(item.name);
    }
  }
  return { services: [...found.values()], byEvent: resolveNames(names, found) };
}

function resolveNames(
  names: ReadonlyMap<EventKey, readonly string[]>,
  found: ReadonlyMap<string, ServiceItem>,
): ReadonlyMap<EventKey, readonly ServiceItem[]> {
  const resolve = (name: string): ServiceItem => {
    const item = found.get(name);
    if (item === undefined) throw new RangeError(`No service ${name}`);
    return item;
  };
  return new Map([...names].map(([event, listed]) => [event, listed.map(resolve)]));
}

function parseItem(line: string, event: EventKey, numbers: Map<OrganisationKey, number>): ServiceItem {
  const [marked = '', english = '', letter = '', authority = '', days = '', ...rest] = line.split(' | ');
  const [evidence = '', channels = '', fee = '', output = ''] = rest;
  const type = types[letter];
  const kind = outputKinds.find((each) => each === output);
  if (type === undefined || kind === undefined || !isOrganisation(authority)) throw new RangeError(line);
  const number = (numbers.get(authority) ?? 0) + 1;
  numbers.set(authority, number);
  const [statutoryDays = 0, promisedDays = 0] = days.split('/').map(Number);
  return {
    code: `${type}${organisation(authority).code.slice(-3)}${String(number).padStart(3, '0')}`,
    name: marked.replace(/^[~!]/, ''),
    english,
    type,
    authority,
    statutoryDays,
    promisedDays,
    evidence: evidence.split(' ').map(evidenceOf),
    channels: parseChannels(channels),
    fee: Number(fee),
    output: kind,
    status: marked.startsWith('~') ? 'suspended' : marked.startsWith('!') ? 'withdrawn' : 'active',
    event,
  };
}

/** `-` is the counter alone. */
function parseChannels(letters: string): readonly ChannelCode[] {
  const others = Array.from(letters.replace('-', '')).map((letter) => {
    const code = channelLetters[letter];
    if (code === undefined) throw new RangeError(`No channel ${letter}`);
    return code;
  });
  return ['CK', ...others];
}
