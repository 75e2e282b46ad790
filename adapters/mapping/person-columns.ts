import type { CheckScope, TypeCheckScope } from './check-scope.ts';
import { findDirective } from './directive-values.ts';
import type { FieldMapping, TableMapping } from './model.ts';

/**
 * Columns of a type's table that hold a person's id, in small letters: those that any type of the file with that table
 * reads as one. What else is read from them, or from a part of them, is that person's as well.
 */
export function personColumns(scope: TypeCheckScope): ReadonlySet<string> {
  const { type, mapping } = scope;
  const ofTable = [...mapping.types.values()].filter(
    (each) => each === type || (each.table !== null && type.table !== null && isSame(each.table, type.table)),
  );
  return new Set(ofTable.flatMap(({ fields }) => [...fields.values()].flatMap((field) => idColumns(field, scope))));
}

const isSame = (one: TableMapping, other: TableMapping): boolean =>
  one.name.toLowerCase() === other.name.toLowerCase() && one.schema?.toLowerCase() === other.schema?.toLowerCase();

function idColumns(field: FieldMapping, { nodes }: CheckScope): readonly string[] {
  if (field.kind !== 'value' && field.kind !== 'reference') return [];
  const { columns, codecs } = field.kind === 'value' ? field.value : field;
  const target = field.kind === 'reference' ? nodes.get(field.target) : undefined;
  const namesSubject = target !== undefined && findDirective(target, 'subject') !== undefined;
  return columns
    .filter((_, index) => namesSubject || (codecs[index] ?? codecs[0]) === 'RESIDENT_ID')
    .map((column) => column.toLowerCase());
}
