import { businessesOf, type BusinessForm, type CityBusiness } from '../population/businesses.ts';
import { districts } from '../population/city.ts';
import type { Household } from '../population/household.ts';
import { createRandom, type Random } from '../population/random.ts';
import type { DepartmentWriter } from './department-seed.ts';
import type { Row, TableRow, Tally } from './dirt-account.ts';
import { dashed, drawTimestamp, fullWidth, hasShortId, shortId } from './legacy-forms.ts';
import { marketDictionary, marketName } from './market-dictionary.ts';
import { changeRows, personRows, reportRows, writeYuan, type MarketDraw } from './market-details.ts';
import type { MarketTable } from './market-schema.ts';

/** How market regulation writes down the city's businesses. */
export function openMarketWriter(seed: number, tally: Tally): DepartmentWriter {
  const emit = (table: MarketTable, row: Row): TableRow => {
    const written = { table, row };
    tally.row(written);
    return written;
  };
  const household = (house: Household): readonly TableRow[] => {
    const businesses = businessesOf(house, seed);
    if (businesses.length === 0) return [];
    const random = createRandom(seed, 'market', house.number);
    return businesses.flatMap((business) => writeBusiness({ random, business, tally }, house.number, emit));
  };
  return { household, dictionary: () => marketDictionary.map((row) => emit('DM_ZDX', row)) };
}

type Emit = (table: MarketTable, row: Row) => TableRow;

function writeBusiness(about: Omit<MarketDraw, 'code'>, houseNumber: number, emit: Emit): readonly TableRow[] {
  const draw = { ...about, code: drawCode(about) };
  const { random } = draw;
  const place = draw.business.members[0]?.citizen.index ?? houseNumber;
  const tables: readonly (readonly [MarketTable, readonly Row[]])[] = [
    ['QY_JBXX', businessVersions(draw, place)],
    ['QY_RYXX', personRows(draw)],
    ['QY_BGXX', changeRows(draw)],
    ['QY_NBXX', reportRows(draw)],
  ];
  return tables.flatMap(([table, rows]) => rows.map((row) => emit(table, { ...row, ...housekeeping(random) })));
}

const housekeeping = (random: Random): Row => ({
  CZY: random.pick(['admin', 'DJK01', 'DJK03', '接口导入']),
  CZSJ: random.chance(0.02) ? '0000-00-00 00:00:00' : timestamp(random, 2014, 2025),
  PX: 99999,
});

const timestamp = (random: Random, firstYear: number, lastYear: number): string =>
  drawTimestamp(random, firstYear, lastYear).replace(/^(\d{4})(..)(..)(..)(..)(..)$/, '$1-$2-$3 $4:$5:$6');

/** The code as this department has it: here and there with a check character that is wrong, in all its tables. */
function drawCode({ random, business, tally }: Omit<MarketDraw, 'code'>): string {
  const { code } = business;
  if (business.notable || !random.chance(0.02)) return code;
  tally.add('CODE_WRONG_CHECK');
  return code.slice(0, 17) + (code.endsWith('0') ? '1' : '0');
}

const formCodes: Readonly<Record<BusinessForm, string>> = {
  limited: '1100',
  'joint-stock': '1200',
  partnership: '4500',
  cooperative: '3100',
  'sole-trader': '9500',
};
const statusCodes = { active: '1', suspended: '2', revoked: '3', deregistered: '4' } as const;

/** One row as a rule; two for who was entered twice, or whose earlier version was kept. */
function businessVersions(draw: MarketDraw, place: number): readonly Row[] {
  const { random, business, tally } = draw;
  const row = businessRow(draw, place);
  if (business.notable) return [row];
  const again = { ...row, NBXH: internalNumber(place, 1) };
  if (random.chance(0.02)) return [{ ...again, YXBZ: '0', GXSJ: drawTimestamp(random, 2012, 2025) }, row];
  if (random.chance(0.025)) {
    tally.add('BUSINESS_TWICE');
    return [{ ...again, TYSHXYDM: draw.code.toLowerCase(), GXSJ: drawTimestamp(random, 2009, 2013) }, row];
  }
  return [random.chance(0.04) ? { ...row, TYSHXYDM: draw.code.toLowerCase() } : row];
}

/** Beyond 2^53, below 2^63. */
const internalNumber = (place: number, version: number): string =>
  String(9_201_000_000_000_000_000n + BigInt(place) * 4n + BigInt(version));

function businessRow(draw: MarketDraw, place: number): Row {
  const { random, business, code } = draw;
  const clean = business.notable;
  const form = formCodes[business.form];
  return {
    NBXH: internalNumber(place, 0),
    TYSHXYDM: code,
    QYMC: business.name,
    QYJC: clean || random.chance(0.4) ? business.name.slice(3, 5) + business.trade.word : random.pick(['', '无', null]),
    QYLX: form,
    QYLXMC: marketName('QYLX', form),
    ...representative(draw),
    ...capital(draw),
    ...life(draw),
    HYDM: !clean && random.chance(0.01) ? '无' : business.trade.industry,
    JYFW: business.scope,
    ZS: !clean && random.chance(0.02) ? '不详' : business.address,
    XZQH: business.region,
    DJJG: `${districts.find((district) => district.code === business.region)?.name ?? '和望市'}市场监督管理局`,
    LXDH: clean ? business.phone : phoneForm(random, business.phone),
    YXBZ: '1',
    GXSJ: drawTimestamp(random, 2015, 2025),
  };
}

function representative({ random, business }: MarketDraw): Row {
  const founder = business.members[0]?.citizen;
  const id = founder?.id ?? null;
  const short = !business.notable && id !== null && hasShortId(id) && random.chance(0.05);
  const low = !business.notable && id?.endsWith('X') === true && random.chance(0.3);
  return { FDDBR: founder?.name ?? null, FDDBRZJHM: id !== null && short ? shortId(id) : low ? id.toLowerCase() : id };
}

function capital({ random, business }: MarketDraw): Row {
  const paid = business.capitalYuan * (business.notable || random.chance(0.5) ? 1 : 0.4);
  const words = !business.notable && random.chance(0.03);
  return {
    ZCZB: writeYuan(business.capitalYuan),
    ZCZB_WY: !business.notable && random.chance(0.01) ? null : business.capitalYuan / 10_000,
    SJZB: words ? '详见章程' : writeYuan(paid),
  };
}

function life({ random, business }: MarketDraw): Row {
  const clean = business.notable;
  const status = statusCodes[business.status];
  const founded = !clean && random.chance(0.025) ? random.pick(['', '1900-01-01']) : null;
  return {
    CLRQ: founded ?? (!clean && random.chance(0.3) ? business.founded : dashed(business.founded)),
    HZRQ: approval(random, business),
    JYZT: !clean && random.chance(0.015) ? '8' : !clean && random.chance(0.15) ? marketName('JYZT', status) : status,
    SMZQ: stage(business),
    ZXRQ: business.closed === null ? (random.chance(0.5) ? '' : '9999-12-31') : dashed(business.closed),
  };
}

/** Day of the last approval; of some only the month was kept, of others nothing. */
function approval(random: Random, business: CityBusiness): string {
  const last = dashed(business.events.at(-1)?.date ?? business.founded);
  if (business.notable || !random.chance(0.05)) return last;
  return random.pick(['0000-00-00', `${last.slice(0, 7)}-00`]);
}

/** 开办 in the first year, 经营, 退出 for a revoked licence, 已退出. */
function stage({ status, founded }: CityBusiness): string {
  if (status === 'deregistered') return 'Z';
  if (status === 'revoked') return 'T';
  return founded >= '2025' ? 'K' : 'J';
}

function phoneForm(random: Random, phone: string | null): string | null {
  if (random.chance(0.03)) return random.pick(['无', '', '0']);
  return phone !== null && random.chance(0.04) ? fullWidth(phone) : phone;
}
