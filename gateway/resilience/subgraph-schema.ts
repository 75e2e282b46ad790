import {
  buildASTSchema,
  isTypeDefinitionNode,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

const definitionKinds = {
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
} as const;

/**
 * A department's SDL as a schema to look types up in. Federation lets a subgraph `extend` a type it
 * never defines: the first such extension stands for the definition. And it lets a subgraph without a
 * field at the root name a root type all the same.
 */
export function subgraphSchema(sdl: DocumentNode): GraphQLSchema {
  const defined = new Set<string>();
  for (const each of sdl.definitions) {
    if (isTypeDefinitionNode(each)) defined.add(each.name.value);
  }
  const definitions = sdl.definitions.map((each): DefinitionNode => {
    if (each.kind === Kind.SCHEMA_DEFINITION) {
      return { ...each, operationTypes: each.operationTypes.filter(({ type }) => defined.has(type.name.value)) };
    }
    if (!isTypeExtension(each) || defined.has(each.name.value)) return each;
    defined.add(each.name.value);
    return { ...each, kind: definitionKinds[each.kind] };
  });
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValid: true, assumeValidSDL: true });
}

type Extension = Extract<DefinitionNode, { kind: keyof typeof definitionKinds }>;

const isTypeExtension = (node: DefinitionNode): node is Extension => Object.hasOwn(definitionKinds, node.kind);
