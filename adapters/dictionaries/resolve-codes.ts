import type { DictionaryMapping, EnumMapping } from '../mapping/model.ts';
import type { DictionaryEntry } from './load-dictionary.ts';

/** A code of a dictionary: its names, and the one value they mean; null where that is none, or more than one. */
export type DictionaryCode = {
  readonly code: string;
  readonly names: readonly string[];
  readonly value: string | null;
};

/**
 * What each code of a dictionary means, in the order of codes, letter by letter, whatever order the rows came in. A
 * code that stands there under several names means something where all of them mean the same: nobody guesses which
 * of two counts.
 */
export function dictionaryCodes(
  { names }: DictionaryMapping,
  entries: readonly DictionaryEntry[],
): readonly DictionaryCode[] {
  const byCode = new Map<string, Set<string>>();
  for (const { code, name } of entries) byCode.set(code, (byCode.get(code) ?? new Set()).add(name));
  return [...byCode]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, own]) => {
      const [value = null, ...others] = new Set([...own].map((name) => names.get(name)?.value ?? null));
      return { code, names: [...own].sort(), value: others.length === 0 ? value : null };
    });
}

/** Do the names of a code mean different things? */
export const isAmbiguous = (code: DictionaryCode, { names }: DictionaryMapping): boolean =>
  code.value === null && code.names.some((name) => names.has(name));

/**
 * The enum with its dictionary's codes among its own: one mapping of codes to values, as every reader, lookup, filter
 * and group takes it. A code of the file's own counts, whatever the dictionary says of it; a code that is called what
 * no value is stays unknown.
 */
export function resolveCodes(
  mapping: EnumMapping,
  dictionary: DictionaryMapping,
  entries: readonly DictionaryEntry[],
): EnumMapping {
  const values = new Map(mapping.values);
  for (const { code, value } of dictionaryCodes(dictionary, entries))
    if (value !== null && !values.has(code)) values.set(code, value);
  return { ...mapping, values, dictionary: null };
}
