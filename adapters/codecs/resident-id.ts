import { isAscii, upperAscii } from './ascii-case.ts';

/**
 * 公民身份号码, GB 11643: seventeen digits and a check character; before 2000 also fifteen digits
 * without the century and the check. Real data fails its own checksums: a failure is a finding on
 * the record, never a rejection of it.
 */
export const residentIdWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
export const checkCharacters = '10X98765432';
const zero = '0'.charCodeAt(0);
const canonicalForm = /^\d{17}[\dX]$/;

/** The check character for the first seventeen digits; what follows them counts for nothing. */
export function residentIdCheckDigit(first17: string): string {
  let sum = 0;
  for (let index = 0; index < residentIdWeights.length; index += 1)
    sum += (residentIdWeights[index] ?? 0) * (first17.charCodeAt(index) - zero);
  return checkCharacters.charAt(sum % 11);
}

/** Stored or typed form → the canonical 18 characters; anything else trimmed and upper-cased, as it stands. */
export function readResidentId(stored: string): string {
  if (canonicalForm.test(stored)) return stored; // Nearly all of a registry's.
  const text = upperAscii(stored.trim());
  if (text.length !== 15 || !/^\d{15}$/.test(text)) return text;
  const first17 = `${text.slice(0, 6)}19${text.slice(6)}`;
  return first17 + residentIdCheckDigit(first17);
}

/** Canonical id → every form a department may have stored it in; the canonical one first. */
export function residentIdForms(canonical: string): readonly string[] {
  const forms = [canonical];
  if (canonical.endsWith('X') && isAscii(canonical)) forms.push(canonical.toLowerCase());
  const short = canonical.slice(0, 6) + canonical.slice(8, 17);
  // Only a 15-digit form that would be lifted back to this very id belongs to it.
  if (/^\d{6}19\d{9}[\dX]$/.test(canonical) && readResidentId(short) === canonical) forms.push(short);
  return forms;
}

/** Does the canonical id satisfy its own checksum? */
export const isValidResidentId = (canonical: string): boolean =>
  canonicalForm.test(canonical) && residentIdCheckDigit(canonical) === canonical.charAt(17);
