/**
 * Telephone numbers as people type them: in full-width digits, with blanks, dashes or brackets, with the
 * country's +86 before a mobile number. The canonical form has half-width digits and nothing else.
 */
const separators = /[\s\-–—()./]/g;
const mobile = /^1\d{10}$/;

/** Stored or typed form → digits; what is no number (无, an extension written out) trimmed, as it stands. */
export function readPhone(stored: string): string {
  const typed = halfWidth(stored).replace(separators, '');
  const number = /^(?:\+86|0086|86)(1\d{10})$/.exec(typed)?.[1] ?? typed;
  return /^\d+$/.test(number) ? number : stored.trim();
}

/** Canonical number → every form it is looked up in; the canonical one first. None for no number at all. */
export function phoneForms(canonical: string): readonly string[] {
  if (!/^\d+$/.test(canonical)) return canonical === '' ? [] : [canonical];
  const forms = [canonical, fullWidth(canonical)];
  if (!mobile.test(canonical)) return forms;
  const groups = [canonical.slice(0, 3), canonical.slice(3, 7), canonical.slice(7)];
  return [...forms, groups.join('-'), groups.join(' '), `+86${canonical}`];
}

/** A mobile number, a land line with or without its area code, or a 400 or 800 number. */
export const isValidPhone = (canonical: string): boolean =>
  mobile.test(canonical) || /^(?:0\d{9,11}|[2-8]\d{6,7}|[48]00\d{7})$/.test(canonical);

/** The ASCII characters of the block of full-width forms; the ideographic space is a blank already. */
export const halfWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));

/** The way back. */
export const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (narrow) => String.fromCharCode(narrow.charCodeAt(0) + 0xfee0));
