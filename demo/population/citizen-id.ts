import { residentIdCheckDigit } from '../../adapters/codecs/resident-id.ts';
import type { Sex } from './names.ts';
import type { Random } from './random.ts';

/** Hands out resident ids (GB 11643), each once. */
export type IdOffice = {
  /** Takes an id that is given from outside. */
  reserve(id: string): void;
  /** @param person `birth` as yyyyMMdd, `region` six digits */
  issue(random: Random, person: { readonly region: string; readonly birth: string; readonly sex: Sex }): string;
};

/**
 * Serial numbers are odd for men, even for women; 996-999 were once kept for the very old. One that
 * is taken moves on to the next; a day of one district that is full (497 ids of one sex) is an error.
 */
export function openIdOffice(): IdOffice {
  const taken = new Set<string>();
  const issue: IdOffice['issue'] = (random, { region, birth, sex }) => {
    const first = random.int(497);
    for (let step = 0; step < 497; step++) {
      const serial = ((first + step) % 497) * 2 + (sex === 'male' ? 1 : 2);
      const first17 = `${region}${birth}${String(serial).padStart(3, '0')}`;
      if (taken.has(first17)) continue;
      taken.add(first17);
      return first17 + residentIdCheckDigit(first17);
    }
    throw new RangeError('No resident id is left for this day and district');
  };
  return { reserve: (id) => void taken.add(id.slice(0, 17)), issue };
}
