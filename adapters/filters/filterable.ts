import type {
  EmbeddedField,
  FieldMapping,
  Mapping,
  ReferenceField,
  RelationField,
  TypeMapping,
  ValueMapping,
} from '../mapping/model.ts';
import { isWorkedOut } from '../mapping/is-worked-out.ts';
import { keyCodecs } from '../codecs/key-codec.ts';
import { untyped, type ColumnInfo } from '../database/dialect.ts';
import { isEpochFormat } from '../values/epoch.ts';
import { sortAsTime } from '../values/sort-as-time.ts';

/** How stored values of a field are compared with a value of the graph. */
export type ComparisonKind = 'text' | 'key' | 'number' | 'boolean' | 'code' | 'date';

/** A field by which rows can be filtered. */
export type Filterable =
  | { readonly kind: 'value'; readonly compares: ComparisonKind; readonly value: ValueMapping }
  /** A value of the row that a to-one relation leads to. */
  | {
      readonly kind: 'through';
      readonly compares: ComparisonKind;
      readonly value: ValueMapping;
      readonly relation: RelationField;
    }
  | { readonly kind: 'relation'; readonly relation: RelationField }
  /** The key of an entity that others hold, in columns of the row. */
  | { readonly kind: 'reference'; readonly reference: ReferenceField }
  /** An object made of columns of the row. */
  | { readonly kind: 'embedded'; readonly field: EmbeddedField };

type Scope = Pick<Mapping, 'types' | 'enums'>;

/** What a filter can ask of a field; null for what SQL can't be asked exactly: lists, JSON, bytes, labels. */
export function filterableOf(field: FieldMapping, type: TypeMapping, scope: Scope): Filterable | null {
  switch (field.kind) {
    case 'value': {
      const compares = hasRow(type) ? comparisonKind(field.value, scope) : null;
      return compares === null ? null : { kind: 'value', compares, value: field.value };
    }
    case 'through': {
      const relation = type.fields.get(field.relation);
      const compares = comparisonKind(field.value, scope);
      if (relation?.kind !== 'relation' || !canFollow(relation, scope) || compares === null) return null;
      return { kind: 'through', compares, value: field.value, relation };
    }
    case 'relation':
      return type.table !== null && canFollow(field, scope) ? { kind: 'relation', relation: field } : null;
    case 'reference':
      return scope.types.get(field.target)?.keys[0]?.length === field.columns.length
        ? { kind: 'reference', reference: field }
        : null;
    case 'embedded':
      return field.isList || field.json !== null ? null : { kind: 'embedded', field };
    case 'label':
    case 'constant':
    case 'aggregate':
    case 'absent':
      return null;
  }
}

/** A type with a key and no table is held by others; one with neither is made of another type's row. */
const hasRow = ({ table, keys }: TypeMapping): boolean => table !== null || keys.length === 0;

/** Both sides hold keys in one form: SQL can compare them. */
function canFollow(relation: RelationField, { types }: Scope): boolean {
  const target = types.get(relation.target);
  return (
    relation.from.kind === 'columns' &&
    target !== undefined &&
    target.table !== null &&
    relation.codecs.every((codec) => keyCodecs[codec].single)
  );
}

/** How a value's column compares; null for lists, JSON, another charset, and what is worked out of it. */
export function comparisonKind(value: ValueMapping, { enums }: Pick<Mapping, 'enums'>): ComparisonKind | null {
  if (value.isList || value.json !== null || value.charset !== null || value.columns.length !== 1) return null;
  if (isWorkedOut(value)) return null;
  if (enums.has(value.type)) return 'code';
  switch (value.type) {
    case 'ID':
      return 'key';
    case 'String':
      return (value.codecs[0] ?? 'TEXT') === 'TEXT' ? 'text' : 'key';
    case 'Int':
    case 'Float':
    case 'Decimal':
      return value.grouping === null ? 'number' : null;
    case 'Boolean':
      return 'boolean';
    case 'Date':
    case 'DateTime':
    case 'PartialDate':
      return 'date';
    default:
      return null;
  }
}

/** Are rows in the order of the field's values when they are in the order of its column? */
export function isSortable(field: FieldMapping, type: TypeMapping, scope: Scope): boolean {
  if (field.kind !== 'value' || type.table === null) return false;
  const { value } = field;
  switch (comparisonKind(value, scope)) {
    case 'text':
    case 'number':
      return true;
    case 'key':
      return (value.codecs[0] ?? 'TEXT') === 'TEXT';
    case 'date':
      return value.formats.length === 0 || sortAsTime(value.formats);
    case 'boolean':
    case 'code':
    case null:
      return false;
  }
}

/** The same of the column that the database has. */
export function sortsAsValue({ type, formats }: ValueMapping, { family, type: declared }: ColumnInfo): boolean {
  if (declared === untyped) return true;
  switch (type) {
    case 'String':
    case 'ID':
      return type === 'ID' || family === 'text';
    case 'Int':
    case 'Float':
    case 'Decimal':
      return family === 'integer' || family === 'decimal' || family === 'float';
    default:
      // Of digits as a number, those of a shorter form come first.
      return formats.some(isEpochFormat) ? family !== 'text' : family !== 'integer' || formats.length < 2;
  }
}
