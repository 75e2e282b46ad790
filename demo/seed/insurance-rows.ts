import type { Citizen, Household } from '../population/household.ts';
import { referenceYear } from '../population/household-plan.ts';
import { heroId } from '../population/notable-citizens.ts';
import { createRandom, type Random } from '../population/random.ts';
import { drawContributions } from './contribution-rows.ts';
import type { DepartmentWriter } from './department-seed.ts';
import type { Row, TableRow, Tally } from './dirt-account.ts';
import type { InsuranceTable } from './insurance-schema.ts';
import { dashed, drawTimestamp, hasShortId, shortId, spaceName } from './legacy-forms.ts';

const schemes: readonly Row[] = [
  { xzdm: '110', xzmc: '城镇职工基本养老保险', dwbl: 16, grbl: 8 },
  { xzdm: '210', xzmc: '失业保险', dwbl: 0.5, grbl: 0.5 },
  { xzdm: '310', xzmc: '基本医疗保险', dwbl: 8, grbl: 2 },
  { xzdm: '410', xzmc: '工伤保险', dwbl: 0.4, grbl: 0 },
  { xzdm: '510', xzmc: '生育保险', dwbl: 1, grbl: 0 },
];

export function openInsuranceWriter(seed: number, tally: Tally): DepartmentWriter {
  const emit = (table: InsuranceTable, row: Row): TableRow => {
    const written = { table, row };
    tally.row(written);
    return written;
  };
  const household = (house: Household): readonly TableRow[] => {
    const random = createRandom(seed, 'insurance', house.number);
    return house.members
      .filter((citizen) => isInsured(random, citizen))
      .flatMap((citizen) => {
        const insured = insuredRows(random, citizen, tally).map((row) => emit('CBRYXX', row));
        const contributions = drawContributions(random, citizen, tally).map((row) => emit('grjfmx', row));
        return [...insured, ...contributions, ...benefitRows(random, citizen).map((row) => emit('dyffxx', row))];
      });
  };
  const dictionary = (): readonly TableRow[] =>
    schemes.map((row, px) => emit('xzpz', { ...row, qyrq: '2019-05-01', px, bz: null }));
  return { dictionary, household };
}

const ageOf = (citizen: Citizen): number => referenceYear - Number(citizen.birth.slice(0, 4));

/** Adults who were alive in the years of the data; a few were never registered. */
function isInsured(random: Random, citizen: Citizen): boolean {
  const known = citizen.notable || random.chance(0.96);
  return known && ageOf(citizen) >= 18 && (citizen.death === null || citizen.death >= '20240201');
}

function insuredRows(random: Random, citizen: Citizen, tally: Tally): readonly Row[] {
  const row = insuredRow(random, citizen);
  const { id, index } = citizen;
  if (citizen.notable) return [row];
  const again = { ...row, BTJC01001: `98${String(index).padStart(10, '0')}`, px: 0 };
  if (random.chance(0.008)) return [{ ...again, YXX: '0', GXSJ: drawTimestamp(random, 2025, 2025) }, row];
  if (hasShortId(id) && random.chance(0.05)) return [{ ...row, BTJC02003: shortId(id) }];
  if (hasShortId(id) && random.chance(0.01)) {
    tally.add('INSURED_TWICE');
    return [{ ...again, BTJC02003: shortId(id), GXSJ: drawTimestamp(random, 2009, 2014) }, row];
  }
  return [id.endsWith('X') && random.chance(0.35) ? { ...row, BTJC02003: id.toLowerCase() } : row];
}

function insuredRow(random: Random, citizen: Citizen): Row {
  const clean = citizen.notable;
  const since = `${Math.max(1996, Number(citizen.birth.slice(0, 4)) + 18 + random.int(8))}${citizen.birth.slice(4)}`;
  return {
    BTJC01001: `99${String(citizen.index).padStart(10, '0')}`,
    BTJC02001: clean ? citizen.name : nameForm(random, citizen.name),
    BTJC02003: citizen.id,
    BTJC02004: citizen.sex === 'male' ? '男' : '女',
    dwbm: citizen.employer === null ? null : String(10_000_000 + random.int(90_000_000)),
    dwmc: citizen.employer ?? (clean ? null : random.pick(['无', '', null])),
    cbzt: clean ? statusCode(citizen) : statusForm(random, statusCode(citizen)),
    cbrq: clean ? dashed(since) : dateForm(random, since),
    grzhye_fen: clean ? 1_843_257 + citizen.index : balanceForm(random),
    ydjybz: clean ? 'Y' : random.pick(booleans),
    YXX: '1',
    GXSJ: drawTimestamp(random, 2015, 2024),
    cjr: random.pick(['import', 'sbzx03', 'admin']),
    cjsj: drawTimestamp(random, 2004, 2014),
    px: 99999,
    bz: null,
  };
}

const booleans = ['Y', 'Y', 'Y', 'N', 'N', 'N', 'N', 'N', '1', '0', '是', '否', ''];

const nameForm = (random: Random, name: string): string =>
  random.chance(0.003) ? random.pick(['无', 'N/A']) : random.chance(0.005) ? spaceName(name) : name;

type StatusCode = '1' | '2' | '3' | '4';

const statusTexts: Readonly<Record<StatusCode, string>> = {
  1: '参保缴费',
  2: '暂停缴费',
  3: '终止参保',
  4: '待遇领取',
};

function statusCode(citizen: Citizen): StatusCode {
  if (citizen.death !== null) return '3';
  if (ageOf(citizen) >= 60) return '4';
  return citizen.employer === null ? '2' : '1';
}

const statusForm = (random: Random, code: StatusCode): string =>
  random.chance(0.002) ? '9' : random.chance(0.15) ? statusTexts[code] : code;

function dateForm(random: Random, date: string): string {
  if (random.chance(0.01)) return random.pick(['1900-01-01', '9999-12-31', '']);
  return random.chance(0.3) ? date : dashed(date);
}

function balanceForm(random: Random): string | number | null {
  if (random.chance(0.002)) return `${random.between(1, 99)},${random.between(100, 999)}.50`;
  return random.chance(0.01) ? null : random.int(12_000_000);
}

function benefitRows(random: Random, citizen: Citizen): readonly Row[] {
  const rows: Row[] = [];
  const benefit = (row: Row): void => {
    const dybh = `DY${String(citizen.index).padStart(9, '0')}${rows.length}`;
    rows.push({
      dybh,
      sfzhm: benefitId(random, citizen),
      jsny: '999912',
      cjr: 'sbzx03',
      cjsj: drawTimestamp(random, 2010, 2024),
      px: 99999,
      bz: null,
      ...row,
    });
  };
  if (ageOf(citizen) >= 60) benefit(pension(random, citizen));
  const passing = citizen.notable ? citizen.id === heroId : random.chance(0.05);
  if (passing) benefit(passingBenefit(random, citizen));
  return rows;
}

/** The hero's benefits are stored under her 15-digit id, as by the office that moved its files late. */
const benefitId = (random: Random, { id, notable }: Citizen): string =>
  id === heroId || (!notable && hasShortId(id) && random.chance(0.06)) ? shortId(id) : id;

function pension(random: Random, citizen: Citizen): Row {
  const start = `${Number(citizen.birth.slice(0, 4)) + (citizen.sex === 'male' ? 60 : 55)}${citizen.birth.slice(4, 6)}`;
  const status = citizen.death === null ? 'P' : 'S';
  const isOdd = !citizen.notable && random.chance(0.004);
  return {
    xzdm: '110',
    dyzt: isOdd ? 'X' : status,
    ksny: !citizen.notable && random.chance(0.006) ? '190001' : start,
    jsny: citizen.death === null ? '999912' : citizen.death.slice(0, 6),
    yffje_fen: random.between(120_000, 720_000),
  };
}

function passingBenefit(random: Random, citizen: Citizen): Row {
  const year = random.between(2021, 2024);
  const dyzt = citizen.notable ? 'S' : random.pick(['A', 'S', 'S', 'R']);
  const xzdm = citizen.notable ? '310' : random.pick(['210', '310', '410', '510']);
  return {
    xzdm,
    dyzt,
    ksny: `${year}03`,
    jsny: dyzt === 'S' ? `${year}09` : '999912',
    yffje_fen: random.between(60_000, 300_000),
  };
}
