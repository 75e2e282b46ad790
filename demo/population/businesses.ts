import { districts, subdistricts, writeAddress, type Address } from './city.ts';
import { businessCode } from './business-code.ts';
import { drawBrand, trades, type Trade } from './business-names.ts';
import { drawStory, type BusinessEvent, type BusinessStatus } from './business-story.ts';
import type { Citizen, Household } from './household.ts';
import { referenceYear } from './household-plan.ts';
import { notableBusinesses } from './notable-businesses.ts';
import { createRandom, type Random } from './random.ts';

/** 有限责任公司, 股份有限公司, 合伙企业, 农民专业合作社, 个体工商户. */
export type BusinessForm = 'limited' | 'joint-stock' | 'partnership' | 'cooperative' | 'sole-trader';

/** 法定代表人 (of a sole trader 经营者), 股东, 监事, 联络员. */
export type BusinessRole = 'representative' | 'shareholder' | 'supervisor' | 'liaison';

export type BusinessMember = {
  readonly citizen: Citizen;
  readonly role: BusinessRole;
  /** yyyyMMdd */
  readonly since: string;
  /** Of the capital, in yuan; null where the role has none. */
  readonly shareYuan: number | null;
};

export type CityBusiness = {
  /** 统一社会信用代码, valid, of a region that does not exist. */
  readonly code: string;
  readonly name: string;
  readonly form: BusinessForm;
  readonly trade: Trade;
  /** 经营范围 as it is now. */
  readonly scope: string;
  /** Whole 10,000s of yuan. */
  readonly capitalYuan: number;
  /** On one line, as it is now. */
  readonly address: string;
  /** Six digits. */
  readonly region: string;
  readonly phone: string | null;
  /** yyyyMMdd */
  readonly founded: string;
  /** yyyyMMdd; null while it exists. */
  readonly closed: string | null;
  readonly status: BusinessStatus;
  /** The founder, who is the legal representative, comes first. */
  readonly members: readonly BusinessMember[];
  /** What was registered, oldest first; the founding is the first. */
  readonly events: readonly BusinessEvent[];
  /** Carries no dirt. */
  readonly notable: boolean;
};

/** Nobody founds a business earlier: the register was begun anew in that year. */
const firstYear = 2003;

/**
 * The businesses that members of a household founded, about one for 25 citizens of a city. Drawn from the
 * household alone, so that every department can write them down while the population streams by.
 */
export function businessesOf(household: Household, seed: number): readonly CityBusiness[] {
  if (household.members.some(({ notable }) => notable)) return notableBusinesses(household);
  const random = createRandom(seed, 'business', household.number);
  const founders = household.members.filter((citizen) => canFound(citizen) && random.chance(0.068));
  return founders.map((founder, place) => drawBusiness({ random, household, founder, place }));
}

const bornIn = ({ birth }: Citizen): number => Number(birth.slice(0, 4));

/** Grown up, working at an age at which the register was kept, and alive. */
function canFound(citizen: Citizen): boolean {
  const age = referenceYear - bornIn(citizen);
  return citizen.relation !== 'inmate' && citizen.death === null && age >= 22 && age <= 70;
}

type Draw = {
  readonly random: Random;
  readonly household: Household;
  readonly founder: Citizen;
  /** Among the businesses of the household, from 0. */
  readonly place: number;
};

function drawBusiness(draw: Draw): CityBusiness {
  const { random, household, founder, place } = draw;
  const form = drawForm(random);
  const trade = random.pick(trades.filter(({ small }) => small === (form === 'sole-trader')));
  const site = drawSite(random, household.address);
  const founded = drawFounding(random, founder);
  const capitalYuan = 10_000 * (form === 'sole-trader' ? random.between(1, 20) : random.pick([10, 50, 100, 200, 500]));
  const first = { name: nameOf(random, trade, form), address: writeAddress(site), scope: trade.scope, capitalYuan };
  const { events, now, status, closed } = drawStory(random, { ...first, founded });
  return {
    ...now,
    code: businessCode({ form, region: site.district.code, number: household.number * 8 + place }),
    form,
    trade,
    region: site.district.code,
    phone: founder.phone,
    founded,
    closed,
    status,
    members: drawMembers({ ...draw, form, founded, capitalYuan: now.capitalYuan }),
    events,
    notable: false,
  };
}

function drawForm(random: Random): BusinessForm {
  const part = random.next();
  if (part < 0.46) return 'sole-trader';
  if (part < 0.9) return 'limited';
  return random.pick(['joint-stock', 'partnership', 'cooperative']);
}

const endings: Readonly<Record<BusinessForm, string>> = {
  limited: '有限公司',
  'joint-stock': '股份有限公司',
  partnership: '合伙企业（普通合伙）',
  cooperative: '专业合作社',
  'sole-trader': '店',
};

const nameOf = (random: Random, trade: Trade, form: BusinessForm): string =>
  `和望市${drawBrand(random)}${trade.word}${endings[form]}`;

/** On a street of the founder's, mostly in the same district. */
function drawSite(random: Random, home: Address): Address {
  const district = random.chance(0.7) ? home.district : random.pick(districts);
  const subdistrict = subdistricts.find(({ parent }) => parent === district.code) ?? home.subdistrict;
  return { ...home, district, subdistrict, designator: `${random.between(1, 480)}号${random.between(1, 60)}室` };
}

function drawFounding(random: Random, founder: Citizen): string {
  const year = random.between(Math.max(firstYear, bornIn(founder) + 20), referenceYear);
  return `${year}${two(random.between(1, 12))}${two(random.between(1, 28))}`;
}

function drawMembers(
  draw: Draw & { readonly form: BusinessForm; readonly founded: string; readonly capitalYuan: number },
): readonly BusinessMember[] {
  const { random, household, founder, form, founded: since, capitalYuan } = draw;
  const member = (citizen: Citizen, role: BusinessRole, shareYuan: number | null): BusinessMember => ({
    citizen,
    role,
    since,
    shareYuan,
  });
  const representative = member(founder, 'representative', null);
  if (form === 'sole-trader') return [representative];
  const relatives = household.members.filter((citizen) => citizen !== founder && canFound(citizen));
  const partner = relatives.length > 0 && random.chance(0.6) ? random.pick(relatives) : null;
  const share = partner === null ? capitalYuan : (capitalYuan / 10) * random.between(5, 9);
  const liaison = member(partner !== null && random.chance(0.4) ? partner : founder, 'liaison', null);
  const own = [representative, member(founder, 'shareholder', share), liaison];
  if (partner === null) return own;
  return [...own, member(partner, 'shareholder', capitalYuan - share), member(partner, 'supervisor', null)];
}

const two = (value: number): string => String(value).padStart(2, '0');
