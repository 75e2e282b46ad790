import { dateTokens } from './date-format.ts';
import { patternLiteral } from './pattern-literal.ts';

const partOrSign = new RegExp(`(${dateTokens.source})|[9\\\\]`, 'g');

/** A form's shape, for `hasForm`: a 9 for every digit of a part; a 9 of the form itself stands behind a backslash. */
export const shapeOf = (format: string): string =>
  format.replace(partOrSign, (found, part: string | undefined) =>
    part === undefined ? `\\${found}` : '9'.repeat(part.length),
  );

/** Forms of one look may be read in one text: that of a form with a digit of its own is that of any digit there. */
export const lookOf = (format: string): string =>
  format.replace(dateTokens, (token) => '9'.repeat(token.length)).replace(/\d/g, '9');

/** A shape in an engine's own patterns. @param write how these know a run of digits, and a sign that stands for itself */
export const writeShape = (
  shape: string,
  write: { readonly digits: (count: number) => string; readonly sign: (sign: string) => string },
): string =>
  shape.replace(/\\(.)|9+|./gsu, (found, itself: string | undefined) =>
    itself === undefined && found.startsWith('9') ? write.digits(found.length) : write.sign(itself ?? found),
  );

/** The shape as a regular expression. */
export const shapePattern = (shape: string): string =>
  `^${writeShape(shape, { digits: (count) => `[0-9]{${count}}`, sign: patternLiteral })}$`;

/** Where a part begins in a text of this form, by characters as engines count them: from 1. Null where the form lacks it. */
export function placeInForm(format: string, part: string): number | null {
  const at = format.indexOf(part);
  return at < 0 ? null : Array.from(format.slice(0, at)).length + 1;
}
