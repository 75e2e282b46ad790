import type { Citizen } from '../population/household.ts';
import type { Random } from '../population/random.ts';

/** Who called, as the hotline knows it: nobody's id is looked up anywhere. */
export type Caller = {
  /** Eleven digits, before anybody typed them; null for who left no number. */
  readonly phone: string | null;
  readonly name: string | null;
  /** The id, where the operator asked for it or the web site knew it. */
  readonly id: string | null;
  /** The caller is told apart by a form of address alone: 周女士. */
  readonly vague: boolean;
};

/** How often a caller is known by what; the rest gave neither number nor name. */
const shares = { id: 0.45, phoneAndName: 0.34, formerHolder: 0.07, formOfAddress: 0.09 } as const;

/**
 * Draws how the hotline knows a citizen who calls. A number may have had another holder: that person's
 * order stands under it to this day, and is not the citizen's.
 */
export function drawCaller(random: Random, citizen: Citizen): Caller {
  const { name, id } = citizen;
  const phone = citizen.phone ?? drawNumber(random);
  let part = random.next();
  if ((part -= shares.id) < 0) return { phone: random.chance(0.95) ? phone : null, name, id, vague: false };
  if ((part -= shares.phoneAndName) < 0) return { phone, name, id: null, vague: false };
  if ((part -= shares.formerHolder) < 0) return { phone, name: drawStranger(random), id: null, vague: false };
  if (part < shares.formOfAddress) return { phone, name: addressOf(citizen), id: null, vague: true };
  return { phone: null, name: random.chance(0.5) ? '匿名' : null, id: null, vague: false };
}

const drawNumber = (random: Random): string => `100${String(random.int(100_000_000)).padStart(8, '0')}`;

const addressOf = ({ name, sex }: Citizen): string => `${name.charAt(0)}${sex === 'male' ? '先生' : '女士'}`;

const surnames = Array.from('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗');
const given = ['秀英', '建国', '志强', '丽华', '海燕', '永福', '晓东', '玉梅', '长林', '春生', '凤霞', '立新'];

const drawStranger = (random: Random): string => random.pick(surnames) + random.pick(given);
