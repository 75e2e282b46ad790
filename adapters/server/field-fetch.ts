import {
  isAbstractType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';

/**
 * The operation that asks for one root field alone: its own selection with aliases, the fragments and variables
 * it uses, and `__typename` wherever the type of what comes back is open.
 * @param info of the root field's resolver
 */
export function fieldFetch(info: GraphQLResolveInfo): DocumentNode {
  const fragments = usedFragments(info.fieldNodes, info.fragments);
  const variables = usedVariables([...info.fieldNodes, ...fragments]);
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: info.operation.operation,
        variableDefinitions: (info.operation.variableDefinitions ?? []).filter((definition) =>
          variables.has(definition.variable.name.value),
        ),
        selectionSet: { kind: Kind.SELECTION_SET, selections: info.fieldNodes },
      },
      ...fragments,
    ],
  };
  return withTypenames(document, info.schema);
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function withTypenames(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet(node) {
        if (!isAbstractType(types.getParentType())) return undefined;
        return { ...node, selections: [typename, ...node.selections] };
      },
    }),
  );
}

function usedFragments(
  fields: readonly FieldNode[],
  fragments: GraphQLResolveInfo['fragments'],
): readonly FragmentDefinitionNode[] {
  const used = new Map<string, FragmentDefinitionNode>();
  const collect = (node: FieldNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments[name.value];
        if (fragment === undefined || used.has(name.value)) return;
        used.set(name.value, fragment);
        collect(fragment);
      },
    });
  };
  fields.forEach(collect);
  return [...used.values()];
}

function usedVariables(nodes: readonly (FieldNode | FragmentDefinitionNode)[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes) visit(node, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
