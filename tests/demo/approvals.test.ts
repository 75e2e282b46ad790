import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readMapping } from '../../adapters/mapping/read-mapping.ts';
import { createPopulation } from '../../demo/population.ts';
import { businessesOf } from '../../demo/population/businesses.ts';
import type { Household } from '../../demo/population/household.ts';
import { heroId } from '../../demo/population/notable-citizens.ts';
import { eventKeys, eventOf } from '../../demo/seed/approvals-events.ts';
import { evidenceItems } from '../../demo/seed/approvals-evidence.ts';
import { writeGuide } from '../../demo/seed/approvals-guide.ts';
import { heroCaseNumbers } from '../../demo/seed/approvals-hero-cases.ts';
import { approvalsSeed } from '../../demo/seed/approvals-seed.ts';
import { isForPersons, services, servicesOf } from '../../demo/seed/approvals-services.ts';
import { stagesOf } from '../../demo/seed/approvals-stages.ts';
import { openTally, type DirtAccount, type Row, type TableRow } from '../../demo/seed/dirt-account.ts';
import { shortId } from '../../demo/seed/legacy-forms.ts';

const city = { seed: 7, citizens: 3_000 } as const;
const today = '2025-12-31';

let households: readonly Household[];
let written: Written;

type Written = { readonly rows: readonly TableRow[]; readonly account: DirtAccount };

function write(houses: readonly Household[], seed: number): Written {
  const tally = openTally(approvalsSeed.idioms);
  const writer = approvalsSeed.open(seed, tally, { citizens: city.citizens });
  const rows = [...writer.dictionary(), ...houses.flatMap((house) => writer.household(house))];
  const account = tally.close({ department: 'approvals', seed, citizens: city.citizens, version: 1 });
  return { rows, account };
}

beforeAll(async () => {
  households = [...(await createPopulation(city)).households()];
  written = write(households, city.seed);
});

const table = (name: string): readonly Row[] =>
  written.rows.filter((each) => each.table === name).map(({ row }) => row);
const text = (row: Row, column: string): string => String(row[column] ?? '');
const known = (row: Row, column: string): string | null => {
  const value = text(row, column);
  return value === '' || value.startsWith('0000') ? null : value;
};
const groupBy = (rows: readonly Row[], column: string): ReadonlyMap<string, readonly Row[]> =>
  rows.reduce((groups, row) => {
    const key = text(row, column);
    return groups.set(key, [...(groups.get(key) ?? []), row]);
  }, new Map<string, readonly Row[]>());
const living = (): readonly Row[] => table('bj_basic').filter((row) => row['zxbz'] === 'N');

describe('the catalogue', () => {
  test('has more than two hundred services, each with names of its own in both languages', () => {
    expect(services.length).toBeGreaterThanOrEqual(200);
    for (const part of ['code', 'name', 'english'] as const)
      expect(new Set(services.map((service) => service[part])).size).toBe(services.length);
    expect(services.filter(({ name }) => !/^\p{Script=Han}{4,}$/u.test(name))).toEqual([]);
    expect(services.filter(({ english }) => !/^[A-Z][A-Za-z’,\- ]+$/.test(english))).toEqual([]);
    expect(services.filter(({ code }) => !/^(XK|JF|QR|CJ|JL|QT|GG)1\d{2}\d{3}$/.test(code))).toEqual([]);
  });

  test('promises no more days than the law allows', () => {
    expect(services.filter((service) => service.promisedDays > service.statutoryDays)).toEqual([]);
  });

  test('tells of each service whom it is for, who does it, how long it takes and what it costs', () => {
    for (const service of services) {
      const guide = writeGuide(service);
      expect(guide.about).toContain(eventOf(service.event).audience);
      expect(guide.about).toContain(service.fee === 0 ? '不收取费用' : `收费${service.fee}元`);
      expect(guide.aboutEnglish).toContain(service.promisedDays === 0 ? 'at once' : `${service.promisedDays} working`);
      expect(guide.legalBasis).toMatch(/^《.+》/);
    }
  });

  test('groups every service under an event, and every event has services of its own kind', () => {
    expect(eventKeys).toEqual([
      ...['BIRTH', 'EDUCATION', 'EMPLOYMENT', 'LIVING', 'HOUSING', 'TRAVEL', 'HEALTHCARE', 'ASSISTANCE'],
      ...['ELDERLY_CARE', 'AFTER_DEATH', 'MARKET_ENTRY', 'HIRING', 'TAX', 'OPERATION', 'CONSTRUCTION', 'EXIT'],
    ]);
    const grouped = new Set(eventKeys.flatMap(servicesOf));
    expect(services.filter((service) => !grouped.has(service))).toEqual([]);
    for (const key of eventKeys) {
      const listed = servicesOf(key);
      expect(new Set(listed).size).toBe(listed.length);
      const own = listed.filter((service) => isForPersons(service) === (eventOf(key).kind === 'life'));
      expect(own.length).toBeGreaterThanOrEqual(10);
      expect(new Set(listed.map(({ authority }) => authority)).size).toBeGreaterThan(1);
    }
  });

  test('shares evidence between services, and asks for every kind there is', () => {
    const uses = services.flatMap(({ evidence }) => evidence.map(({ key }) => key));
    expect(evidenceItems.filter(({ key }) => !uses.includes(key)).map(({ key }) => key)).toEqual([]);
    expect(uses.filter((key) => key === 'ID').length).toBeGreaterThan(50);
  });

  test('leads each service through stages without gaps, which need each piece of evidence once', () => {
    for (const service of services) {
      const stages = stagesOf(service);
      expect(stages.map(({ order }) => order)).toEqual(stages.map((_, place) => place + 1));
      expect(stages.reduce((days, { promisedDays }) => days + promisedDays, 0)).toBe(service.promisedDays);
      const needed = stages.flatMap(({ evidence }) => evidence.map(({ code }) => code)).sort();
      expect(needed).toEqual(service.evidence.map(({ code }) => code).sort());
      expect(stages[0]?.channels).toEqual(service.channels);
    }
  });

  test('is written down once for every seed, but for its mess', () => {
    const codes = (rows: readonly TableRow[]) =>
      new Set(rows.filter((each) => each.table === 'sx_basic').map(({ row }) => row['ITEM_CODE']));
    expect(codes(write([], 8).rows)).toEqual(codes(written.rows));
    expect(codes(written.rows).size).toBe(services.length);
  });
});

describe('the calendar', () => {
  test('has every day of four years, with the holidays that were announced', () => {
    const days = table('gzrl');
    expect(days).toHaveLength(366 + 365 + 365 + 365);
    const count = (year: number, kind: string) =>
      days.filter((row) => text(row, 'rq').startsWith(String(year)) && row['rqlx'] === kind).length;
    expect([2024, 2025, 2026].map((year) => count(year, 'B'))).toEqual([8, 5, 6]);
    expect([2024, 2025, 2026].map((year) => count(year, 'J'))).toEqual([28, 28, 33]);
    expect([count(2027, 'B'), count(2027, 'J')]).toEqual([0, 0]);
    expect(days.filter((row) => row['sfgb'] === 'N')).toHaveLength(365);
  });
});

describe('cases', () => {
  /** Counts along the calendar's own rows, day by day. */
  function countDue(row: Row, pauses: readonly Row[], promised: number, working: ReadonlyMap<string, boolean>) {
    const isPaused = (day: string) =>
      pauses.some(
        (pause) => text(pause, 'kssj').slice(0, 10) <= day && day < (known(pause, 'jssj') ?? '9').slice(0, 10),
      );
    const day = new Date(`${text(row, 'slsj').slice(0, 10)}T00:00:00Z`);
    for (let left = promised; left > 0;) {
      day.setUTCDate(day.getUTCDate() + 1);
      const written = day.toISOString().slice(0, 10);
      if (!working.has(written)) return null;
      if (working.get(written) === true && !isPaused(written)) left--;
    }
    return `${day.toISOString().slice(0, 10)} 23:59:59`;
  }

  test('are due when the calendar says, or never while they are paused', () => {
    const pauses = groupBy(table('bj_zt'), 'bjbh');
    const promised = new Map(services.map(({ name, promisedDays }) => [name, promisedDays]));
    const accepted = living().filter((row) => known(row, 'slsj') !== null);
    const working = new Map(table('gzrl').map((day) => [text(day, 'rq'), day['sfgzr'] === 1]));
    expect(accepted.length).toBeGreaterThan(1_000);
    for (const row of accepted) {
      const due = countDue(row, pauses.get(text(row, 'bjbh')) ?? [], promised.get(text(row, 'sxmc')) ?? 0, working);
      expect([row['bjbh'], known(row, 'cnbjsj')]).toEqual([row['bjbh'], due]);
      const until = known(row, 'jdsj') ?? today;
      expect(row['sfcq']).toBe(due !== null && until.slice(0, 10) > due.slice(0, 10) ? 1 : 0);
    }
    const overdue = accepted.filter((row) => row['sfcq'] === 1).length / accepted.length;
    expect(overdue).toBeGreaterThan(0.02);
    expect(overdue).toBeLessThan(0.09);
    expect(accepted.filter((row) => known(row, 'cnbjsj') === null).length).toBeGreaterThan(0);
  });

  test('go from step to step without gaps, forwards in time and not beyond today', () => {
    const cases = new Map(living().map((row) => [text(row, 'bjbh'), row]));
    const histories = groupBy(table('bj_gc'), 'bjbh');
    expect(histories.size).toBe(cases.size);
    const isWrong = ([number, steps]: readonly [string, readonly Row[]]): boolean => {
      const moments = steps.map((step) => text(step, 'czsj'));
      const state = text(cases.get(number) ?? {}, 'bjzt');
      return (
        steps.some((step, place) => step['xh'] !== place + 1) ||
        moments.some((moment, place) => moment < (moments[place - 1] ?? '') || moment.slice(0, 10) > today) ||
        steps[0]?.['hjzt'] !== '01' ||
        (/^(0\d|10)$/.test(state) && steps.at(-1)?.['hjzt'] !== state)
      );
    };
    expect([...histories].filter(isWrong)).toEqual([]);
  });

  test('are in every state, of every channel, and some came back, paused and failed', () => {
    const states = new Set(table('bj_gc').map((row) => row['hjzt']));
    expect([...states].sort()).toEqual(['01', '02', '03', '04', '05', '06', '07', '08', '09', '10']);
    expect(new Set(living().map((row) => row['sjqd'])).size).toBe(8);
    expect(new Set(living().map((row) => row['jgdm']))).toEqual(new Set(['1', '2', '3', '4', null]));
  });

  test('have parts at other authorities, which begin and end within them', () => {
    const cases = new Map(living().map((row) => [text(row, 'bjbh'), row]));
    const parts = living().filter((row) => known(row, 'fbjbh') !== null);
    expect(parts.length).toBeGreaterThan(50);
    for (const part of parts) {
      const whole = cases.get(text(part, 'fbjbh'));
      expect(whole).toBeDefined();
      expect(part['bl_bm_dm']).not.toBe(whole?.['bl_bm_dm']);
      expect(text(part, 'sqsj') >= text(whole ?? {}, 'slsj')).toBe(true);
      if (whole !== undefined && known(whole, 'jdsj') !== null)
        expect(text(part, 'jdsj') <= text(whole, 'jdsj') && known(part, 'jdsj') !== null).toBe(true);
    }
  });

  test('are of people and businesses of the population, and about as many as in life', () => {
    const people = households.flatMap(({ members }) => members);
    const ids = new Set(people.flatMap(({ id }) => [id, id.toLowerCase(), shortId(id)]));
    const codes = new Set(households.flatMap((house) => businessesOf(house, city.seed)).map(({ code }) => code));
    expect(living().filter((row) => !ids.has(text(row, 'sqr_zjhm')))).toEqual([]);
    const ofBusinesses = living().filter((row) => row['sqr_lx'] === '2');
    expect(ofBusinesses.length).toBeGreaterThan(50);
    expect(ofBusinesses.filter((row) => !codes.has(text(row, 'sqr_tyxydm').toUpperCase()))).toEqual([]);
    const adults = people.filter(({ birth, death }) => birth < '20070101' && death === null).length;
    const own = living().filter((row) => row['sqr_lx'] === '1' && known(row, 'fbjbh') === null).length;
    expect(own / adults).toBeGreaterThan(0.5);
    expect(own / adults).toBeLessThan(0.7);
  });

  test('fill no more rows than the demo can load', () => {
    const catalogue = write([], city.seed).rows.length;
    expect(catalogue + ((written.rows.length - catalogue) * 20_000) / city.citizens).toBeLessThan(150_000);
  });

  test('are the same for one seed and others for another', () => {
    const some = households.slice(0, 40);
    const draw = (seed: number): string => JSON.stringify(write(some, seed).rows);
    expect(draw(city.seed) === draw(city.seed)).toBe(true);
    expect(draw(city.seed) === draw(8)).toBe(false);
  });
});

describe('the hero', () => {
  test('has four cases and a part of one', () => {
    const own = living().filter((row) => row['sqr_zjhm'] === heroId);
    expect(own.map((row) => [row['bjbh'], row['bjzt'], row['cnbjsj']])).toEqual([
      [heroCaseNumbers.allowance, '09', '2024-10-10 23:59:59'],
      [heroCaseNumbers.treatment, '09', '2025-03-10 23:59:59'],
      [heroCaseNumbers.care, '09', '2025-06-06 23:59:59'],
      [`${heroCaseNumbers.care}-01`, '08', '2025-06-09 23:59:59'],
      [heroCaseNumbers.adaptation, '02', '2026-01-21 23:59:59'],
    ]);
    expect(own.every((row) => row['sfcq'] === 0)).toBe(true);
    expect(table('qh_record').filter((row) => row['zjhm'] === heroId)).toHaveLength(3);
    expect(table('bj_zt').filter((row) => row['zjhm'] === heroId)).toHaveLength(1);
  });
});

describe('the mess', () => {
  test('shows every idiom somewhere, and none on notable people', () => {
    expect(written.account.idioms.filter(({ count }) => count === 0).map(({ id }) => id)).toEqual([]);
    const notable = households.filter(({ members }) => members.some((citizen) => citizen.notable));
    const ofPeople = (account: DirtAccount) =>
      Object.fromEntries(
        account.idioms.filter(({ id }) => /^(CASE|STEP|PAUSE|VISIT)/.test(id)).map((one) => [one.id, one.count]),
      );
    const { account, rows } = write(notable, city.seed);
    const own = rows.filter((each) => each.table === 'bj_basic').length;
    const counts = ofPeople(account);
    expect(own).toBeGreaterThanOrEqual(5);
    expect(counts['CASE_NUMBER_BIG']).toBe(own);
    expect(Object.entries(counts).filter(([id, count]) => id !== 'CASE_NUMBER_BIG' && count > 0)).toEqual([]);
  });
});

describe('the mapping', () => {
  const file = 'subgraphs/approvals/subgraph.graphql';
  const mapped = readMapping(readFileSync(file, 'utf8'), file);

  test('has no mistakes and describes every type and field', () => {
    expect(mapped.mistakes).toEqual([]);
    const sdl = readFileSync(file, 'utf8').split('\n');
    const bare = sdl.filter((line, place) => {
      const isDefinition = /^(type|enum) (?!Query)\w+|^ {2}[a-z]\w*(\(|:) ?.*/.test(line) && !/^ {4}/.test(line);
      const isArgument = /^ {2}(name|url|title|timezone|pool|statementTimeout): ["\d]/.test(line);
      return isDefinition && !isArgument && !/"\s*$/.test(sdl[place - 1] ?? '');
    });
    expect(bare).toEqual([]);
  });

  test('names only tables, views and columns that the seed makes', () => {
    const views = Object.keys(approvalsSeed.views ?? {});
    for (const type of mapped.mapping?.types.values() ?? []) {
      if (type.table === null || views.includes(type.table.name)) continue;
      const columns = Object.keys(approvalsSeed.tables[type.table.name]?.columns ?? {});
      const named = [...type.fields.values()].flatMap((field) => (field.kind === 'value' ? field.value.columns : []));
      expect([type.name, named.filter((column) => !columns.includes(column))]).toEqual([type.name, []]);
    }
  });
});
