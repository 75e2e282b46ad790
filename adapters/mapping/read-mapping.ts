import {
  GraphQLError,
  Kind,
  parse,
  Source,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ScalarTypeDefinitionNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { addAggregates } from '../aggregates/aggregate-types.ts';
import { withAggregates } from '../aggregates/with-aggregates.ts';
import { addListInputs } from '../filters/list-inputs.ts';
import { isMappedAbstract } from '../sdl/abstract-types.ts';
import { connectionTarget } from '../sdl/connection.ts';
import { addReferenced, expandSdl } from '../sdl/expand.ts';
import { hiddenFields } from '../sdl/hidden-fields.ts';
import { checkDefinitions, isGeneratedType } from './check-definitions.ts';
import { checkFieldDirectives } from './check-field-directives.ts';
import { checkMergedLists } from './check-merged-lists.ts';
import { checkTypes } from './check-types.ts';
import { columnCodec } from './column-codec.ts';
import { findDirective } from './directive-values.ts';
import { collectMistakes, placeOf, quoteReason, type MappingMistake, type Mistakes } from './mistake.ts';
import type {
  EnumMapping,
  FieldMapping,
  Mapping,
  RelationField,
  RelationSource,
  RootMapping,
  TypeMapping,
} from './model.ts';
import { namedTypeOf } from './field-scope.ts';
import { isFromJson } from './read-embedded.ts';
import { readList } from './read-field.ts';
import { readAbstract } from './read-abstract.ts';
import { readEnum } from './read-enum.ts';
import { readSource } from './read-source.ts';
import { readType } from './read-type.ts';
import { validateExpandedSdl } from './validate-sdl.ts';

export type ReadMapping = {
  /** Null where a mistake leaves nothing to go on with. */
  readonly mapping: Mapping | null;
  /** The whole SDL, mapping directives included; null where the file could not be parsed. */
  readonly expanded: DocumentNode | null;
  readonly mistakes: readonly MappingMistake[];
};

/** Reads a mapped SDL file. Pure; the database is not asked. */
export function readMapping(sdl: string, file: string): ReadMapping {
  const mistakes = collectMistakes();
  const document = parseSdl(sdl, file, mistakes);
  if (document === null) return { mapping: null, expanded: null, mistakes: mistakes.found };
  checkDefinitions(document, mistakes);
  const expanded = expandSdl(document);
  validateExpandedSdl(expanded, mistakes);
  const source = readSource(document, mistakes);
  const parts = readDefinitions(expanded, mistakes);
  checkTypes(parts, expanded, mistakes);
  const mapping = source === null ? null : { source, ...parts };
  if (mapping !== null) checkMergedLists(mapping, expanded, mistakes);
  if (mapping === null || mistakes.found.length > 0) return { mapping, expanded, mistakes: mistakes.found };
  // What lists can be asked follows from a mapping that is right.
  const isHidden = hiddenFields(expanded);
  const whole = withAggregates(mapping, isHidden);
  const listed = addListInputs(expanded, { mapping: whole, isHidden, mistakes });
  const all = addAggregates(listed, { mapping: whole, isHidden });
  return { mapping: whole, expanded: withReferenced(all), mistakes: mistakes.found };
}

const withReferenced = (document: DocumentNode): DocumentNode => ({
  ...document,
  definitions: addReferenced(document.definitions),
});

function parseSdl(sdl: string, file: string, mistakes: Mistakes): DocumentNode | null {
  try {
    return parse(new Source(sdl, file));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { line = 1, column = 1 } = error.locations?.[0] ?? {};
    mistakes.add('MAPPING_SYNTAX', { file, line, column }, { reason: quoteReason(error.message) });
    return null;
  }
}

function readDefinitions(expanded: DocumentNode, mistakes: Mistakes): Omit<Mapping, 'source'> {
  const objectNames = new Set(
    expanded.definitions.flatMap((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || isMappedAbstract(node) ? [node.name.value] : [],
    ),
  );
  const heldByOthers = new Set(expanded.definitions.filter(isHeldByOthers).map((node) => node.name.value));
  const unreadable = new Set(expanded.definitions.filter(isUnreadable).map((node) => node.name.value));
  const isReadable = (type: string) => !unreadable.has(type);
  const embedding = expanded.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (node.fields ?? []).filter((field) => findDirective(field, 'embedded') !== undefined)
      : [],
  );
  const embedded = new Set(embedding.map((field) => namedTypeOf(field.type).name.value));
  const inJson = new Set(embedding.filter(isFromJson).map((field) => namedTypeOf(field.type).name.value));
  const enumValues = new Map(
    expanded.definitions.flatMap((node) =>
      node.kind === Kind.ENUM_TYPE_DEFINITION
        ? [[node.name.value, (node.values ?? []).map((value) => value.name.value)] as const]
        : [],
    ),
  );
  const types = new Map<string, TypeMapping>();
  const enums = new Map<string, EnumMapping>();
  const roots = new Map<string, RootMapping>();
  for (const node of expanded.definitions) {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) {
      const mapping = readEnum(node, mistakes);
      if (mapping !== null) enums.set(mapping.name, mapping);
    }
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || isGeneratedType(node.name.value)) continue;
    const name = node.name.value;
    if (name === 'Query') for (const field of node.fields ?? []) addRoot(field, roots, mistakes);
    // What is defined twice is told of; the first is read.
    else if (!types.has(name) && name !== 'Mutation' && name !== 'Subscription')
      types.set(
        name,
        readType(node, {
          isObject: (type) => objectNames.has(type),
          isHeldByOthers: (type) => heldByOthers.has(type),
          isReadable,
          isEmbedded: (type) => embedded.has(type),
          isInJson: (type) => inJson.has(type),
          enumValues: (type) => enumValues.get(type),
          mistakes,
        }),
      );
  }
  return { types: withAbstracts(withCodecs(types), expanded.definitions, mistakes), enums, roots };
}

/** Interfaces and unions are read last: their fields are what their types read alike. Rows of these count for both. */
function withAbstracts(
  types: ReadonlyMap<string, TypeMapping>,
  definitions: readonly DefinitionNode[],
  mistakes: Mistakes,
): ReadonlyMap<string, TypeMapping> {
  const abstracts = definitions.filter(isMappedAbstract).filter(({ name }) => !types.has(name.value));
  const read = abstracts.map((node) => readAbstract(node, { types, definitions, mistakes }));
  const owned = (type: TypeMapping): TypeMapping => {
    const above = read.filter(({ possible }) => possible.includes(type.name));
    if (above.length === 0) return type;
    const fields = [...type.fields].map(([name, field]): readonly [string, FieldMapping] => {
      const owner = field.kind === 'relation' ? above.find((each) => each.fields.has(name)) : undefined;
      return [name, field.kind === 'relation' && owner !== undefined ? { ...field, owner: owner.name } : field];
    });
    return { ...type, fields: new Map(fields) };
  };
  const counting = (type: TypeMapping): TypeMapping => {
    const parts = read.flatMap(({ table, possible }) => (possible.includes(type.name) ? (table?.where ?? []) : []));
    if (type.table === null || parts[0] === undefined) return type;
    return { ...type, table: { ...type.table, inherited: parts.length === 1 ? parts[0] : { kind: 'and', parts } } };
  };
  return new Map([...[...types.values()].map(counting).map(owned), ...read].map((type) => [type.name, type]));
}

/** A key and no table: the rows are elsewhere. */
const isHeldByOthers = (node: DefinitionNode): node is ObjectTypeDefinitionNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION &&
  findDirective(node, 'table') === undefined &&
  findDirective(node, 'key') !== undefined;

type UnreadableNode =
  InterfaceTypeDefinitionNode | UnionTypeDefinitionNode | InputObjectTypeDefinitionNode | ScalarTypeDefinitionNode;

/** Definitions that `checkDefinitions` refuses; what their fields would be is not asked. */
const isUnreadable = (node: DefinitionNode): node is UnreadableNode =>
  (node.kind === Kind.INTERFACE_TYPE_DEFINITION &&
    vocabularyType(node.name.value) === undefined &&
    !isMappedAbstract(node)) ||
  (node.kind === Kind.UNION_TYPE_DEFINITION && !isMappedAbstract(node)) ||
  node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ||
  (node.kind === Kind.SCALAR_TYPE_DEFINITION && vocabularyType(node.name.value) === undefined);

function addRoot(field: FieldDefinitionNode, roots: Map<string, RootMapping>, mistakes: Mistakes): void {
  const name = field.name.value;
  const place = placeOf(field);
  const fix = 'Add @list to a connection or @lookup to a field that takes a key, or remove the field.';
  const returned = namedTypeOf(field.type).name.value;
  if (mistakes.isTold(field.type)) return;
  if (field.type.kind === Kind.NON_NULL_TYPE)
    mistakes.add('MAPPING_NON_NULL_FIELD', placeOf(field.type), { suggestion: `${name}: ${returned}` });
  checkFieldDirectives(field, { type: 'Query', mistakes });
  if ((field.directives ?? []).some((directive) => mistakes.isTold(directive))) return;
  if (findDirective(field, 'lookup') !== undefined) {
    const names = field.arguments?.map((argument) => argument.name.value) ?? [];
    roots.set(name, { kind: 'lookup', name, place, target: returned, arguments: names });
    return;
  }
  const list = readList(field, mistakes);
  const target = connectionTarget(returned);
  if (list !== null && target !== null) roots.set(name, { kind: 'list', name, place, target, list });
  else if (!mistakes.isTold(field)) mistakes.add('MAPPING_UNMAPPED_FIELD', place, { type: 'Query', field: name, fix });
}

/** Gives a relation without `as` the codecs of the fields that are read from its columns, or of the key it names. */
function withCodecs(types: ReadonlyMap<string, TypeMapping>): ReadonlyMap<string, TypeMapping> {
  const complete = (type: TypeMapping, field: FieldMapping): FieldMapping => {
    if ((field.kind !== 'relation' && field.kind !== 'reference') || field.codecs.length > 0) return field;
    const target = types.get(field.target);
    if (field.kind === 'relation' && field.link !== null) return { ...field, codecs: linkCodecs(type, field.from) };
    return field.kind === 'relation'
      ? { ...field, codecs: field.references.map((column) => columnCodec(target, column)) }
      : { ...field, codecs: field.columns.map((_, index) => keyCodec(target, index)) };
  };
  const fieldsOf = (type: TypeMapping) =>
    [...type.fields].map(([name, field]) => [name, complete(type, field)] as const);
  return new Map([...types].map(([name, type]) => [name, { ...type, fields: new Map(fieldsOf(type)) }]));
}

/** A link holds the kind of key that the type itself does. */
function linkCodecs(type: TypeMapping, from: RelationSource): RelationField['codecs'] {
  if (from.kind === 'columns') return from.columns.map((column) => columnCodec(type, column));
  const codecOf = (field: FieldMapping | undefined) => (field?.kind === 'value' ? field.value.codecs[0] : undefined);
  return from.fields.map((name) => codecOf(type.fields.get(name)) ?? 'TEXT');
}

function keyCodec(type: TypeMapping | undefined, index: number): RelationField['codecs'][number] {
  const field = type?.fields.get(type.keys[0]?.[index] ?? '');
  return (field?.kind === 'value' ? field.value.codecs[0] : undefined) ?? 'TEXT';
}
