import type { DecimalRoom } from '../values/number-text.ts';

/** Decimal numbers as text, of any length. */

/** `12.5` × 10³ → `12500`; -3 the other way. Null for what is no number. */
export function shiftDecimal(text: string, places: number): string | null {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const digits = `${'0'.repeat(Math.max(0, -places))}${whole}${fraction}${'0'.repeat(Math.max(0, places))}`;
  const point = digits.length - fraction.length - Math.max(0, places) + places;
  return shorten(`${sign}${digits.slice(0, point)}.${digits.slice(point)}`);
}

/** A double without its exponent. */
export function plainNumber(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  return shiftDecimal(`${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`, Number(exponent)) ?? '0';
}

/** The whole number at or below, or at or above. */
export function roundDecimal(text: string, way: 'down' | 'up'): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  const cut = BigInt(whole);
  if (!/[1-9]/.test(fraction)) return cut;
  if (text.startsWith('-')) return way === 'down' ? cut - 1n : cut;
  return way === 'up' ? cut + 1n : cut;
}

/**
 * A number in so many digits. One of more is null, or the next number at or below it, or at or above; one beyond all
 * that there is room for is the last of them.
 */
export function fitDecimal(text: string, { whole, places }: DecimalRoom, way: 'down' | 'up' | null): string | null {
  const [digits = '', fraction = ''] = text.replace('-', '').split('.');
  const isWider = digits.length > whole;
  if (!isWider && fraction.length <= places) return text;
  if (way === null) return null;
  if (isWider) return `${text.startsWith('-') ? '-' : ''}${'9'.repeat(whole)}.${'9'.repeat(places)}`;
  return shiftDecimal(String(roundDecimal(shiftDecimal(text, places) ?? '0', way)), -places);
}

/** Without noughts at either end; in one pass, however many there are. */
function shorten(text: string): string {
  const sign = text.startsWith('-') ? '-' : '';
  const point = text.indexOf('.');
  let [start, end] = [sign.length, text.length];
  while (start < point && text[start] === '0') start += 1;
  while (end > point + 1 && text[end - 1] === '0') end -= 1;
  const [whole, fraction] = [text.slice(start, point), text.slice(point + 1, end)];
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return digits === '0' ? '0' : sign + digits;
}
