import { adminUnits, cityName, writeAddress } from '../population/city.ts';
import type { Citizen, Household } from '../population/household.ts';
import type { Relation } from '../population/household-plan.ts';
import { createRandom, type Random } from '../population/random.ts';
import type { DepartmentWriter } from './department-seed.ts';
import type { Row, TableRow, Tally } from './dirt-account.ts';
import {
  breakCheck,
  dashed,
  drawHex,
  drawTimestamp,
  fullWidth,
  hasShortId,
  shortId,
  spaceName,
} from './legacy-forms.ts';
import type { RegistryTable } from './registry-schema.ts';

const relationCodes: Readonly<Record<Relation, string>> = {
  head: '01',
  spouse: '10',
  child: '20',
  grandchild: '40',
  parent: '50',
  inmate: '97',
};
const firstChange = 9_100_000_000_000_000_001n;

export function openRegistryWriter(seed: number, tally: Tally): DepartmentWriter {
  const emit = (table: RegistryTable, row: Row): TableRow => {
    const written = { table, row };
    tally.row(written);
    return written;
  };
  const household = (house: Household): readonly TableRow[] => {
    const random = createRandom(seed, 'registry', house.number);
    const notable = house.members.some((member) => member.notable);
    const people = house.members.flatMap((citizen) => citizenRows({ random, citizen, house, tally }));
    const rows = [addressRow(random, house, notable), householdRow(random, house, notable), ...people];
    return rows.map(([table, row]) => emit(table, { ...row, ...(table === 't_dm_xzqh' ? {} : housekeeping(random)) }));
  };
  return { household, dictionary: () => unitRows().map((row) => emit('t_dm_xzqh', row)) };
}

type Drawn = readonly [table: RegistryTable, row: Row];

/** The root has no parent: blank here, null there. */
const unitRows = (): readonly Row[] =>
  adminUnits.map(({ code, name, parent }) => ({ dm: code, mc: name, sjdm: parent ?? '', px: 99999, yxx: '1' }));

const housekeeping = (random: Random): Row => ({
  cjr: random.pick(['admin', 'sys', '户籍科01', '户籍科07']),
  cjsj: drawTimestamp(random, 2003, 2014),
  px: 99999,
  bz: random.chance(0.02) ? random.pick(['历史数据迁移', '待核实', '无']) : null,
});

function addressRow(random: Random, { address }: Household, notable: boolean): Drawn {
  const unknown = !notable && random.chance(0.004);
  const postCode = !notable && random.chance(0.01) ? '000000' : address.postCode;
  const { code, district, subdistrict, street, designator } = address;
  const xxdz = unknown ? '不详' : writeAddress(address);
  return [
    't_dz_dzxx',
    {
      dzbm: code,
      xxdz,
      sjmc: cityName,
      qxmc: district.name,
      xzjd: subdistrict.name,
      jlx: street,
      mph: designator,
      yzbm: postCode,
    },
  ];
}

function householdRow(random: Random, house: Household, notable: boolean): Drawn {
  const head = house.kind === 'family' ? house.members[0] : undefined;
  const short = !notable && head !== undefined && hasShortId(head.id) && random.chance(0.05);
  const code = house.kind === 'family' ? '1' : '2';
  return [
    't_hk_hjxx',
    {
      hh: householdNumber(house),
      hklb: !notable && random.chance(0.003) ? random.pick(['3', 'X']) : code,
      hzsfzh: head === undefined ? null : short ? shortId(head.id) : head.id,
      hzxm: head?.name ?? null,
      dzbm: house.address.code,
      scbz: '0',
      gxsj: drawTimestamp(random, 2015, 2025),
    },
  ];
}

/** District and a number: twelve digits. */
const householdNumber = ({ address, number }: Household): string =>
  `${address.district.code}${String(number).padStart(6, '0')}`;

type Draw = { readonly random: Random; readonly citizen: Citizen; readonly house: Household; readonly tally: Tally };

function citizenRows(draw: Draw): readonly Drawn[] {
  const person = personRow(draw);
  return [
    ...personVersions(draw, person).map((row): Drawn => ['t_ry_jbxx', row]),
    ...changeRows(draw),
    ...deathRows(draw),
  ];
}

function personRow({ random, citizen, house }: Draw): Row {
  const clean = citizen.notable;
  const retired = !clean && random.chance(0.002);
  return {
    rybh: drawHex(random),
    sfzh: citizen.id,
    xm: clean ? citizen.name : nameForm(random, citizen.name),
    cym: citizen.formerName,
    xb: clean ? code(citizen) : genderForm(random, citizen),
    csrq: clean ? citizen.birth : birthForm(random, citizen.birth),
    mz: citizen.name.includes('·') ? '05' : '01',
    hh: !clean && random.chance(0.003) ? `HX${String(random.int(10 ** 8)).padStart(8, '0')}` : householdNumber(house),
    yhzgx: relationCodes[citizen.relation],
    dzbm: house.address.code,
    hkszd: retired ? '990101' : house.address.district.code,
    lxdh: clean ? citizen.phone : phoneForm(random, citizen.phone),
    gxsj: drawTimestamp(random, 2015, 2024),
    scbz: '0',
  };
}

/** One row as a rule; two for who was registered twice or moved here and back. */
function personVersions({ random, citizen, tally }: Draw, row: Row): readonly Row[] {
  if (citizen.notable) return [row];
  const { id } = citizen;
  const again = { ...row, rybh: drawHex(random) };
  if (random.chance(0.003)) return [{ ...row, scbz: '1' }];
  if (random.chance(0.008)) return [{ ...again, scbz: '1', gxsj: drawTimestamp(random, 2012, 2025) }, row];
  if (hasShortId(id) && random.chance(0.06)) return [{ ...row, sfzh: shortId(id) }];
  if (hasShortId(id) && random.chance(0.015)) {
    tally.add('PERSON_TWICE');
    // The 15-digit row is mostly the older one; where it is not, it is still the one that counts.
    const gxsj = random.chance(0.7) ? drawTimestamp(random, 2008, 2014) : drawTimestamp(random, 2025, 2025);
    const other = { ...again, sfzh: shortId(id), xm: citizen.name, gxsj };
    return [other, row];
  }
  if (random.chance(0.002)) {
    tally.add('ID_WRONG_CHECK');
    return [{ ...row, sfzh: breakCheck(id) }];
  }
  return [id.endsWith('X') && random.chance(0.3) ? { ...row, sfzh: id.toLowerCase() } : row];
}

const nameForm = (random: Random, name: string): string =>
  random.chance(0.001) ? '无' : random.chance(0.006) ? spaceName(name) : name;

const code = ({ sex }: Citizen): string => (sex === 'male' ? '1' : '2');

function genderForm(random: Random, citizen: Citizen): string {
  if (random.chance(0.002)) return random.pick(['3', ' ']);
  if (random.chance(0.003)) return random.pick(['0', '9']);
  if (random.chance(0.005)) return citizen.sex === 'male' ? '男' : '女';
  return code(citizen);
}

function birthForm(random: Random, birth: string): string {
  if (!random.chance(0.015)) return birth;
  const month = birth.slice(0, 6);
  return random.pick(['', '19000101', '00000000', `${birth.slice(0, 4)}0230`, month, `${month}00`]);
}

function phoneForm(random: Random, phone: string | null): string | null {
  if (random.chance(0.03)) return random.pick(['无', '999', '']);
  return phone !== null && random.chance(0.01) ? fullWidth(phone) : phone;
}

function changeRows({ random, citizen }: Draw): readonly Drawn[] {
  const rows: Drawn[] = [];
  const change = (bglx: string, bgqnr: string, bghnr: string): void => {
    const bgxh = String(firstChange + BigInt(citizen.index) * 4n + BigInt(rows.length));
    rows.push(['t_ry_bgxx', { bgxh, sfzh: citizen.id, bglx, bgqnr, bghnr, bgsj: drawTimestamp(random, 2004, 2025) }]);
  };
  if (citizen.formerName !== null)
    change('XM', !citizen.notable && random.chance(0.03) ? '无' : citizen.formerName, citizen.name);
  if (random.chance(0.03) || citizen.notable) change(random.pick(['ZZ', 'LXDH', 'MZ']), '无', '见附件');
  return rows;
}

/** One in fifty was registered twice, by the hospital and by the family; the later entry wins. */
function deathRows({ random, citizen, tally }: Draw): readonly Drawn[] {
  const { death } = citizen;
  if (death === null) return [];
  const sfzh = !citizen.notable && hasShortId(citizen.id) && random.chance(0.05) ? shortId(citizen.id) : citizen.id;
  const causes = ['疾病', '衰老', '意外', '不详', '无', ''];
  const entry = (part: number, date: string): Drawn => {
    const registered = `${Number(death.slice(0, 4)) + part}${drawTimestamp(random, 2000, 2000).slice(4)}`;
    const swdjh = `SW${death.slice(0, 4)}${String(citizen.index).padStart(8, '0')}${part}`;
    return ['t_ry_swdj', { swdjh, sfzh, xm: citizen.name, swrq: date, swyy: random.pick(causes), djsj: registered }];
  };
  const first = entry(0, citizen.notable ? dashed(death) : deathForm(random, death));
  if (citizen.notable || !random.chance(0.02)) return [first];
  tally.add('DEATH_TWICE');
  return [first, entry(1, dashed(death))];
}

function deathForm(random: Random, death: string): string {
  if (random.chance(0.1)) return dashed(death).slice(0, 7);
  return random.chance(0.02) ? '0000-00-00' : dashed(death);
}
