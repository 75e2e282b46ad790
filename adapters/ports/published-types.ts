import { Kind, type DocumentNode, type FieldDefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';
import type { Subgraph } from '../../schema/subgraph.ts';

/** All that one of the graph's own systems knows of a department before it asks it. */
export type PublishedSubgraph = Pick<Subgraph, 'name' | 'sdl'>;

/** An object type of a published SDL. */
export type ObjectNode = Pick<ObjectTypeDefinitionNode, 'name' | 'fields' | 'directives' | 'interfaces'>;

/** Object types of a published SDL, extensions included as they stand. */
export function objectTypes(sdl: DocumentNode): readonly ObjectNode[] {
  return sdl.definitions.filter(
    (each) => each.kind === Kind.OBJECT_TYPE_DEFINITION || each.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
}

/** Fields of a type that this subgraph answers itself: neither keys nor what it asks of others. */
export function ownFields(sdl: DocumentNode, typename: string): readonly FieldDefinitionNode[] {
  const nodes = objectTypes(sdl).filter(({ name }) => name.value === typename);
  const keys = new Set(nodes.flatMap(keyFields));
  return nodes
    .flatMap(({ fields = [] }) => fields)
    .filter((field) => !keys.has(field.name.value) && !isExternal(field));
}

const isExternal = ({ directives = [] }: FieldDefinitionNode): boolean =>
  directives.some(({ name }) => name.value === 'external');

function keyFields({ directives = [] }: ObjectNode): readonly string[] {
  return directives.flatMap(({ name, arguments: given = [] }) => {
    const fields = given.find((argument) => argument.name.value === 'fields')?.value;
    return name.value === 'key' && fields?.kind === Kind.STRING ? (fields.value.match(/\w+/g) ?? []) : [];
  });
}

/** Does some subgraph say more of this type than its key? */
export const isHeld = (subgraphs: readonly Pick<Subgraph, 'sdl'>[], typename: string): boolean =>
  subgraphs.some(({ sdl }) => ownFields(sdl, typename).length > 0);

/** Names of the types that implement an interface. */
export const implementing = (sdl: DocumentNode, interfaceName: string): readonly string[] => [
  ...new Set(
    objectTypes(sdl)
      .filter(({ interfaces = [] }) => interfaces.some(({ name }) => name.value === interfaceName))
      .map(({ name }) => name.value),
  ),
];
