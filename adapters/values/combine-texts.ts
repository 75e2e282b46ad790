import { keyCodecs } from '../codecs/key-codec.ts';
import type { Combination, ValueMapping } from '../mapping/model.ts';
import type { SqlValue } from '../sql/sql.ts';

/** Stored values of several columns → one text; null where none holds anything, undefined where one can't be read. */
export type TextCombiner = (raws: readonly SqlValue[]) => string | null | undefined;

/**
 * Compiles how several columns' texts become one. Nulls, blanks and what `nullIf` says hold nothing; each column is read
 * by its own codec. Joined texts lose the blanks around them.
 * @param textOf a stored value that is not null, as text; null for one that can't be read
 */
export function textCombiner(
  { codecs, nullIf }: Pick<ValueMapping, 'codecs' | 'nullIf'>,
  combine: Combination,
  textOf: (raw: SqlValue) => string | null,
): TextCombiner {
  const nothing = new Set(nullIf);
  const holdsNothing = (text: string) => text.trim() === '' || nothing.has(text) || nothing.has(text.trim());
  const read = (raw: SqlValue, index: number): string | null | undefined => {
    const stored = raw === null ? '' : textOf(raw);
    if (stored === null) return undefined;
    if (holdsNothing(stored)) return null;
    const text = keyCodecs[codecs[index] ?? 'TEXT'].read(stored);
    return holdsNothing(text) ? null : text;
  };
  if (combine.kind === 'first')
    return (raws) => {
      for (const [index, raw] of raws.entries()) {
        const text = read(raw, index);
        if (text !== null) return text;
      }
      return null;
    };
  return (raws) => {
    const texts = raws.map(read).filter((text) => text !== null);
    if (texts.includes(undefined)) return undefined;
    return texts.length === 0 ? null : texts.map((text) => text?.trim()).join(combine.between);
  };
}
