import { Kind, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { findDirective, readDirective } from './directive-values.ts';
import { parseCondition, type Condition } from './condition.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { ColumnOrder, FieldMapping, TableMapping, TypeMapping } from './model.ts';
import { readField } from './read-field.ts';

export type TypeScope = { readonly isObject: (type: string) => boolean; readonly mistakes: Mistakes };

/** A type of the file, with its table, keys and fields. */
export function readType(node: ObjectTypeDefinitionNode, scope: TypeScope): TypeMapping {
  const { mistakes } = scope;
  const name = node.name.value;
  const table = readTable(node, mistakes);
  const keys = readKeys(node, mistakes);
  const isValueType = findDirective(node, 'shareable') !== undefined;
  if (table !== null && keys.length === 0 && !isValueType)
    mistakes.add('MAPPING_KEY_MISSING', placeOf(node.name), { type: name });
  const keyFields = new Set(keys.flat());
  const fieldScope = {
    type: name,
    hasTable: table !== null,
    isKeyField: (field: string) => keyFields.has(field),
    isObject: scope.isObject,
    mistakes,
  };
  const fields = new Map<string, FieldMapping>();
  for (const field of node.fields ?? []) {
    checkVocabulary(node, field.name.value, mistakes);
    const mapping = readField(field, fieldScope);
    if (mapping !== null) fields.set(field.name.value, mapping);
  }
  return { place: placeOf(node.name), name, table, keys, fields };
}

function readTable(node: ObjectTypeDefinitionNode, mistakes: Mistakes): TableMapping | null {
  const values = readDirective(node, 'table', mistakes);
  if (values === null) return null;
  const place = placeOf(findDirective(node, 'table'));
  return {
    place,
    name: values.text('name') ?? '',
    schema: values.text('schema'),
    where: readWhere(values.text('where'), place, mistakes),
    prefer: values.texts('prefer').map(readColumnOrder),
  };
}

function readWhere(where: string | null, place: TableMapping['place'], mistakes: Mistakes): Condition | null {
  if (where === null) return null;
  const parsed = parseCondition(where);
  if (parsed.ok) return parsed.condition;
  mistakes.add('MAPPING_WHERE_INVALID', place, { where, reason: parsed.reason });
  return null;
}

function readColumnOrder(text: string): ColumnOrder {
  const [column = '', direction = 'ASC'] = text.trim().split(/\s+/);
  return { column, descending: direction.toUpperCase() === 'DESC' };
}

/** `@key(fields: "citizenId month")`, each as its field names. */
function readKeys(node: ObjectTypeDefinitionNode, mistakes: Mistakes): TypeMapping['keys'] {
  const fields = new Set(node.fields?.map((field) => field.name.value));
  const keys = (node.directives ?? []).filter((directive) => directive.name.value === 'key');
  return keys.map((directive) => {
    const value = directive.arguments?.find((argument) => argument.name.value === 'fields')?.value;
    const names = value?.kind === 'StringValue' ? value.value.trim().split(/\s+/) : [];
    for (const field of names) {
      if (!fields.has(field))
        mistakes.add('MAPPING_KEY_FIELD_UNKNOWN', placeOf(directive), { field, type: node.name.value });
    }
    return names;
  });
}

/** The same word means the same kind of thing in every department. */
function checkVocabulary(node: ObjectTypeDefinitionNode, field: string, mistakes: Mistakes): void {
  const shared = vocabularyType(node.name.value);
  if (shared?.kind !== 'ObjectTypeDefinition') return;
  const expected = shared.fields?.find((each) => each.name.value === field)?.type;
  const own = node.fields?.find((each) => each.name.value === field)?.type;
  if (expected === undefined || own === undefined || writeType(expected) === writeType(own)) return;
  const details = { type: node.name.value, field, expected: writeType(expected), found: writeType(own) };
  mistakes.add('MAPPING_VOCABULARY_CONFLICT', placeOf(own), details);
}

function writeType(type: TypeNode): string {
  if (type.kind === Kind.NAMED_TYPE) return type.name.value;
  return type.kind === Kind.LIST_TYPE ? `[${writeType(type.type)}]` : `${writeType(type.type)}!`;
}
