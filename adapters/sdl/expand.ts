import {
  isTypeDefinitionNode,
  Kind,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { inheritFields } from './abstract-types.ts';
import { connectionDefinitions, connectionTarget, withPageArguments } from './connection.ts';
import { joinDirectives } from './join-directives.ts';
import { pageOf } from './list-size.ts';

/**
 * A mapped SDL file made whole: extensions become definitions, types of the vocabulary get all their
 * fields and values, lists get their arguments and connection types. Nodes keep the place in the
 * file they came from.
 */
export function expandSdl(document: DocumentNode): DocumentNode {
  const merged = inheritFields(mergeDefinitions(document.definitions));
  const own = new Set(
    merged.flatMap((each) => (each.kind === Kind.INTERFACE_TYPE_DEFINITION ? [each.name.value] : [])),
  );
  const withVocabulary = addReferenced(merged.map((each) => completeFromVocabulary(each, own)));
  return { kind: Kind.DOCUMENT, definitions: withVocabulary.map(expandLists) };
}

/**
 * `extend type X` beside `type X`, or alone, becomes one definition. Of two definitions of one name the
 * first counts; the check refuses the second.
 */
function mergeDefinitions(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const objects = new Map<string, ObjectTypeDefinitionNode>();
  const others: DefinitionNode[] = [];
  const second = new Set<DefinitionNode>(repeatedDefinitions(definitions));
  for (const definition of definitions) {
    if (second.has(definition)) continue;
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      others.push(definition);
      continue;
    }
    const name = definition.name.value;
    const earlier = objects.get(name);
    objects.set(
      name,
      earlier === undefined ? { ...definition, kind: Kind.OBJECT_TYPE_DEFINITION } : joinObjects(earlier, definition),
    );
  }
  return [...others, ...objects.values()];
}

/** Definitions of a type whose name was defined before. */
export function repeatedDefinitions(definitions: readonly DefinitionNode[]): readonly TypeDefinitionNode[] {
  const types = definitions.filter(isTypeDefinitionNode);
  const names = types.map((node) => node.name.value);
  return types.filter((node, index) => names.indexOf(node.name.value) < index);
}

type ObjectParts = Pick<ObjectTypeDefinitionNode, 'fields' | 'directives' | 'interfaces'>;

const joinObjects = (first: ObjectTypeDefinitionNode, second: ObjectParts): ObjectTypeDefinitionNode => ({
  ...first,
  fields: [...(first.fields ?? []), ...(second.fields ?? [])],
  directives: [...(first.directives ?? []), ...(second.directives ?? [])],
  interfaces: [...(first.interfaces ?? []), ...(second.interfaces ?? [])],
});

/** @param own interfaces that the document defines itself: of these it wants no more than it says */
function completeFromVocabulary(definition: DefinitionNode, own: ReadonlySet<string>): DefinitionNode {
  if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) return completeObject(completeInterfaces(definition, own));
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) return completeEnum(definition);
  return definition;
}

function completeObject(own: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
  const shared = vocabularyType(own.name.value);
  if (shared?.kind !== Kind.OBJECT_TYPE_DEFINITION) return own;
  const ownFields = new Map(own.fields?.map((field) => [field.name.value, field]));
  const fromVocabulary = (shared.fields ?? []).map((field) =>
    describeLike(ownFields.get(field.name.value) ?? field, field),
  );
  const sharedNames = new Set(shared.fields?.map((field) => field.name.value));
  const added = (own.fields ?? []).filter((field) => !sharedNames.has(field.name.value));
  return {
    ...own,
    ...describe(own.description ?? shared.description),
    fields: [...fromVocabulary, ...added],
    directives: joinDirectives(own.directives, valueTypeDirectives(shared)),
  };
}

/** Fields of the vocabulary's interfaces that the type does not write; what it writes is described as there. */
function completeInterfaces(type: ObjectTypeDefinitionNode, own: ReadonlySet<string>): ObjectTypeDefinitionNode {
  const shared = new Map(
    (type.interfaces ?? []).flatMap(({ name }) => {
      const node = own.has(name.value) ? undefined : vocabularyType(name.value);
      const fields = node?.kind === Kind.INTERFACE_TYPE_DEFINITION ? (node.fields ?? []) : [];
      return fields.map((field) => [field.name.value, field] as const);
    }),
  );
  const written = (type.fields ?? []).map((field) => describeLike(field, shared.get(field.name.value) ?? field));
  const names = new Set(written.map(({ name }) => name.value));
  const missing = [...shared.values()].filter(({ name }) => !names.has(name.value));
  return { ...type, fields: [...written, ...missing] };
}

function completeEnum(own: EnumTypeDefinitionNode): EnumTypeDefinitionNode {
  const shared = vocabularyType(own.name.value);
  if (shared?.kind !== Kind.ENUM_TYPE_DEFINITION) return own;
  const known = new Map(own.values?.map((value) => [value.name.value, value]));
  const values = (shared.values ?? []).map((value) => {
    const mapped = known.get(value.name.value);
    return mapped === undefined ? value : { ...mapped, ...describe(mapped.description ?? value.description) };
  });
  const names = new Set(shared.values?.map((value) => value.name.value));
  // A value the vocabulary does not have stays, so that the check can name it.
  const extra = (own.values ?? []).filter((value) => !names.has(value.name.value));
  return { ...own, ...describe(own.description ?? shared.description), values: [...values, ...extra] };
}

const describe = (description: TypeDefinitionNode['description']) => (description === undefined ? {} : { description });

const describeLike = (field: FieldDefinitionNode, shared: FieldDefinitionNode): FieldDefinitionNode => ({
  ...field,
  ...describe(field.description ?? shared.description),
});

/** Types without a key are the same in every department: `@shareable`. */
function valueTypeDirectives(shared: ObjectTypeDefinitionNode): readonly ConstDirectiveNode[] {
  const directives = shared.directives ?? [];
  if (directives.some((directive) => directive.name.value === 'key')) return directives;
  return [...directives, { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'shareable' }, arguments: [] }];
}

/** Adds, whole, every type of the vocabulary and every connection that the definitions name. */
export function addReferenced(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const known = new Set(definitions.flatMap(namesOf));
  const all = [...definitions];
  for (let index = 0; index < all.length; index += 1) {
    const definition = all[index];
    if (definition === undefined) continue;
    for (const name of referencedTypes(definition)) {
      if (known.has(name)) continue;
      const added = definitionsNamed(name, known);
      for (const each of added.flatMap(namesOf)) known.add(each);
      all.push(...added);
    }
  }
  return all;
}

const namesOf = (definition: DefinitionNode): readonly string[] =>
  'name' in definition ? [definition.name.value] : [];

function definitionsNamed(name: string, known: ReadonlySet<string>): readonly DefinitionNode[] {
  const shared = vocabularyType(name);
  if (shared !== undefined) {
    return [
      shared.kind === Kind.OBJECT_TYPE_DEFINITION ? { ...shared, directives: valueTypeDirectives(shared) } : shared,
    ];
  }
  const target = connectionTarget(name);
  // A connection of nothing stays unknown, so that the check can say where it is named.
  return target !== null && (known.has(target) || vocabularyType(target) !== undefined)
    ? connectionDefinitions(target)
    : [];
}

function referencedTypes(definition: DefinitionNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(definition, { NamedType: (node) => void names.add(node.name.value) });
  return names;
}

function expandLists(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
    return definition;
  return { ...definition, fields: (definition.fields ?? []).map(expandList) };
}

function expandList(field: FieldDefinitionNode): FieldDefinitionNode {
  const page = pageOf(field);
  return page === null ? field : withPageArguments(field, page);
}
