/**
 * A sign as a regular expression of any engine knows it: in brackets, where it stands for itself; one that does not even
 * there, behind a backslash.
 */
export const patternLiteral = (sign: string): string =>
  /^[\^\\\][]$/.test(sign) ? `\\${sign}` : /^[\p{L}\p{N}]$/u.test(sign) ? sign : `[${sign}]`;
