import {
  isTypeDefinitionNode,
  Kind,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
} from 'graphql';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { isAbstractNode, type AbstractNode } from '../sdl/abstract-types.ts';
import { repeatedDefinitions } from '../sdl/expand.ts';
import { findDirective } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';

/** Pages of lists; the adapter writes these types, whole, in every department. */
export const isGeneratedType = (name: string): boolean => name === 'PageInfo' || /.(Connection|Edge)$/.test(name);

/** Policy that nothing enforces yet: a department that wrote it would believe itself protected. */
const unenforced: readonly string[] = ['stale'];

/** Tells of every definition and directive of the file that would otherwise silently mean nothing. */
export function checkDefinitions(document: DocumentNode, mistakes: Mistakes): void {
  const repeated = new Set<DefinitionNode>(repeatedDefinitions(document.definitions));
  for (const definition of document.definitions) {
    if (repeated.has(definition)) refuseSecond(definition, mistakes);
    else checkDefinition(definition, mistakes);
  }
  visit(document, {
    Directive: (node) => {
      if (!unenforced.includes(node.name.value)) return;
      const fix = 'Remove it: this version would not enforce it. Leave out what nobody may see.';
      mistakes.add('MAPPING_NOT_SUPPORTED', placeOf(node), { what: `@${node.name.value}`, fix });
    },
  });
}

function refuseSecond(node: DefinitionNode, mistakes: Mistakes): void {
  if (!isTypeDefinitionNode(node)) return;
  mistakes.add('MAPPING_SDL_INVALID', placeOf(node.name), {
    reason: `There can be only one type named "${node.name.value}"`,
    fix: 'Remove one of the two, or rename it.',
  });
}

function checkDefinition(node: DefinitionNode, mistakes: Mistakes): void {
  const refuse = (what: string, fix: string) => mistakes.add('MAPPING_NOT_SUPPORTED', placeOf(node), { what, fix });
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
      return checkObject(node, mistakes);
    case Kind.SCHEMA_DEFINITION:
    case Kind.SCHEMA_EXTENSION:
      return checkSchema(node, mistakes);
    case Kind.ENUM_TYPE_DEFINITION:
      return checkVocabularyKind(node, mistakes);
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return checkAbstract(node, mistakes);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return refuse(
        `The input type ${node.name.value}`,
        'Remove it: a list’s arguments are generated, a @lookup takes the fields of a key.',
      );
    case Kind.SCALAR_TYPE_DEFINITION:
      if (vocabularyType(node.name.value)?.kind === node.kind) return;
      return refuse(
        `The scalar ${node.name.value}`,
        'Use ID, String, Int, Float, Boolean, Date, DateTime, PartialDate or Decimal.',
      );
    case Kind.ENUM_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_EXTENSION:
    case Kind.UNION_TYPE_EXTENSION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
    case Kind.SCALAR_TYPE_EXTENSION:
      return refuse(`The extension of ${node.name.value}`, 'Write everything into one definition.');
    case Kind.OPERATION_DEFINITION:
    case Kind.FRAGMENT_DEFINITION:
      return refuse('An operation', 'Remove it: the file describes tables; clients send operations.');
    case Kind.DIRECTIVE_DEFINITION:
    case Kind.DIRECTIVE_EXTENSION:
      return;
  }
}

/** One row's type is told by its columns, so that an interface or union is read from one table. */
function checkAbstract(node: AbstractNode, mistakes: Mistakes): void {
  const word = node.kind === Kind.UNION_TYPE_DEFINITION ? 'union' : 'interface';
  const refuse = (what: string, fix: string, place = placeOf(node.name)) =>
    mistakes.add('MAPPING_NOT_SUPPORTED', place, { what, fix });
  const name = node.name.value;
  if (findDirective(node, 'table') === undefined)
    return refuse(
      `The ${word} ${name} without a table`,
      'Add the @table from which all its types are read, or write one type for each table and fields that return these.',
    );
  if (isGeneratedType(name))
    return refuse(`A type of one’s own named ${name}`, 'Choose another name: pages of lists are generated.');
  const [above] = node.kind === Kind.INTERFACE_TYPE_DEFINITION ? (node.interfaces ?? []) : [];
  if (above !== undefined)
    refuse(`An interface that implements ${above.name.value}`, 'Let its types implement both.', placeOf(above));
  const key = findDirective(node, 'key');
  if (key !== undefined)
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(key), {
      directive: 'key',
      reason: `a row is found as what it is, which is one of the types of the ${word} ${name}`,
      fix: 'Write it on each of its types.',
    });
  checkVocabularyKind(node, mistakes);
}

function checkObject(node: ObjectTypeDefinitionNode | ObjectTypeExtensionNode, mistakes: Mistakes): void {
  const name = node.name.value;
  const refuse = (what: string, fix: string) =>
    mistakes.add('MAPPING_NOT_SUPPORTED', placeOf(node.name), { what, fix });
  if (name === 'Mutation' || name === 'Subscription')
    return refuse(`A ${name.toLowerCase()}`, `Remove the type ${name}: a department's database is only read.`);
  if (isGeneratedType(name))
    return refuse(
      `A type of one’s own named ${name}`,
      'Remove it, or choose another name: pages of lists are generated.',
    );
  if (name !== 'Query') return checkVocabularyKind(node, mistakes);
  for (const directive of ['table', 'key', 'subject']) {
    const found = findDirective(node, directive);
    if (found === undefined) continue;
    const reason = 'Query is where questions begin, not a row of a table';
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', placeOf(found), { directive, reason, fix: 'Remove it.' });
  }
}

function checkSchema(node: SchemaDefinitionNode | SchemaExtensionNode, mistakes: Mistakes): void {
  for (const operation of node.operationTypes ?? []) {
    const type = operation.type.name.value;
    if (operation.operation === 'query' && type === 'Query') continue;
    mistakes.add('MAPPING_NOT_SUPPORTED', placeOf(operation), {
      what: `\`${operation.operation}: ${type}\``,
      fix: 'Remove it: the fields where questions begin stand in `type Query`.',
    });
  }
}

/** A word of the vocabulary is the same kind of thing everywhere. */
function checkVocabularyKind(
  node: ObjectTypeDefinitionNode | ObjectTypeExtensionNode | EnumTypeDefinitionNode | AbstractNode,
  mistakes: Mistakes,
): void {
  const name = node.name.value;
  const shared = vocabularyType(name)?.kind;
  const kind = node.kind.replace('Extension', 'Definition');
  if (shared === undefined || (shared === kind && !isAbstractNode(node))) return;
  const words: Partial<Record<Kind, string>> = {
    [Kind.ENUM_TYPE_DEFINITION]: 'an enum',
    [Kind.OBJECT_TYPE_DEFINITION]: 'a type',
    [Kind.INTERFACE_TYPE_DEFINITION]: 'an interface',
  };
  mistakes.add('MAPPING_SDL_INVALID', placeOf(node.name), {
    reason: `${name} is ${words[shared] ?? 'a scalar'} in the vocabulary`,
    fix: 'Use it as it is, or choose another name.',
  });
}
