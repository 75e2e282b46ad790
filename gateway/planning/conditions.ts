import { Kind, visit, type DirectiveNode, type DocumentNode, type FieldNode, type SelectionNode } from 'graphql';
import type { Variables } from '../../schema/subgraph.ts';

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

/** Names of the variables that decide what of a document is left out, by `@skip` and `@include`. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive: DirectiveNode) => {
      if (!isCondition(directive)) return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * What a document asks for with these values: without what is left out, and without conditions.
 * @param empty what an object is asked for of which all is left out
 */
export function resolveConditions(document: DocumentNode, variables: Variables, empty = typename): DocumentNode {
  const keep = <T extends SelectionNode>(node: T): T | null | undefined => {
    const conditions = node.directives?.filter(isCondition) ?? [];
    if (conditions.length === 0) return undefined;
    if (conditions.some((each) => leavesOut(each, variables))) return null;
    return { ...node, directives: node.directives?.filter((each) => !isCondition(each)) };
  };
  return visit(document, {
    Field: keep,
    InlineFragment: keep,
    FragmentSpread: keep,
    SelectionSet: { leave: (node) => (node.selections.length === 0 ? { ...node, selections: [empty] } : undefined) },
  });
}

function leavesOut({ name, arguments: given }: DirectiveNode, variables: Variables): boolean {
  const value = given?.[0]?.value;
  const isTrue =
    value?.kind === Kind.VARIABLE ? variables[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value;
  return isTrue === (name.value === 'skip');
}
