import type { Citizen, Household } from '../population/household.ts';
import { heroId } from '../population/notable-citizens.ts';
import { createRandom, type Random } from '../population/random.ts';
import { cityCalendar } from './approvals-calendar.ts';
import type { DepartmentWriter } from './department-seed.ts';
import type { Row, TableRow, Tally } from './dirt-account.ts';
import { callerForm, cleanCaller } from './hotline-forms.ts';
import { contactRows, heroContactRows, loneCallRows } from './hotline-contacts.ts';
import { writeCompact, writeTime, type Order, type OrderChannel, type OrderStep } from './hotline-order.ts';
import { drawOrders, placeOf } from './hotline-orders.ts';
import { ratingRows } from './hotline-ratings.ts';
import type { HotlineTable } from './hotline-schema.ts';
import { heroOrders } from './hotline-story.ts';
import { topics, type OrderKind } from './hotline-topics.ts';
import { fullWidth, shortId } from './legacy-forms.ts';
import { addWorkingDays } from '../../schema/working-days.ts';

type Draw = { readonly random: Random; readonly tally: Tally; readonly seed: number };
type Written = readonly [table: HotlineTable, row: Row];

/** How the hotline writes down what the city's people called about. */
export function openHotlineWriter(seed: number, tally: Tally): DepartmentWriter {
  const emit = ([table, row]: Written): TableRow => {
    const written = { table, row };
    tally.row(written);
    return written;
  };
  const household = (house: Household): readonly TableRow[] => {
    const random = createRandom(seed, 'hotline', house.number);
    const rows = house.members.flatMap((citizen) =>
      citizen.notable
        ? notableRows({ random, tally, seed }, citizen, house)
        : citizenRows({ random, tally, seed }, citizen, house),
    );
    return rows.map(emit);
  };
  return { household, dictionary: () => topicRows().map((row) => emit(['t_dm_sqfl', row])) };
}

const kindCodes: Readonly<Record<OrderKind, readonly [code: string, name: string]>> = {
  consult: ['01', '咨询'],
  help: ['02', '求助'],
  complaint: ['03', '投诉'],
  report: ['04', '举报'],
  suggest: ['05', '建议'],
  praise: ['06', '表扬'],
};
const channelCodes: Readonly<Record<OrderChannel, readonly [code: string, name: string]>> = {
  phone: ['DH', '电话'],
  web: ['WEB', '网站'],
  app: ['APP', '手机应用'],
  fax: ['FAX', '传真'],
  counter: ['CK', '来访'],
};
const stepCodes: Readonly<Record<OrderStep, readonly [code: string, name: string]>> = {
  accepted: ['10', '受理'],
  dispatched: ['20', '派单'],
  signed: ['30', '签收'],
  returned: ['25', '退单'],
  handled: ['40', '办理'],
  supervised: ['45', '督办'],
  closed: ['90', '办结'],
  followedUp: ['95', '回访'],
  reopened: ['50', '重办'],
};

const topicRows = (): readonly Row[] =>
  topics.map(({ code, name, english, kind }) => ({
    fldm: code,
    flmc: name,
    flmc_en: english,
    sqlx: kindCodes[kind][0],
    px: 99999,
    yxx: '1',
  }));

function citizenRows({ random, tally, seed }: Draw, citizen: Citizen, house: Household): readonly Written[] {
  const orders = drawOrders(random, citizen, { house, seed }).map((order) => {
    const caller = callerForm(random, order.caller);
    if (order.ratings.length > 1) tally.add('RATED_TWICE');
    return [
      ...orderRows(random, order, { caller, clean: false }),
      ...contactRows(random, order, { caller, place: citizen.index }).map((row): Written => ['t_lx_lxjl', row]),
    ];
  });
  return [...orders.flat(), ...loneCallRows(random, citizen).map((row): Written => ['t_lx_lxjl', row])];
}

/** Only the hero called; the second of her orders has her id in 15 digits, the third her number in full width. */
function notableRows({ random, tally }: Draw, citizen: Citizen, house: Household): readonly Written[] {
  if (citizen.id !== heroId) return [];
  const forms: readonly ((row: Row) => Row)[] = [
    (row) => row,
    (row) => ({ ...row, sfzh: shortId(citizen.id) }),
    (row) => ({ ...row, ldhm: fullWidth(citizen.phone ?? '') }),
  ];
  return heroOrders(house).flatMap((order, number) => {
    const clean = cleanCaller(order.caller);
    const caller = forms[number]?.(clean) ?? clean;
    if (order.ratings.length > 1) tally.add('RATED_TWICE');
    return [
      ...orderRows(random, order, { caller, clean: true }),
      ...heroContactRows(order, { caller, place: citizen.index }).map((row): Written => ['t_lx_lxjl', row]),
    ];
  });
}

type How = {
  /** As it was typed. */
  readonly caller: Row;
  readonly clean: boolean;
};

function orderRows(random: Random, order: Order, how: How): readonly Written[] {
  return [
    ['t_gd_gdxx', orderRow(random, order, how)],
    ...eventRows(random, order, how).map((row): Written => ['t_gd_lzxx', row]),
    ...ratingRows(random, order, how).map((row): Written => ['t_hf_mydpj', row]),
  ];
}

/** A code, or, in `share` of the rows, its name. */
const coded = (random: Random, [code, name]: readonly [string, string], how: How, share: number): string =>
  !how.clean && random.chance(share) ? name : code;

function orderRow(random: Random, order: Order, how: How): Row {
  const { topic, unit, address, events, requested } = order;
  const last = events.at(-1);
  const updated = last?.at ?? requested;
  const lost = !how.clean && random.chance(0.004);
  return {
    gdbh: order.number,
    ...how.caller,
    slqd: coded(random, channelCodes[order.channel], how, 0.2),
    sqlx: !how.clean && random.chance(0.004) ? '99' : coded(random, kindCodes[topic.kind], how, 0.15),
    fldm: topic.code,
    flmc: topic.name,
    flmc_en: topic.english,
    bt: `关于${topic.name}的${kindCodes[topic.kind][1]}`,
    nr: order.text,
    blyj: order.answer ?? (how.clean ? null : random.pick(['', '无', null])),
    item_code: order.serviceCode,
    case_no: order.caseNumber,
    cbdw: unit.code,
    cbdwmc: unit.name,
    qxdm: lost ? '990101' : address.district.code,
    sfdz: placeOf(order) ?? (how.clean ? null : random.pick(['', null, '无'])),
    zt: coded(random, last === undefined ? stepCodes.accepted : stepCodes[last.step], how, 0.12),
    slsj: writeTime(requested),
    gxsj: !how.clean && random.chance(0.15) ? writeCompact(updated) : writeTime(updated),
    cnsj: promise(order),
    ...attachments(random, how),
    yxx: !how.clean && random.chance(0.012) ? '0' : '1',
    px: 99999,
  };
}

/** Consultations are answered within one working day, the rest within five; until the end of that day. */
function promise({ topic, requested }: Order): string {
  const days = topic.kind === 'consult' ? 1 : 5;
  return `${addWorkingDays(writeTime(requested).slice(0, 10), days, cityCalendar).replaceAll('-', '')}235959`;
}

/** JSON as an interface wrote it, here and there still in the fence of the text it was copied from. */
function attachments(random: Random, { clean }: How): Row {
  if (clean || !random.chance(0.08)) return { attachments: null, media_url: null };
  const url = `/fj/${random.between(2024, 2025)}/${String(random.int(10 ** 8)).padStart(8, '0')}.jpg`;
  const json = JSON.stringify({ files: [{ type: 'image', url }] });
  return { attachments: random.chance(0.2) ? `\`\`\`json\n${json}\n\`\`\`` : json, media_url: url };
}

function eventRows(random: Random, order: Order, how: How): readonly Row[] {
  return order.events.map(({ step, at, by, note }, number) => ({
    lzbh: String(8_800_000_000_000_000_000n + BigInt(order.number.slice(8)) * 100n + BigInt(number)),
    gdbh: order.number,
    hj: !how.clean && random.chance(0.003) ? '77' : coded(random, stepCodes[step], how, 0.1),
    czsj: writeTime(at),
    czdw: by,
    czr: `GH${String(random.between(1, 480)).padStart(4, '0')}`,
    czyj: !how.clean && random.chance(0.01) ? '无' : note,
  }));
}
