import type { AskedValue } from './filter.ts';

/** One value or several, as a list. */
export const listOf = (asked: AskedValue): readonly (string | number)[] =>
  typeof asked === 'object' ? asked : [asked];

/** The stored forms of one value or several, each once. @param form null or none for what nothing stored is */
export const formsOf = (
  asked: AskedValue,
  form: (each: AskedValue) => string | null | readonly string[],
): readonly string[] => [...new Set(listOf(asked).flatMap((each) => form(each) ?? []))];
