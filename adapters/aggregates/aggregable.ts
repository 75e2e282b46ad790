import { comparisonKind, isSortable } from '../filters/filterable.ts';
import type { FieldMapping, Mapping, TypeMapping } from '../mapping/model.ts';
import { isEpochFormat } from '../values/epoch.ts';

type Scope = Pick<Mapping, 'types' | 'enums'>;

/** What can be worked out over the values of one field. */
export type Aggregable = {
  /** Type of the sum: of whole and decimal numbers without loss. Null for what is no number. */
  readonly sum: 'Decimal' | 'Float' | null;
  /** Has it a smallest and a largest value? */
  readonly hasRange: boolean;
  /** Can its different values be told apart in SQL? */
  readonly isDistinct: boolean;
  /** How rows are grouped by it: by the value, or by the day, month, quarter or year of it. */
  readonly groups: 'value' | 'date' | null;
};

/** What aggregates can ask of a field; null where it is nothing. */
export function aggregableOf(field: FieldMapping, type: TypeMapping, scope: Scope): Aggregable | null {
  if (field.kind !== 'value' || type.table === null) return null;
  const { value } = field;
  const isPlainKey = (value.codecs[0] ?? 'TEXT') === 'TEXT';
  switch (comparisonKind(value, scope)) {
    case 'number': {
      const sum = value.type === 'Float' ? 'Float' : 'Decimal';
      const isWhole = value.type === 'Int';
      return { sum, hasRange: true, isDistinct: true, groups: isWhole ? 'value' : null };
    }
    case 'date': {
      const groups = value.formats.some(isEpochFormat) ? null : 'date';
      return { sum: null, hasRange: isSortable(field, type, scope), isDistinct: groups !== null, groups };
    }
    case 'text':
      return { sum: null, hasRange: true, isDistinct: true, groups: 'value' };
    case 'key':
      return isPlainKey ? { sum: null, hasRange: false, isDistinct: true, groups: 'value' } : null;
    case 'boolean':
    case 'code':
      return { sum: null, hasRange: false, isDistinct: true, groups: 'value' };
    case null:
      return null;
  }
}
