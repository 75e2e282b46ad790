import { creditCodeCheck } from '../../adapters/codecs/credit-code.ts';
import type { BusinessForm } from './businesses.ts';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** How many organisation codes begin with MA. */
const codes = 31 ** 6;
/** Prime to 31: every number gets a code of its own, and neighbours get distant ones. */
const stride = 314_606_869;
/** The city's first number; those before it would be nearly all zeros. */
const firstNumber = 2_025;

/** Second character: companies, sole traders, cooperatives. */
const categories: Readonly<Record<BusinessForm, string>> = {
  limited: '1',
  'joint-stock': '1',
  partnership: '1',
  'sole-trader': '2',
  cooperative: '3',
};

/**
 * A valid 统一社会信用代码: 9 (市场监管), category, region, organisation code (GB 11714), check.
 * @param business `region` six digits; `number` unique in the city
 */
export function businessCode(business: {
  readonly form: BusinessForm;
  readonly region: string;
  readonly number: number;
}): string {
  const organisation = `MA${inAlphabet(Number((BigInt(firstNumber + business.number) * BigInt(stride)) % BigInt(codes)))}`;
  const first17 = `9${categories[business.form]}${business.region}${organisation}${organisationCheck(organisation)}`;
  return first17 + creditCodeCheck(first17);
}

/** Six characters. */
function inAlphabet(number: number): string {
  const characters = Array.from({ length: 6 }, (_, place) => alphabet.charAt(Math.floor(number / 31 ** place) % 31));
  return characters.reverse().join('');
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The ninth character of an organisation code, GB 11714: letters count from A = 10, a check of 10 is X. */
function organisationCheck(first8: string): string {
  const sum = organisationWeights.reduce(
    (total, weight, place) => total + weight * parseInt(first8.charAt(place), 36),
    0,
  );
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}
