import { formsOf } from './asked-values.ts';
import { keyCodecs } from '../codecs/key-codec.ts';
import type { Sql } from '../sql/sql.ts';
import { unanswered, type Compared, type Comparer } from './comparer.ts';
import { holdsValue, ofSomething } from './conditions.ts';
import type { AskedValue } from './filter.ts';

/** Keys of every kind, by all the forms they may be stored in: the column stays bare, and its index finds them. */
export function compareKey(compared: Compared): Comparer {
  const { value, column, dialect, slotOf } = compared;
  const codec = keyCodecs[value.codecs[0] ?? 'TEXT'];
  const isId = value.type === 'ID';
  /** What stands for nothing in any of its forms is nobody's id; a text that is a key may be empty. */
  const nothing = isId ? ['', ...value.nullIf.flatMap(codec.storedForms)] : [];
  const forms = (asked: AskedValue): readonly string[] => {
    const text = String(asked);
    if (!text.startsWith(value.prefix)) return [];
    const canonical = codec.read(text.slice(value.prefix.length));
    const stored = canonical === '' ? [''] : codec.storedForms(canonical);
    const none = [...value.nullIf, ...nothing];
    return stored.filter((form) => !none.includes(form) && dialect.fits(column.info, form));
  };
  // A column of numbers holds `07` equal to 7.
  const exactly = (equal: Sql): Sql => (column.info.family === 'text' ? equal : ofSomething(compared, equal));
  return {
    ...unanswered,
    known: holdsValue(
      compared,
      nothing.filter((each) => column.info.family === 'text' || each !== ''),
    ),
    equals: (at) => {
      if (!codec.single) return exactly(dialect.anyOf(column, slotOf(at, forms)));
      const form = slotOf(at, (asked) => forms(asked)[0] ?? null);
      return exactly(dialect.filters.equals(column, form));
    },
    oneOf: (at) => {
      const all = slotOf(at, (asked) => formsOf(asked, forms));
      return exactly(dialect.anyOf(column, all));
    },
  };
}
