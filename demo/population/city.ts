import type { Random } from './random.ts';

/**
 * The city of 和望, which does not exist: GB/T 2260 assigns no code that begins with 99, so that no
 * resident id made here can be a real person's.
 */
export type AdminUnit = { readonly code: string; readonly name: string; readonly parent: string | null };

const cityCode = '990100';
export const cityName = '和望市';

const districtNames = [
  '望山区',
  '临溪区',
  '云桥区',
  '青禾区',
  '南浦区',
  '北岭区',
  '石渡区',
  '松柏区',
  '明湖区',
  '沙洲区',
  '白鹭县',
] as const;
const subdistrictNames = [
  '朝晖街道',
  '春晓街道',
  '和平街道',
  '新港街道',
  '柳荫街道',
  '古井街道',
  '长桥镇',
  '大塘镇',
] as const;

/** Codes have six digits. */
export const districts: readonly AdminUnit[] = districtNames.map((name, index) => ({
  code: String(990102 + index),
  name,
  parent: cityCode,
}));

/** Nine digits, as in GB/T 10114: the district's six and three of its own. */
export const subdistricts: readonly AdminUnit[] = districts.flatMap((district) =>
  subdistrictNames.map((name, index) => ({
    code: `${district.code}${String(index + 1).padStart(3, '0')}`,
    name: `${district.name.slice(0, 2)}${name}`,
    parent: district.code,
  })),
);

/** The city first, every unit after its parent: 100 in all. */
export const adminUnits: readonly AdminUnit[] = [
  { code: cityCode, name: cityName, parent: null },
  ...districts,
  ...subdistricts,
];

export type Address = {
  /** 20 digits: sub-district and a number within the city. */
  readonly code: string;
  readonly district: AdminUnit;
  readonly subdistrict: AdminUnit;
  readonly street: string;
  /** House and flat: `12号3单元402室`. */
  readonly designator: string;
  readonly postCode: string;
};

/** @param index unique in the city; it makes the code unique */
export function drawAddress(random: Random, index: number, streets: readonly string[]): Address {
  const district = random.pick(districts);
  const subdistrict = random.pick(subdistricts.filter((unit) => unit.parent === district.code));
  const flat = `${random.between(1, 28)}0${random.between(1, 4)}室`;
  return {
    code: `${subdistrict.code}${String(index).padStart(11, '0')}`,
    district,
    subdistrict,
    street: random.pick(streets),
    designator: `${random.between(1, 480)}号${random.between(1, 6)}单元${flat}`,
    postCode: `99${String(1000 + Number(district.code.slice(4))).padStart(4, '0')}`,
  };
}

export const writeAddress = ({ district, street, designator }: Address): string =>
  `${cityName}${district.name}${street}${designator}`;
