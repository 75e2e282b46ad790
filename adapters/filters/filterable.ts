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
import type { KeyCodecName } from '../codecs/key-codec.ts';
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
      if (relation?.kind !== 'relation' || !canFollow(relation, type, scope) || compares === null) return null;
      return { kind: 'through', compares, value: field.value, relation };
    }
    case 'relation':
      return canFollow(field, type, scope) ? { kind: 'relation', relation: field } : null;
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

/** Can SQL hold the keys of both sides against each other? Of all that stands above or below a row no filter asks. */
function canFollow(relation: RelationField, type: TypeMapping, { types }: Scope): boolean {
  const target = types.get(relation.target);
  if (relation.upTo !== null) return false;
  return target !== undefined && target.table !== null && followedColumns(relation, type) !== null;
}

/** A column of a row, by which rows of a relation are found. */
export type FollowedColumn = {
  readonly name: string;
  /** How it is read. */
  readonly codec: KeyCodecName;
  /** Has the other side every form of the key? Else it has the canonical one. */
  readonly isHeldInAllForms: boolean;
};

/** The columns of a type that a relation's rows are found by; null where SQL can't tell what others hold of them. */
export function followedColumns({ from, codecs }: RelationField, type: TypeMapping): readonly FollowedColumn[] | null {
  if (type.table === null) return null;
  const columns = from.kind === 'columns' ? from.columns.map((name) => ({ name, codec: null })) : from.fields.map((name) => columnOf(type, name)); // prettier-ignore
  const followed = columns.flatMap((column, index): readonly FollowedColumn[] => {
    const theirs = codecs[index] ?? 'TEXT';
    // What is no key in itself is read as the kind of key it is held against.
    const own = column?.codec ?? theirs;
    const canTell = theirs === 'TEXT' || theirs === own;
    return column === null || !canTell ? [] : [{ name: column.name, codec: own, isHeldInAllForms: theirs === own }];
  });
  return followed.length === columns.length ? followed : null;
}

function columnOf(
  type: TypeMapping,
  name: string,
): { readonly name: string; readonly codec: KeyCodecName | null } | null {
  const field = type.fields.get(name);
  const [column, ...others] = field?.kind === 'value' && !isWorkedOut(field.value) ? field.value.columns : [];
  const codec = field?.kind === 'value' ? (field.value.codecs[0] ?? 'TEXT') : 'TEXT';
  return column === undefined || others.length > 0 ? null : { name: column, codec: codec === 'TEXT' ? null : codec };
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
      return 'number';
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
