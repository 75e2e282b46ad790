import { badInput } from '../../schema/input-mistakes.ts';
import type { AskedValue } from './filter.ts';

/** One value or several, as a list. */
export const listOf = (asked: AskedValue): readonly (string | number)[] =>
  typeof asked === 'object' ? asked : [asked];

/** The stored forms of one value or several, each once. @param form null or none for what nothing stored is */
export const formsOf = (
  asked: AskedValue,
  form: (each: AskedValue) => string | null | readonly string[],
): readonly string[] => [...new Set(listOf(asked).flatMap((each) => form(each) ?? []))];

/** Stretches that a column may be looked for in at once: each row is held against all of them. */
const maxStretches = 100;

/**
 * The stretches that values stand for, each once.
 * @throws {OnestopError} `BAD_USER_INPUT` for more than a row can be held against
 */
export function stretchesOf(asked: AskedValue, stretch: (each: AskedValue) => string | null): readonly string[] {
  if (listOf(asked).length > maxStretches) throw badInput('in has more than {max} values', { max: maxStretches });
  return formsOf(asked, stretch);
}
