import type { Citizen } from '../population/household.ts';
import { referenceYear } from '../population/household-plan.ts';
import { heroId } from '../population/notable-citizens.ts';
import type { Random } from '../population/random.ts';
import type { Row, Tally } from './dirt-account.ts';
import { hasShortId, shortId } from './legacy-forms.ts';

/** yyyyMM, oldest first: the two years up to the day of the data. */
const months = [referenceYear - 1, referenceYear].flatMap((year) =>
  Array.from({ length: 12 }, (_, month) => `${year}${String(month + 1).padStart(2, '0')}`),
);

/**
 * One row a month while the person lives: pension for who is employed, the residents' medical
 * insurance for everybody else. The same month never stands under two forms of an id.
 */
export function drawContributions(random: Random, citizen: Citizen, tally: Tally): readonly Row[] {
  const employed = citizen.employer !== null;
  const base = employed ? random.between(4_200, 24_000) * 100 : random.between(380, 1_200) * 100;
  const jbjg = `SB${random.between(1, 11)}`;
  const idIn = drawIdForms(random, citizen, tally);
  return months
    .filter((month) => citizen.death === null || month <= citizen.death.slice(0, 6))
    .map((jfny, place) => ({
      sfzhm: idIn(place),
      jfny,
      xzdm: employed ? '110' : '310',
      jfjs_fen: base,
      dwjfje_fen: employed ? Math.round(base * 0.16) : 0,
      grjfje_fen: employed ? Math.round(base * 0.08) : base,
      dzbz: citizen.notable ? '1' : receivedForm(random),
      dzrq: `${jfny}${String(10 + (place % 15)).padStart(2, '0')}`,
      jbjg,
    }));
}

/** Which form of the id stands in the month at a place. The hero's rows have a lower-case x. */
function drawIdForms(random: Random, { id, notable, death }: Citizen, tally: Tally): (place: number) => string {
  if (id === heroId) return () => id.toLowerCase();
  if (notable) return () => id;
  if (hasShortId(id) && random.chance(0.04)) return () => shortId(id);
  if (hasShortId(id) && death === null && random.chance(0.01)) {
    tally.add('CONTRIBUTOR_TWO_FORMS');
    const change = random.between(4, 20);
    return (place) => (place < change ? shortId(id) : id);
  }
  return id.endsWith('X') && random.chance(0.3) ? () => id.toLowerCase() : () => id;
}

function receivedForm(random: Random): string {
  const received = !random.chance(0.015);
  const form = random.int(20);
  return form === 0 ? (received ? '是' : '否') : form === 1 ? (received ? 'Y' : 'N') : received ? '1' : '0';
}
