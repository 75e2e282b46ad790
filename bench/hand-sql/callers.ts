/**
 * How offices write telephones and names, read by hand. An order without an id is somebody's by both together, so that
 * every way to write one and the same number or name has to be looked up.
 */

/** Full-width signs are 0xfee0 beyond the ASCII ones. */
const shift = (text: string, from: RegExp, by: number): string =>
  text.replace(from, (sign) => String.fromCharCode(sign.charCodeAt(0) + by));

/** Digits of a number as the registry has it; what is none, as it stands. */
function digitsOf(phone: string): string {
  const plain = shift(phone, /[！-～]/g, -0xfee0).replace(/[\s()./–—-]/g, '');
  const digits = plain.replace(/^(?:\+86|0086|86)(?=1\d{10}$)/, '');
  return /^\d+$/.test(digits) ? digits : phone.trim();
}

/** A mobile number as operators type it: plain, in full width, in groups, with the country before it. */
export function phoneForms(phone: string | null): readonly string[] {
  if (phone === null) return [];
  const digits = digitsOf(phone);
  const wide = shift(digits, /\d/g, 0xfee0);
  if (!/^1\d{10}$/.test(digits)) return [digits, wide];
  const groups = [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)];
  return [digits, wide, groups.join('-'), groups.join(' '), `+86${digits}`];
}

/** A name of two characters may have a blank between them, in the registry as well as here. */
export function nameForms(name: string | null): readonly string[] {
  if (name === null) return [];
  const plain = name.replace(/\s/g, '');
  return /^..$/u.test(plain)
    ? [plain, ...['\u3000', ' '].map((blank) => plain.replace(/^(.)/u, `$1${blank}`))]
    : [plain];
}
