import {
  Kind,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { findDirective, readDirective } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { FieldMapping, TableMapping, TypeMapping } from './model.ts';
import { readCondition } from './read-condition.ts';
import type { FieldScope } from './field-scope.ts';
import { readField } from './read-field.ts';
import { readKeys } from './read-keys.ts';
import { readOrder } from './read-order.ts';

export type TypeScope = Pick<
  FieldScope,
  'isObject' | 'isHeldByOthers' | 'isReadable' | 'isEmbedded' | 'isInJson' | 'enumValues' | 'mistakes'
>;

/** A type of the file, with its table, keys and fields. */
export function readType(node: ObjectTypeDefinitionNode, scope: TypeScope): TypeMapping {
  const { mistakes } = scope;
  const name = node.name.value;
  const table = readTable(node, mistakes);
  const keys = readKeys(node, mistakes);
  const isEmbedded = scope.isEmbedded(name);
  checkTable(node, isEmbedded, mistakes);
  const keyFields = new Set(keys.flat());
  const isShareable = findDirective(node, 'shareable') !== undefined;
  const fieldScope = {
    ...scope,
    type: name,
    // Where the table is missing by mistake, the fields are read as if it were there.
    hasTable: table !== null || isEmbedded || isTableLost(node, mistakes),
    // Where no key could be read, a mistake tells; the field that would be it is left alone.
    isKeyField: (field: string) =>
      keyFields.has(field) || (keys.length === 0 && field === 'id' && !isShareable && !isEmbedded),
  };
  const fields = new Map<string, FieldMapping>();
  for (const field of node.fields ?? []) {
    checkVocabulary(node, field.name.value, mistakes);
    const mapping = readField(field, fieldScope);
    if (mapping !== null) fields.set(field.name.value, mapping);
  }
  return { place: placeOf(node.name), name, table, keys, fields, possible: [] };
}

/** Is the type without a table by a mistake that is already told? */
export const isTableLost = (node: ObjectTypeDefinitionNode, mistakes: Mistakes): boolean =>
  mistakes.isTold(node.name) ||
  (node.directives ?? []).some(
    (directive) => directive.name.value !== 'key' && directive.name.value !== 'subject' && mistakes.isTold(directive),
  );

/** A type has a table and a key; without a table it has only a key, for fields that other tables hold. */
function checkTable(node: ObjectTypeDefinitionNode, isEmbedded: boolean, mistakes: Mistakes): void {
  const place = placeOf(node.name);
  if (isTableLost(node, mistakes) || place.file.startsWith('schema/vocabulary/')) return;
  const has = (name: string) => findDirective(node, name) !== undefined;
  const type = node.name.value;
  if (isEmbedded) {
    for (const directive of ['table', 'key', 'subject'].filter(has)) {
      const reason = `${type} is made of other types’ rows: a field returns it with @embedded`;
      const fix =
        directive === 'subject'
          ? 'Remove it, and mark the fields that are a person’s @personal.'
          : 'Remove it, or use @relation in place of @embedded.';
      mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(findDirective(node, directive)), { directive, reason, fix });
    }
    return;
  }
  if (has('table') && !has('key') && !has('shareable')) mistakes.add('MAPPING_KEY_MISSING', place, { type });
  if (!has('table') && (!has('key') || node.fields?.some(namesColumn) === true))
    mistakes.add('MAPPING_TABLE_MISSING', place, { type });
}

const namesColumn = (field: FieldDefinitionNode): boolean =>
  hasArgument(findDirective(field, 'column'), 'name') || hasArgument(findDirective(field, 'relation'), 'columns');

const hasArgument = (directive: ReturnType<typeof findDirective>, name: string): boolean =>
  directive?.arguments?.some((argument) => argument.name.value === name) === true;

/** The table that a type, an interface or a union names. */
export function readTable(node: TypeDefinitionNode, mistakes: Mistakes): TableMapping | null {
  const values = readDirective(node, 'table', mistakes);
  if (values === null) return null;
  const place = placeOf(findDirective(node, 'table'));
  return {
    place,
    name: values.text('name') ?? '',
    schema: values.text('schema'),
    where: readCondition(values.text('where'), place, mistakes),
    inherited: null,
    prefer: values.texts('prefer').flatMap((text) => {
      const read = readOrder(text);
      if (read.ok) return [{ column: read.order.name, descending: read.order.descending }];
      const reason = `prefer: ${read.reason}`;
      mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'table', reason, fix: read.fix });
      return [];
    }),
  };
}

/** The same word means the same kind of thing in every department. */
function checkVocabulary(node: ObjectTypeDefinitionNode, field: string, mistakes: Mistakes): void {
  const ownField = node.fields?.find((each) => each.name.value === field);
  if (ownField === undefined) return;
  const shared = sharedField(vocabularyType(node.name.value), field);
  if (shared !== undefined) checkShared(ownField, mistakes);
  const interfaces = (node.interfaces ?? []).map(({ name }) => vocabularyType(name.value));
  const expected = shared ?? interfaces.map((each) => sharedField(each, field)).find((each) => each !== undefined);
  const own = ownField.type;
  if (expected === undefined || mistakes.isTold(own) || writeType(expected.type) === writeType(own)) return;
  const details = { type: node.name.value, field, expected: writeType(expected.type), found: writeType(own) };
  mistakes.add('MAPPING_VOCABULARY_CONFLICT', placeOf(own), details);
}

function sharedField(shared: TypeDefinitionNode | undefined, field: string): FieldDefinitionNode | undefined {
  if (shared?.kind !== Kind.OBJECT_TYPE_DEFINITION && shared?.kind !== Kind.INTERFACE_TYPE_DEFINITION) return undefined;
  return shared.fields?.find((each) => each.name.value === field);
}

/** Whether a shared field is personal is the same everywhere: one department can't open it for all. */
function checkShared(field: FieldDefinitionNode, mistakes: Mistakes): void {
  for (const directive of ['public', 'personal']) {
    const found = findDirective(field, directive);
    if (found === undefined) continue;
    const reason = 'the field is the vocabulary’s, which says for all departments who may read it';
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(found), { directive, reason, fix: 'Remove it.' });
  }
}

function writeType(type: TypeNode): string {
  if (type.kind === Kind.NAMED_TYPE) return type.name.value;
  return type.kind === Kind.LIST_TYPE ? `[${writeType(type.type)}]` : `${writeType(type.type)}!`;
}
