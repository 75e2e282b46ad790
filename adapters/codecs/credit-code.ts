import { lowerAscii, upperAscii } from './ascii-case.ts';

/**
 * 统一社会信用代码, GB 32100: seventeen characters and a check character. The alphabet leaves out I, O, S, V
 * and Z. Real data fails its own checksums: a failure is a finding on the record, never a rejection of it.
 */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** 3^i mod 31. */
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const wellFormed = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

/** The check character for the first seventeen characters, all of them of the alphabet. */
export function creditCodeCheck(first17: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(first17.charAt(index)), 0);
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

/** Stored or typed form → the canonical one: trimmed, in capitals. */
export const readCreditCode = (stored: string): string => upperAscii(stored.trim());

/** Canonical code → every form a department may have stored it in; the canonical one first. None for no code at all. */
export function creditCodeForms(canonical: string): readonly string[] {
  if (canonical === '') return [];
  const small = lowerAscii(canonical);
  return small === canonical ? [canonical] : [canonical, small];
}

/** Does the canonical code satisfy its own checksum? */
export const isValidCreditCode = (canonical: string): boolean =>
  wellFormed.test(canonical) && creditCodeCheck(canonical.slice(0, 17)) === canonical.charAt(17);
