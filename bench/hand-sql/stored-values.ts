/**
 * What the departments store, read by hand for these tables alone. Shares nothing with the adapters: the answers of
 * the gateway are held against it.
 */

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Any stored or typed form of a resident id → 18 characters; what is not in ASCII as it stands. */
export function canonicalId(form: string): string {
  const trimmed = form.trim();
  const text = /^[ -~]*$/.test(trimmed) ? trimmed.toUpperCase() : trimmed;
  if (!/^\d{15}$/.test(text)) return text;
  const digits = `${text.slice(0, 6)}19${text.slice(6)}`;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits.charAt(place)), 0);
  return digits + '10X98765432'.charAt(sum % 11);
}

/** The forms in which a department may have stored the id. */
export function idForms(id: string): readonly string[] {
  const canonical = canonicalId(id);
  if (canonical === '') return []; // a row without an id is nobody's
  const short = canonical.slice(0, 6) + canonical.slice(8, 17);
  return [...new Set([canonical, canonical.replace(/X$/, 'x'), ...(canonicalId(short) === canonical ? [short] : [])])];
}

/** Without the blanks that fill a CHAR column; null for a value that means nothing is known. */
export function textOf(stored: string | null, ...placeholders: readonly string[]): string | null {
  const text = stored?.trimEnd() ?? null;
  return text === null || placeholders.includes(text) ? null : text;
}

/** yyyyMMdd, or yyyyMM, with 00 for what is not known → 2001-02-28, 2001-02 or 2001; null for what is no date. */
export function dateOf(stored: string | null): string | null {
  const [, year, month = '00', day = '00'] = /^(\d{4})(\d\d)(\d\d)?$/.exec(stored ?? '') ?? [];
  if (year === undefined || year === '0000' || Number(month) > 12) return null;
  if (month === '00') return day === '00' ? year : null;
  if (day === '00') return `${year}-${month}`;
  const date = `${year}-${month}-${day}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) ? date : null;
}

/** yyyyMMddHHmmss in Shanghai, which keeps one time since 1992. */
export function momentOf(stored: string | null): string | null {
  const [, day, hour, minute, second] = /^(\d{8})(\d\d)(\d\d)(\d\d)$/.exec(stored ?? '') ?? [];
  const date = dateOf(day ?? null);
  return date === null || hour === undefined ? null : `${date}T${hour}:${minute ?? ''}:${second ?? ''}+08:00`;
}

/** Fen, as an integer → yuan as text; null for text with commas, which no sum can be made of. */
export function yuanOf(fen: number | string | null): string | null {
  if (fen === null || !/^-?\d+$/.test(String(fen))) return null;
  const digits = String(fen).replace('-', '').padStart(3, '0');
  return `${String(fen).startsWith('-') ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The value of a code; `otherwise` for one that no dictionary knows, null for none. */
export const codeOf = (
  stored: string | null,
  codes: Readonly<Record<string, string>>,
  otherwise: string | null = null,
): string | null => (stored === null ? null : (codes[stored.trim()] ?? otherwise));
