import type { TextPart } from '../mapping/model.ts';

/**
 * The characters of a text from one place to another, both included, without the blanks around them: what is there of
 * them, and an empty text where nothing is. Characters are code points, so that a rare one of two units counts once.
 */
export function cutPart(text: string, { from, to }: TextPart): string {
  const start = from > 0 ? from - 1 : from;
  const end = to === -1 ? undefined : to > 0 ? to : to + 1;
  const part = surrogates.test(text) ? Array.from(text).slice(start, end).join('') : text.slice(start, end);
  return part.trim();
}

const surrogates = /[\ud800-\udfff]/;
