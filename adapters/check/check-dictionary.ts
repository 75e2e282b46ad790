import { OnestopError } from '../../schema/errors.ts';
import {
  DictionaryTooLarge,
  loadDictionary,
  maxDictionaryRows,
  type DictionaryEntry,
  type DictionaryScope,
} from '../dictionaries/load-dictionary.ts';
import { dictionaryCodes, isAmbiguous } from '../dictionaries/resolve-codes.ts';
import { MissingInDatabase } from '../compile/table-read.ts';
import { conditionColumns } from '../mapping/condition.ts';
import { didYouMean } from '../mapping/mistake.ts';
import type { DictionaryMapping, EnumMapping, Mapping, Place, ValueMapping } from '../mapping/model.ts';
import { plainValue } from '../mapping/plain-value.ts';
import { findColumn, findTable, type InDatabase, type InTable } from './find-in-database.ts';

/** What a dictionary says, or why it can't be asked. */
export type DictionaryRead =
  | { readonly kind: 'read'; readonly entries: readonly DictionaryEntry[] }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly reason: string };

/** By the enum's name; what is missing in the database is left out. */
export type ReadDictionaries = ReadonlyMap<string, DictionaryRead>;

/**
 * Reads every dictionary of a mapping, to be checked.
 * @throws {OnestopError} `DEPARTMENT_*` where the database itself does not answer
 */
export async function readDictionaries(mapping: Mapping, scope: DictionaryScope): Promise<ReadDictionaries> {
  const read = new Map<string, DictionaryRead>();
  for (const { name, dictionary } of mapping.enums.values()) {
    if (dictionary === null) continue;
    try {
      read.set(name, { kind: 'read', entries: await loadDictionary(dictionary, scope) });
    } catch (error) {
      if (error instanceof MissingInDatabase) continue;
      if (error instanceof DictionaryTooLarge) read.set(name, { kind: 'too-large' });
      else if (error instanceof OnestopError && error.code === 'DEPARTMENT_ERROR')
        read.set(name, { kind: 'failed', reason: messageOf(error.cause) });
      else throw error;
    }
  }
  return read;
}

/** Told by shape: what a driver throws may come from another realm. */
function messageOf(cause: unknown): string {
  const message: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'message') : undefined;
  return typeof message === 'string' ? message : 'the database refuses to';
}

type Checks = {
  /** Judges whether a column can be read so. */
  readonly checkValue: (value: ValueMapping, place: Place, scope: InTable) => void;
  readonly read: DictionaryRead | undefined;
};

/** Are the dictionary's table and columns there, and does it say of every name what it is? */
export function checkDictionary(mapping: EnumMapping, { checkValue, read }: Checks, scope: InDatabase): void {
  const { dictionary } = mapping;
  if (dictionary === null) return;
  const { table, code, name } = dictionary;
  const info = findTable(table, scope, (schema, own) => `dictionary: {schema: "${schema}", table: "${own}", …}`);
  if (info === undefined) return;
  const inTable = { ...scope, info };
  const before = scope.mistakes.found.length;
  for (const column of table.where === null ? [] : conditionColumns(table.where))
    findColumn(column, table.place, inTable);
  checkValue({ ...plainValue(mapping.name), columns: [code] }, table.place, inTable);
  checkValue({ ...plainValue('String'), columns: [name] }, table.place, inTable);
  // What a wrong column holds says nothing.
  if (read !== undefined && scope.mistakes.found.length === before) checkRead(mapping, { dictionary, read }, scope);
}

type Known = { readonly dictionary: DictionaryMapping; readonly read: DictionaryRead };

function checkRead(mapping: EnumMapping, { dictionary, read }: Known, { mistakes }: InDatabase): void {
  const { place } = dictionary.table;
  const wrong = (reason: string, fix: string) =>
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'codes', reason, fix });
  if (read.kind === 'failed')
    wrong(`the dictionary can’t be read: ${read.reason}`, 'Correct where, or let the account read the table.');
  else if (read.kind === 'too-large')
    wrong(`the dictionary has more than ${maxDictionaryRows} rows`, 'Say which are this enum’s: where: "…".');
  else if (read.entries.length === 0)
    wrong('the dictionary has no row that counts', 'Correct where, or name another table.');
  else {
    checkNames(dictionary, read.entries, (name, at, fix) =>
      mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', at, {
        directive: 'code',
        reason: `the dictionary has no “${name}”`,
        fix,
      }),
    );
    for (const each of dictionaryCodes(dictionary, read.entries))
      if (isAmbiguous(each, dictionary) && !mapping.values.has(each.code))
        wrong(
          `the dictionary calls “${each.code}” ${each.names.map((name) => `“${name}”`).join(' and ')}, so nobody knows what it means`,
          `Narrow where, or say what it means: @code(value: "${each.code}").`,
        );
  }
}

function checkNames(
  { names }: DictionaryMapping,
  entries: readonly DictionaryEntry[],
  tell: (name: string, at: Place, fix: string) => void,
): void {
  const there = new Set(entries.map(({ name }) => name));
  const free = [...there].filter((name) => !names.has(name));
  const otherwise = free.length === 0 ? 'Remove it.' : `Remove it, or write one of ${free.slice(0, 20).join(', ')}.`;
  for (const [name, { place }] of names) {
    // Short words are all near one another, unless they have a letter in common.
    const near = free.filter((each) => Array.from(each).some((letter) => name.includes(letter)));
    if (!there.has(name)) tell(name, place, didYouMean(name, near, otherwise));
  }
}
