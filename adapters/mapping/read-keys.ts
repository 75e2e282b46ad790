import {
  GraphQLError,
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldNode,
  type ObjectTypeDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { didYouMean, placeOf, type Mistakes } from './mistake.ts';
import type { TypeMapping } from './model.ts';

/** Each `@key(fields: "citizenId month")` of a type, as its field names; a key that can't be read is left out. */
export function readKeys(node: ObjectTypeDefinitionNode, mistakes: Mistakes): TypeMapping['keys'] {
  const keys = new Map<string, readonly string[]>();
  for (const directive of node.directives ?? []) {
    if (directive.name.value !== 'key' || mistakes.isTold(directive)) continue;
    const key = readKey(directive, node, mistakes);
    if (key === null) continue;
    const text = [...key].sort().join(' ');
    if (keys.has(text))
      mistakes.add('MAPPING_KEY_INVALID', placeOf(directive), {
        reason: `“${text}” is given twice`,
        fix: 'Remove one of the two.',
      });
    else keys.set(text, key);
  }
  checkId(node, [...keys.values()], mistakes);
  return [...keys.values()];
}

function readKey(
  directive: ConstDirectiveNode,
  node: ObjectTypeDefinitionNode,
  mistakes: Mistakes,
): readonly string[] | null {
  const wrong = (reason: string) => {
    const fix = 'Name fields of the type that have @column: @key(fields: "id").';
    mistakes.add('MAPPING_KEY_INVALID', placeOf(directive), { reason, fix });
    return null;
  };
  const value = directive.arguments?.find((argument) => argument.name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING || value.value.trim() === '') return wrong('it names no field');
  const selections = parseFields(value.value);
  if (selections === null) return wrong(`“${value.value}” can’t be read`);
  const names = selections.flatMap((selection) => (isPlainField(selection) ? [selection.name.value] : []));
  if (names.length < selections.length) return wrong('a key is made of columns of the type’s own table');
  const known = node.fields?.map((field) => field.name.value) ?? [];
  const unknown = names.filter((name) => !known.includes(name));
  for (const field of unknown) {
    const fix = didYouMean(field, known, 'Add the field, or name another.');
    mistakes.add('MAPPING_KEY_FIELD_UNKNOWN', placeOf(directive), { field, type: node.name.value, fix });
  }
  return unknown.length === 0 ? names : null;
}

function parseFields(text: string): readonly SelectionNode[] | null {
  try {
    const [operation, ...others] = parse(`{ ${text} }`, { noLocation: true }).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION && others.length === 0
      ? operation.selectionSet.selections
      : null;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

const isPlainField = (selection: SelectionNode): selection is FieldNode =>
  selection.kind === Kind.FIELD &&
  selection.selectionSet === undefined &&
  selection.alias === undefined &&
  (selection.arguments ?? []).length === 0 &&
  (selection.directives ?? []).length === 0;

/** Every entity's key is `id: ID!`: other departments refer to it so. */
function checkId(node: ObjectTypeDefinitionNode, keys: TypeMapping['keys'], mistakes: Mistakes): void {
  const id = node.fields?.find((field) => field.name.value === 'id');
  if (id === undefined || !keys.flat().includes('id') || mistakes.isTold(id)) return;
  // Of a word of the vocabulary the type is told in any case.
  if (vocabularyType(node.name.value) !== undefined) return;
  const { type } = id;
  if (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE && type.type.name.value === 'ID') return;
  mistakes.add('MAPPING_KEY_INVALID', placeOf(type), {
    reason: 'the key field “id” is the same type in every department',
    fix: 'Write `id: ID!`.',
  });
}
