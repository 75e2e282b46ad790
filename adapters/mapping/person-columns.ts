import { fieldNode, type CheckScope, type TypeCheckScope } from './check-scope.ts';
import { findDirective } from './directive-values.ts';
import type { FieldMapping, TableMapping, TypeMapping } from './model.ts';

/**
 * Columns of a type's table that hold a person's id, in small letters: those that any type of the file with that table
 * reads as one. What else is read from them, or from a part of them, is that person's as well.
 */
export function personColumns(scope: TypeCheckScope): ReadonlySet<string> {
  const { type, mapping } = scope;
  const ofTable = [...mapping.types.values()].filter(
    (each) => each === type || (each.table !== null && type.table !== null && isSame(each.table, type.table)),
  );
  return new Set(
    ofTable.flatMap((each) => [...each.fields.values()].flatMap((field) => idColumns(field, each, scope))),
  );
}

const isSame = (one: TableMapping, other: TableMapping): boolean =>
  one.name.toLowerCase() === other.name.toLowerCase() && one.schema?.toLowerCase() === other.schema?.toLowerCase();

function idColumns(field: FieldMapping, type: TypeMapping, scope: CheckScope): readonly string[] {
  if (field.kind !== 'value' && field.kind !== 'reference') return [];
  const node = fieldNode(scope, type.name, field.name);
  // A reference with a mistake in it may mean other columns.
  if (field.kind === 'reference' && node !== undefined && scope.mistakes.isTold(node)) return [];
  const held = field.kind === 'reference' ? scope.nodes.get(field.target) : undefined;
  const namesPerson = held !== undefined && findDirective(held, 'subject') !== undefined;
  const { columns, codecs } = field.kind === 'value' ? field.value : field;
  return columns
    .filter((_, index) => namesPerson || (codecs[index] ?? codecs[0]) === 'RESIDENT_ID')
    .map((column) => column.toLowerCase());
}
