import { businessCode } from './business-code.ts';
import { trades, type Trade } from './business-names.ts';
import { plainEvent } from './business-story.ts';
import type { BusinessForm, BusinessMember, CityBusiness } from './businesses.ts';
import type { Citizen, Household } from './household.ts';
import { heroId } from './notable-citizens.ts';

/** The hero's son, who has a company in full swing with shares for the family, and a neighbour whose shop was closed. */
const sonId = '990102197508200038';
const daughterId = '990102200306180045';
const neighbourId = '34052419800101001X';

/** The businesses of people whose story is told; the same for every seed. */
export function notableBusinesses(household: Household): readonly CityBusiness[] {
  return household.members.flatMap((citizen) => {
    if (citizen.id === sonId) return [sonsCompany(household, citizen)];
    return citizen.id === neighbourId ? [closedShop(household, citizen)] : [];
  });
}

function sonsCompany(household: Household, founder: Citizen): CityBusiness {
  const founded = '20140318';
  const trade = tradeOf('冷链物流');
  const [before, after] = ['和望市望山区复兴路18号2单元301室', '和望市南浦区港口大道66号8室'];
  const scope = `${trade.scope}；普通货物仓储服务`;
  const relative = (id: string): Citizen | undefined => household.members.find((each) => each.id === id);
  const [mother, daughter] = [relative(heroId), relative(daughterId)];
  const family = [
    ...(mother === undefined
      ? []
      : [member(mother, 'shareholder', founded, 200_000), member(mother, 'supervisor', founded)]),
    ...(daughter === undefined ? [] : [member(daughter, 'shareholder', '20230703', 400_000)]),
  ];
  const own = [member(founder, 'representative', founded), member(founder, 'shareholder', founded, 1_400_000)];
  return {
    ...about('limited', founder, 0),
    name: '和望市国强冷链物流有限公司',
    trade,
    scope,
    capitalYuan: 2_000_000,
    address: after,
    founded,
    closed: null,
    status: 'active',
    members: [...own, member(founder, 'liaison', founded), ...family],
    events: [
      plainEvent('founded', founded),
      { kind: 'changed', date: '20170509', item: 'address', before, after },
      { kind: 'changed', date: '20190612', item: 'capital', before: '50万元', after: '200万元' },
      { kind: 'changed', date: '20210927', item: 'scope', before: trade.scope, after: scope },
    ],
  };
}

function closedShop(household: Household, founder: Citizen): CityBusiness {
  const founded = '20120607';
  const closed = '20191125';
  const trade = tradeOf('五金');
  return {
    ...about('sole-trader', founder, household.number),
    name: '和望市建华五金店',
    trade,
    scope: trade.scope,
    capitalYuan: 30_000,
    address: '和望市云桥区沿河路235号',
    founded,
    closed,
    status: 'deregistered',
    members: [member(founder, 'representative', founded)],
    events: [plainEvent('founded', founded), plainEvent('closed', closed)],
  };
}

const about = (form: BusinessForm, founder: Citizen, number: number) => ({
  form,
  region: '990102',
  code: businessCode({ form, region: '990102', number: number * 8 }),
  phone: founder.phone,
  notable: true,
});

function tradeOf(word: string): Trade {
  const found = trades.find((trade) => trade.word === word);
  if (found === undefined) throw new RangeError(`No trade ${word}`);
  return found;
}

const member = (
  citizen: Citizen,
  role: BusinessMember['role'],
  since: string,
  shareYuan: number | null = null,
): BusinessMember => ({ citizen, role, since, shareYuan });
