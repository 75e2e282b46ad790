import { type MappingMistake, writePlace } from '../../adapters/mapping/mistake.ts';
import type { MistakeCase } from './cases/mistake-case.ts';

/** The good file with one mistake in it, and where the mistake must be told. */
export type MistakenFile = { readonly sdl: string; readonly line: number; readonly column: number };

export function applyMistake(good: string, { id, from, to, at }: MistakeCase): MistakenFile {
  const sdl = good.replace(once(good, from, id), () => to);
  return { sdl, ...find(sdl, once(sdl, at, id)) };
}

/** `file:line:column` of a text that is in a file once. */
export function placeIn(file: string, sdl: string, at: string): string {
  const { line, column } = find(sdl, once(sdl, at, file));
  return `${file}:${line}:${column}`;
}

function find(sdl: string, text: string): { readonly line: number; readonly column: number } {
  const before = sdl.slice(0, sdl.indexOf(text)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The one mistake of a file as its author reads it, in parts. */
export const told = ({ code, place, message, action }: MappingMistake) => ({
  code,
  place: writePlace(place),
  message,
  action,
});

/** A case that fits nowhere, or in two places, would test something else than it says. */
function once(text: string, part: string, id: string): string {
  const count = text.split(part).length - 1;
  if (part === '' || count !== 1) throw new Error(`${id}: “${part}” is in the file ${count} times`);
  return part;
}
