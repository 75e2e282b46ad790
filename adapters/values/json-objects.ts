import type { SqlValue } from '../sql/sql.ts';
import { readJson, readJsonObjects } from './json-value.ts';
import { storedText } from './read-value.ts';
import { Unreadable } from './unreadable.ts';

/** A stored JSON text → the texts of its objects; null where there is none at all, `Unreadable` where it can't be told. */
export type JsonReader = (raw: SqlValue) => readonly (string | Unreadable)[] | null | Unreadable;

export type JsonSource = {
  readonly path: string;
  readonly isList: boolean;
  /** Paths that tell whether an object holds something. */
  readonly told: readonly string[];
};

const unreadable = new Unreadable('UNREADABLE_VALUE');

/**
 * Compiles the reader of objects in JSON. An object that holds nothing at the paths that tell is none. A list may be
 * written without its brackets where it has one object; an empty one stands for no object.
 */
export function compileJsonReader({ path, isList, told }: JsonSource): JsonReader {
  const holdsSomething = (text: string): boolean => told.some((each) => isSomething(readJson(text, each)));
  return (raw) => {
    if (raw === null) return null;
    const text = storedText(raw);
    if (text === null) return unreadable;
    if (text.trim() === '') return [];
    const found = readJsonObjects(text, path);
    if (found === undefined) return unreadable;
    // What is no list and no object, or a list where one object is wanted.
    if (!found.isList && found.items.includes(undefined)) return unreadable;
    if (!isList && found.items.length > 1) return unreadable;
    return found.items.flatMap((item): readonly (string | Unreadable)[] => {
      if (item === undefined) return [unreadable];
      return item !== null && holdsSomething(item) ? [item] : [];
    });
  };
}

/** What stands there and can't be read is something, too. */
function isSomething(found: ReturnType<typeof readJson>): boolean {
  if (found === undefined) return true;
  if (found === null || typeof found === 'string') return found !== null && found.trim() !== '';
  return found.some((item) => item !== null && item?.trim() !== '');
}
