import { Kind, type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, type TypeNode } from 'graphql';
import { objectTypes, ownFields, type ObjectNode } from '../../adapters/ports/published-types.ts';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';

/** Fields of one type that one subgraph answers itself. */
export type ServedType = {
  readonly type: string;
  readonly description: string | null;
  readonly fields: readonly string[];
};

/**
 * What a subgraph gives to the graph, by its published SDL: no keys, nothing it asks of others, and no value types,
 * which are the same in every department. Types in the order of the file, the root last.
 */
export function servedTypes(sdl: DocumentNode): readonly ServedType[] {
  const aggregates = aggregateTypes(objectTypes(sdl));
  const nodes = objectTypes(sdl).filter(
    (node) => !isMachinery(node) && !has(node, 'shareable') && !aggregates.has(node.name.value),
  );
  const names = [...new Set(nodes.map(({ name }) => name.value))];
  const served = names.map((type) => ({
    type,
    description: descriptionOf(sdl, type),
    fields: ownFields(sdl, type).flatMap((field) => (isHidden(field) || isAggregate(field) ? [] : [field.name.value])),
  }));
  return served.filter(({ fields }) => fields.length > 0).sort((one, other) => rank(one.type) - rank(other.type));
}

/** Is it a thing that the vocabulary gives a key, so that every department may speak of it? */
export function isSharedEntity(type: string): boolean {
  const node = vocabularyType(type);
  return node?.kind === Kind.OBJECT_TYPE_DEFINITION && has(node, 'key');
}

/** Types that the aggregates beside lists are given in: they say nothing that the listed types do not. */
function aggregateTypes(nodes: readonly ObjectNode[]): ReadonlySet<string> {
  const byName = new Map(nodes.map((node) => [node.name.value, node]));
  const found = nodes.flatMap(({ fields = [] }) => fields.filter(isAggregate)).map(({ type }) => namedType(type));
  const inside = found.flatMap((name) => (byName.get(name)?.fields ?? []).map(({ type }) => namedType(type)));
  return new Set([...found, ...inside.filter((name) => byName.has(name))]);
}

const isAggregate = ({ name, type }: FieldDefinitionNode): boolean =>
  name.value.endsWith('Aggregate') && type.kind === Kind.LIST_TYPE && namedType(type).endsWith('Aggregate');

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

const roots: readonly string[] = ['Query', 'Mutation', 'Subscription'];

const rank = (type: string): number => roots.indexOf(type) + 1;

/** Federation's own, which some subgraphs publish. */
const isMachinery = ({ name }: Pick<ObjectNode, 'name'>): boolean => name.value.startsWith('_');

const isHidden = (field: FieldDefinitionNode): boolean => isMachinery(field) || has(field, 'inaccessible');

const has = ({ directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined }, name: string) =>
  directives.some((directive) => directive.name.value === name);

function descriptionOf(sdl: DocumentNode, type: string): string | null {
  const described = sdl.definitions.find(
    (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION && each.name.value === type && each.description !== undefined,
  );
  return described?.kind === Kind.OBJECT_TYPE_DEFINITION ? (described.description?.value ?? null) : null;
}
