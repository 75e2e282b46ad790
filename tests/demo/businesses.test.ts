import { describe, expect, test } from '@jest/globals';
import { isValidCreditCode } from '../../adapters/codecs/credit-code.ts';
import { businessesOf, type CityBusiness } from '../../demo/population/businesses.ts';
import { drawHouseholds } from './fixtures/drawn-rows.ts';

const draw = async (seed: number, citizens: number): Promise<readonly CityBusiness[]> =>
  (await drawHouseholds(seed, citizens)).flatMap((household) => businessesOf(household, seed));

const businesses = await draw(7, 3_000);
const ended = businesses.filter(({ status }) => status === 'deregistered' || status === 'revoked');

describe('the businesses of the city', () => {
  test('are one for about 25 citizens', () => {
    expect(businesses.length).toBeGreaterThan(3_000 / 30);
    expect(businesses.length).toBeLessThan(3_000 / 20);
  });

  test('are the same for the same seed, others for another, and more in a bigger city', async () => {
    expect(await draw(7, 3_000)).toEqual(businesses);
    expect(await draw(8, 3_000)).not.toEqual(businesses);
    const codes = (drawn: readonly CityBusiness[]) => drawn.map(({ code }) => code);
    expect(codes(await draw(7, 4_000)).slice(0, 100)).toEqual(codes(businesses).slice(0, 100));
  });

  test('have valid codes, each its own, of districts that do not exist', () => {
    expect(new Set(businesses.map(({ code }) => code)).size).toBe(businesses.length);
    expect(businesses.filter(({ code }) => !isValidCreditCode(code))).toEqual([]);
    expect(businesses.filter(({ code, region }) => !/^9901\d\d$/.test(region) || code.slice(2, 8) !== region)).toEqual(
      [],
    );
  });

  test('were founded by a grown-up of the household, who represents them', async () => {
    for (const household of await drawHouseholds(7, 3_000))
      for (const { members, founded } of businessesOf(household, 7)) {
        expect(members[0]?.role).toBe('representative');
        const founder = members[0]?.citizen;
        expect(household.members).toContain(founder);
        expect(Number(founded.slice(0, 4)) - Number(founder?.birth.slice(0, 4))).toBeGreaterThanOrEqual(19);
      }
  });

  test('have owners whose shares are the capital', () => {
    const owned = businesses.filter(({ members }) => members.some(({ role }) => role === 'shareholder'));
    expect(owned.length).toBeGreaterThan(30);
    for (const { members, capitalYuan } of owned)
      expect(members.reduce((sum, { shareYuan }) => sum + (shareYuan ?? 0), 0)).toBe(capitalYuan);
  });
});

describe('their stories', () => {
  test('begin with the founding and go on in order', () => {
    for (const { events, founded } of businesses) {
      expect(events[0]).toEqual({ kind: 'founded', date: founded, item: null, before: null, after: null });
      expect(events.map(({ date }) => date)).toEqual(events.map(({ date }) => date).sort());
    }
  });

  test('lead to how things stand: what was changed last is what is there, what was before is what it was', () => {
    const changes = businesses.flatMap(({ events }) => events.filter(({ item }) => item !== null));
    expect(new Set(changes.map(({ item }) => item))).toEqual(new Set(['name', 'address', 'scope', 'capital']));
    for (const business of businesses) {
      const now = { ...business, capital: `${business.capitalYuan / 10_000}万元` };
      for (const item of ['name', 'address', 'scope', 'capital'] as const) {
        const own = business.events.filter((event) => event.item === item);
        expect(own.at(-1)?.after ?? now[item]).toBe(now[item]);
        expect(own.slice(1).map(({ before }) => before)).toEqual(own.slice(0, -1).map(({ after }) => after));
      }
    }
  });

  test('end where the status says so, and nowhere else', () => {
    expect(ended.length).toBeGreaterThan(10);
    for (const { status, closed, events } of businesses) {
      const last = events.at(-1);
      expect(last?.kind === 'closed').toBe(status === 'deregistered');
      expect(last?.kind === 'revoked').toBe(status === 'revoked');
      expect(closed).toBe(status === 'deregistered' ? last?.date : null);
    }
  });
});

test('the hero’s son has a company that changed and grew, a neighbour had a shop that was closed', async () => {
  for (const seed of [1, 2]) {
    const [company, shop] = (await draw(seed, 10)).filter(({ notable }) => notable);
    expect(company).toMatchObject({ name: '和望市国强冷链物流有限公司', status: 'active', founded: '20140318' });
    expect(company?.members[0]?.citizen.id).toBe('990102197508200038');
    expect(company?.events.map(({ item }) => item)).toEqual([null, 'address', 'capital', 'scope']);
    expect(shop).toMatchObject({ form: 'sole-trader', status: 'deregistered', closed: '20191125' });
    expect(shop?.members[0]?.citizen.id).toBe('34052419800101001X');
  }
});
