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
