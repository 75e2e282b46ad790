import { readResidentId } from '../codecs/resident-id.ts';
import { badInput } from '../../schema/input-mistakes.ts';

/** Longest texts people may enter, in UTF-16 units. */
export const longest = { title: 200, words: 5_000, line: 300, key: 100 } as const;

/**
 * Text as somebody entered it, without blanks around it; null where nothing is left.
 * @throws {OnestopError} `BAD_USER_INPUT` for text that is too long or holds control characters
 */
export function readText(name: string, value: string | null | undefined, max: number): string | null {
  const text = (value ?? '').replaceAll('\r\n', '\n').trim();
  if (text === '') return null;
  if (text.length > max) throw badInput('{field} has at most {max} characters', { field: name, max });
  if (!isText(text)) throw badInput('{field} holds characters that are no text', { field: name });
  return text;
}

/** @throws {OnestopError} `BAD_USER_INPUT` also for text that is not there */
export function requireText(name: string, value: string | null | undefined, max: number): string {
  const text = readText(name, value, max);
  if (text === null) throw badInput('{field} says nothing', { field: name });
  return text;
}

/** Neither control characters, which the store can't keep, nor halves of characters. */
const isText = (text: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(text.replaceAll(/[\n\t]/g, ''));

/** @throws {OnestopError} `BAD_USER_INPUT` for what is no https address */
export function readMediaUrl(value: string | null | undefined): string | null {
  const text = readText('mediaUrl', value, longest.line);
  if (text !== null && !(URL.canParse(text) && new URL(text).protocol === 'https:'))
    throw badInput('{field} is no https address', { field: 'mediaUrl' });
  return text;
}

/**
 * The canonical id of a person; null where none is given. A wrong check character is taken: registers hold such ids.
 * @throws {OnestopError} `BAD_USER_INPUT` for what can be nobody's id
 */
export function readPerson(name: string, value: string | null | undefined): string | null {
  const text = readText(name, value, longest.key);
  const id = text === null ? null : readResidentId(text);
  if (id !== null && !/^\d{17}[\dX]$/.test(id))
    throw badInput('{field} is no 公民身份号码: 18 characters, or 15 digits', { field: name });
  return id;
}
