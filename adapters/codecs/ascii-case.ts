/**
 * Capitals and small letters as every engine knows them: of a text with anything beyond ASCII in it they all think
 * differently, and it stays as it is.
 */
export const upperAscii = (text: string): string => (isAscii(text) ? text.toUpperCase() : text);
export const lowerAscii = (text: string): string => (isAscii(text) ? text.toLowerCase() : text);

export const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
