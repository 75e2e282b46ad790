import type { Random } from './random.ts';

export type Sex = 'male' | 'female';

/** What names are made of. */
export type NamePools = {
  readonly surnames: readonly string[];
  readonly given: Readonly<Record<Sex, readonly string[]>>;
  readonly streets: readonly string[];
  readonly trades: readonly string[];
};

const commonSurnames = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '黄',
  '赵',
  '吴',
  '周',
  '徐',
  '孙',
  '马',
  '朱',
  '胡',
  '郭',
  '何',
  '高',
  '林',
  '罗',
];
const minorityGiven = {
  male: ['买买提', '吐尔逊', '艾力', '卡德尔'],
  female: ['阿依古丽', '古丽娜', '热依汗', '帕提古丽'],
} as const;
const minorityFamily = ['买买提', '阿不都拉', '肉孜', '吾布力', '司马义'];
/** Beyond the basic plane: four bytes in UTF-8, two units in UTF-16. */
const rareGiven = ['𬱖', '𠅤', '𬍛', '𫖯'];

/** The library is slow to import, so only seeding does it. */
export async function loadNamePools(): Promise<NamePools> {
  const { faker } = await import('@faker-js/faker/locale/zh_CN');
  const { person, location, company } = faker.rawDefinitions;
  return {
    surnames: texts(person?.last_name?.generic).filter((name) => name.length === 1),
    given: { male: texts(person?.first_name?.male), female: texts(person?.first_name?.female) },
    streets: texts(location?.street_name),
    trades: texts(company?.['category']),
  };
}

function texts(list: unknown): readonly string[] {
  const found = Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  if (found.length === 0) throw new RangeError('The name lists of the locale zh_CN have changed');
  return found;
}

/** Three of five carry one of the twenty most frequent surnames, about as in life. */
export const drawSurname = (random: Random, pools: NamePools): string =>
  random.pick(random.chance(0.6) ? commonSurnames : pools.surnames);

/** Family name first; one in a hundred is written with an interpunct, one in a thousand with a rare character. */
export function drawName(
  random: Random,
  pools: NamePools,
  person: { readonly surname: string; readonly sex: Sex },
): string {
  if (random.chance(0.01)) return `${random.pick(minorityGiven[person.sex])}·${random.pick(minorityFamily)}`;
  if (random.chance(0.001)) return person.surname + random.pick(rareGiven);
  return person.surname + random.pick(pools.given[person.sex]);
}

/** `和望鑫磊物流有限公司`. */
export const drawCompany = (random: Random, pools: NamePools): string =>
  `和望${random.pick(pools.given.male)}${random.pick(pools.trades)}${random.pick(['有限公司', '有限责任公司', '股份有限公司'])}`;
