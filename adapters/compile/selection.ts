import {
  isAbstractType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The document of one fetch, and the answers to its @skip and @include conditions. */
export type SelectionScope = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly isTrue: (variable: string) => boolean;
};

/** One field of the answer: everything selected under one response key. */
export type SelectedField = {
  readonly key: string;
  readonly node: FieldNode;
  readonly selections: readonly SelectionSetNode[];
};

export function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('a fetch has one operation');
  return operation;
}

export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );

/**
 * The fields selected on an object type, in the order of the answer, fragments opened and fields of
 * one key joined. GraphQL specification, CollectFields.
 */
export function selectFields(
  sets: readonly SelectionSetNode[],
  typename: string,
  scope: SelectionScope,
): readonly SelectedField[] {
  const fields = new Map<
    string,
    { readonly key: string; readonly node: FieldNode; readonly selections: SelectionSetNode[] }
  >();
  const opened = new Set<string>();
  const collect = (selection: SelectionNode): void => {
    if (!isIncluded(selection, scope)) return;
    switch (selection.kind) {
      case Kind.FIELD: {
        const key = selection.alias?.value ?? selection.name.value;
        const field = fields.get(key) ?? { key, node: selection, selections: [] };
        if (selection.selectionSet !== undefined) field.selections.push(selection.selectionSet);
        fields.set(key, field);
        return;
      }
      case Kind.INLINE_FRAGMENT:
        if (applies(selection.typeCondition?.name.value ?? typename, typename, scope))
          selection.selectionSet.selections.forEach(collect);
        return;
      case Kind.FRAGMENT_SPREAD: {
        const fragment = scope.fragments.get(selection.name.value);
        if (fragment === undefined || opened.has(selection.name.value)) return;
        opened.add(selection.name.value);
        if (applies(fragment.typeCondition.name.value, typename, scope))
          fragment.selectionSet.selections.forEach(collect);
      }
    }
  };
  for (const set of sets) set.selections.forEach(collect);
  return [...fields.values()];
}

function applies(condition: string, typename: string, { schema }: SelectionScope): boolean {
  if (condition === typename) return true;
  const abstract = schema.getType(condition);
  const type = schema.getType(typename);
  return isAbstractType(abstract) && type !== undefined && 'isTypeOf' in type && schema.isSubType(abstract, type);
}

function isIncluded(selection: SelectionNode, scope: SelectionScope): boolean {
  return (selection.directives ?? []).every((directive) => {
    const wanted = directive.name.value === 'include' ? true : directive.name.value === 'skip' ? false : null;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    if (wanted === null || value === undefined) return true;
    const holds =
      value.kind === Kind.VARIABLE ? scope.isTrue(value.name.value) : value.kind === Kind.BOOLEAN && value.value;
    return holds === wanted;
  });
}

/** Names of the variables that @skip and @include ask, anywhere in the document. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  const look = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      for (const directive of selection.directives ?? []) {
        if (directive.name.value !== 'skip' && directive.name.value !== 'include') continue;
        for (const { value } of directive.arguments ?? [])
          if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet !== undefined) look(selection.selectionSet);
    }
  };
  for (const node of document.definitions) if ('selectionSet' in node) look(node.selectionSet);
  return [...names];
}
