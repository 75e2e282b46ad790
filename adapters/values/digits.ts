/** A part of a date as its text has it: `07`. */
export const twoDigits = (part: number): string => (part < 10 ? `0${part}` : String(part));

/** A year: `0987`. */
export const fourDigits = (year: number): string => (year < 1000 ? String(year).padStart(4, '0') : String(year));
