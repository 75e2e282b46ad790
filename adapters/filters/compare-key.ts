import { keyCodecs } from '../codecs/key-codec.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { holdsValue } from './conditions.ts';
import type { AskedValue } from './filter.ts';

/** Keys of every kind, by all the forms they may be stored in: the column stays bare, and its index finds them. */
export function compareKey(compared: Compared): Comparer {
  const { value, column, dialect, slotOf } = compared;
  const codec = keyCodecs[value.codecs[0] ?? 'TEXT'];
  // An empty text is nobody's id, and a text none the less.
  const empty = value.type === 'ID' ? [] : [''];
  const forms = (asked: AskedValue): readonly string[] => {
    const text = String(asked);
    if (!text.startsWith(value.prefix)) return [];
    const canonical = codec.read(text.slice(value.prefix.length));
    if (value.nullIf.includes(canonical)) return [];
    const stored = canonical === '' ? empty : codec.storedForms(canonical);
    return stored.filter((form) => dialect.fits(column.info, form));
  };
  return {
    ...unanswered,
    known: holdsValue(compared, value.type === 'ID' && column.info.family === 'text' ? [''] : []),
    equals: (at) =>
      codec.single
        ? dialect.filters.equals(
            column,
            slotOf(at, (asked) => forms(asked)[0] ?? null),
          )
        : dialect.anyOf(column, slotOf(at, forms)),
    oneOf: (at) =>
      dialect.anyOf(
        column,
        slotOf(at, (asked) => allForms(asked, forms)),
      ),
  };
}

const allForms = (asked: AskedValue, forms: (each: AskedValue) => readonly string[]): readonly string[] => [
  ...new Set((typeof asked === 'object' ? asked : [asked]).flatMap(forms)),
];
