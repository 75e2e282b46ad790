import type { BusinessMember, CityBusiness } from '../population/businesses.ts';
import { referenceYear } from '../population/household-plan.ts';
import type { Random } from '../population/random.ts';
import type { Row, Tally } from './dirt-account.ts';
import { dashed, drawHex, hasShortId, shortId, spaceName } from './legacy-forms.ts';
import { marketName } from './market-dictionary.ts';

/** What a business's rows are drawn from; `code` is the credit code as the department has it. */
export type MarketDraw = {
  readonly random: Random;
  readonly business: CityBusiness;
  readonly code: string;
  readonly tally: Tally;
};

const roleCodes = { representative: '01', shareholder: '02', supervisor: '03', liaison: '04' } as const;

/** One row a person and role, and one for a company among the owners, which has no resident id. */
export function personRows(draw: MarketDraw): readonly Row[] {
  const { random, business, code } = draw;
  const rows = business.members.map((member) => personRow(draw, member));
  if (business.notable || business.form !== 'limited' || !random.chance(0.06)) return rows;
  const owner = { TYSHXYDM: code, ZJHM: null, XM: '和望市产业投资有限公司', ZW: '02', RZRQ: dashed(business.founded) };
  return [...rows, { ...owner, CZE_FEN: business.capitalYuan * 10 }];
}

function personRow({ random, business, code }: MarketDraw, { citizen, role, since, shareYuan }: BusinessMember): Row {
  const clean = business.notable;
  const short = !clean && hasShortId(citizen.id) && random.chance(0.05);
  const low = !clean && citizen.id.endsWith('X') && random.chance(0.3);
  return {
    TYSHXYDM: !clean && random.chance(0.03) ? code.toLowerCase() : code,
    ZJHM: short ? shortId(citizen.id) : low ? citizen.id.toLowerCase() : citizen.id,
    XM: !clean && random.chance(0.02) ? spaceName(citizen.name) : citizen.name,
    ZW: !clean && random.chance(0.1) ? marketName('ZW', roleCodes[role]) : roleCodes[role],
    RZRQ: !clean && random.chance(0.3) ? since : dashed(since),
    CZE_FEN: shareYuan === null ? null : shareYuan * 100,
  };
}

const changeCodes = { founded: '01', changed: '02', revoked: '03', closed: '09' } as const;
const items = { name: '名称变更', address: '住所变更', scope: '经营范围变更', capital: '注册资本变更' } as const;
const itemCodes = { name: 'MC', address: 'ZS', scope: 'JYFW', capital: 'ZCZB' } as const;

export function changeRows({ random, business, code }: MarketDraw): readonly Row[] {
  const clean = business.notable;
  return business.events.map(({ kind, date, item, before, after }) => ({
    BGXH: drawHex(random),
    TYSHXYDM: code,
    BGLX: changeCodes[kind],
    BGSX: item === null ? '' : !clean && random.chance(0.4) ? itemCodes[item] : items[item],
    BGQNR: before === null || (!clean && random.chance(0.04)) ? '无' : before,
    BGHNR: after ?? '无',
    BGRQ: !clean && random.chance(0.015) ? '00000000' : date,
    DJJG: '和望市市场监督管理局',
  }));
}

/** Reports came in 2013; of each year between January and June of the next. */
const firstReport = 2013;

export function reportRows({ random, business, code }: MarketDraw): readonly Row[] {
  const first = Math.max(firstReport, Number(business.founded.slice(0, 4)));
  const end = business.events.find(({ kind }) => kind === 'revoked' || kind === 'closed')?.date ?? `${referenceYear}`;
  const years = Array.from({ length: Math.max(0, Number(end.slice(0, 4)) - first) }, (_, place) => first + place);
  return years
    .filter(() => business.notable || random.chance(0.86))
    .map((year) => ({ TYSHXYDM: code, NBND: year, ...reportFigures({ random, business }, year) }));
}

function reportFigures({ random, business }: Pick<MarketDraw, 'random' | 'business'>, year: number): Row {
  const small = business.form === 'sole-trader';
  const day = `${year + 1}-0${random.between(1, 6)}-${String(random.between(1, 28)).padStart(2, '0')}`;
  const SBSJ = `${day} ${String(random.between(8, 20)).padStart(2, '0')}:${String(random.between(10, 59))}:00`;
  if (business.notable) return { SBSJ, ...steadyFigures(business, year) };
  const revenue = random.between(8, small ? 90 : 2_400) * 10_000 + random.int(10_000);
  const staff = small ? random.between(1, 6) : random.between(2, 80);
  return {
    SBSJ,
    CYRS: random.chance(0.02) ? random.pick([999, -1]) : staff,
    YYSR: random.chance(0.02) ? '不公示' : writeYuan(revenue),
    GKBZ: random.pick(['1', '1', '1', 'Y', '是', '0', '0', '0', 'N', '否', '']),
  };
}

/** A business that grows from year to year and makes its revenue public in every other. */
function steadyFigures({ form, founded }: CityBusiness, year: number): Row {
  const age = year - Number(founded.slice(0, 4));
  const [staff, revenue] =
    form === 'sole-trader' ? [2, 180_000 + age * 9_500] : [6 + age * 3, 2_150_000 + age * 864_300];
  return { CYRS: staff, YYSR: writeYuan(revenue), GKBZ: year % 2 === 0 ? '1' : '0' };
}

/** `1234567` → `1,234,567.00` */
export const writeYuan = (yuan: number): string => `${String(Math.round(yuan)).replace(/\B(?=(\d{3})+$)/g, ',')}.00`;
