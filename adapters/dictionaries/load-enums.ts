import type { EnumMapping, Mapping } from '../mapping/model.ts';
import { loadDictionary, type DictionaryScope } from './load-dictionary.ts';
import { resolveCodes } from './resolve-codes.ts';

/** Does a mapping's meaning depend on what rows of dictionaries say? */
export const hasDictionaries = ({ enums }: Pick<Mapping, 'enums'>): boolean =>
  [...enums.values()].some(({ dictionary }) => dictionary !== null);

/**
 * The enums of a mapping with all their codes, those of dictionaries read one after the other: a department has few
 * connections, and others wait for them.
 * @throws what `loadDictionary` throws
 */
export async function loadEnums(
  { enums }: Pick<Mapping, 'enums'>,
  scope: DictionaryScope,
): Promise<ReadonlyMap<string, EnumMapping>> {
  const resolved = new Map<string, EnumMapping>();
  for (const [name, mapping] of enums) {
    const { dictionary } = mapping;
    resolved.set(
      name,
      dictionary === null ? mapping : resolveCodes(mapping, dictionary, await loadDictionary(dictionary, scope)),
    );
  }
  return resolved;
}
