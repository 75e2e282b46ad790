import { GraphQLError, Kind, parse, Source, type DocumentNode, type FieldDefinitionNode } from 'graphql';
import { connectionTarget } from '../sdl/connection.ts';
import { expandSdl } from '../sdl/expand.ts';
import { checkTypes } from './check-types.ts';
import { findDirective } from './directive-values.ts';
import { collectMistakes, didYouMean, placeOf, type MappingMistake, type Mistakes } from './mistake.ts';
import type { EnumMapping, Mapping, RelationField, RootMapping, TypeMapping } from './model.ts';
import { namedTypeOf, readList } from './read-field.ts';
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
  const expanded = expandSdl(document);
  validateExpandedSdl(expanded, mistakes);
  const source = readSource(document, mistakes);
  if (mistakes.found.some((mistake) => mistake.code === 'MAPPING_SDL_INVALID'))
    return { mapping: null, expanded, mistakes: mistakes.found };
  const parts = readDefinitions(expanded, mistakes);
  checkTypes(parts, expanded, mistakes);
  if (source !== null) checkLookups({ source, ...parts }, mistakes);
  return { mapping: source === null ? null : { source, ...parts }, expanded, mistakes: mistakes.found };
}

function parseSdl(sdl: string, file: string, mistakes: Mistakes): DocumentNode | null {
  try {
    return parse(new Source(sdl, file));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { line = 1, column = 1 } = error.locations?.[0] ?? {};
    mistakes.add(
      'MAPPING_SYNTAX',
      { file, line, column },
      { reason: error.message.replace(/^Syntax Error: /, '').replace(/\.$/, '') },
    );
    return null;
  }
}

function readDefinitions(expanded: DocumentNode, mistakes: Mistakes): Omit<Mapping, 'source'> {
  const objectNames = new Set(
    expanded.definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value] : [])),
  );
  const types = new Map<string, TypeMapping>();
  const enums = new Map<string, EnumMapping>();
  const roots = new Map<string, RootMapping>();
  for (const node of expanded.definitions) {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) {
      const mapping = readEnum(node, mistakes);
      if (mapping !== null) enums.set(mapping.name, mapping);
    }
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || isGenerated(node.name.value)) continue;
    if (node.name.value === 'Query') for (const field of node.fields ?? []) addRoot(field, roots, mistakes);
    else types.set(node.name.value, readType(node, { isObject: (name) => objectNames.has(name), mistakes }));
  }
  return { types: withCodecs(types), enums, roots };
}

/** Connections, edges and PageInfo are written by the adapter, not read from a table. */
const isGenerated = (name: string) => name === 'PageInfo' || connectionTarget(name) !== null || name.endsWith('Edge');

function addRoot(field: FieldDefinitionNode, roots: Map<string, RootMapping>, mistakes: Mistakes): void {
  const name = field.name.value;
  const place = placeOf(field);
  const returned = namedTypeOf(field.type).name.value;
  if (field.type.kind === Kind.NON_NULL_TYPE)
    mistakes.add('MAPPING_NON_NULL_FIELD', placeOf(field.type), { suggestion: `${name}: ${returned}` });
  if (findDirective(field, 'lookup') !== undefined) {
    const names = field.arguments?.map((argument) => argument.name.value) ?? [];
    roots.set(name, { kind: 'lookup', name, place, target: returned, arguments: names });
    return;
  }
  const list = readList(field, mistakes);
  const target = connectionTarget(returned);
  if (list !== null && target !== null) roots.set(name, { kind: 'list', name, place, target, list });
  else mistakes.add('MAPPING_UNMAPPED_FIELD', place, { type: 'Query', field: name });
}

/** Gives a relation without `as` the codecs of the fields that are read from its columns. */
function withCodecs(types: ReadonlyMap<string, TypeMapping>): ReadonlyMap<string, TypeMapping> {
  const complete = (relation: RelationField): RelationField => {
    if (relation.codecs.length > 0) return relation;
    const target = types.get(relation.target);
    return { ...relation, codecs: relation.references.map((column) => columnCodec(target, column)) };
  };
  const fieldsOf = (type: TypeMapping) =>
    [...type.fields].map(([name, field]) => [name, field.kind === 'relation' ? complete(field) : field] as const);
  return new Map([...types].map(([name, type]) => [name, { ...type, fields: new Map(fieldsOf(type)) }]));
}

function columnCodec(type: TypeMapping | undefined, column: string): RelationField['codecs'][number] {
  for (const field of type?.fields.values() ?? []) {
    if (field.kind !== 'value') continue;
    const codec = field.value.codecs[field.value.columns.indexOf(column)];
    if (codec !== undefined) return codec;
  }
  return 'TEXT';
}

/** A lookup finds one row, so its arguments must be a key. */
function checkLookups(mapping: Mapping, mistakes: Mistakes): void {
  for (const root of mapping.roots.values()) {
    if (root.kind !== 'lookup') continue;
    const target = mapping.types.get(root.target);
    const matches = target?.keys.some(
      (key) => key.length === root.arguments.length && key.every((field) => root.arguments.includes(field)),
    );
    if (matches === true) continue;
    const keys = target?.keys.map((key) => key.join(' ')) ?? [];
    const fix = didYouMean(
      root.arguments.join(' '),
      keys,
      `Take the fields of one key of ${root.target} as arguments.`,
    );
    mistakes.add('MAPPING_DIRECTIVE_CONFLICT', root.place, {
      directive: 'lookup',
      reason: `its arguments are no key of ${root.target}`,
      fix,
    });
  }
}
