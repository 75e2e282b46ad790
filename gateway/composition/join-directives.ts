import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type OperationTypeNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/** A type of the supergraph that has fields: what says which subgraphs know it are `@join__` directives. */
export type JoinedFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

export const hasFields = (node: DefinitionNode): node is JoinedFields =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

export const joinsOf = (
  { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: 'type' | 'field' | 'implements',
): readonly ConstDirectiveNode[] => directives.filter((each) => each.name.value === `join__${name}`);

const valueOf = (directive: ConstDirectiveNode, name: string) =>
  directive.arguments?.find((each) => each.name.value === name)?.value;

/** Null where it is of no subgraph. */
export function graphOf(directive: ConstDirectiveNode): string | null {
  const value = valueOf(directive, 'graph');
  return value?.kind === Kind.ENUM ? value.value : null;
}

export function textOf(directive: ConstDirectiveNode, name: string): string | null {
  const value = valueOf(directive, name);
  return value?.kind === Kind.STRING ? value.value : null;
}

/** Null where it does not say. */
export function flagOf(directive: ConstDirectiveNode, name: string): boolean | null {
  const value = valueOf(directive, name);
  return value?.kind === Kind.BOOLEAN ? value.value : null;
}

/** The same directive with other values of some of its arguments. */
export function withValues(
  directive: ConstDirectiveNode,
  values: Readonly<Record<string, { readonly kind: Kind.ENUM | Kind.STRING; readonly value: string } | boolean>>,
): ConstDirectiveNode {
  const kept = directive.arguments?.filter((each) => values[each.name.value] === undefined) ?? [];
  const given = Object.entries(values).map(([name, value]) => ({
    kind: Kind.ARGUMENT as const,
    name: { kind: Kind.NAME as const, value: name },
    value: typeof value === 'boolean' ? { kind: Kind.BOOLEAN as const, value } : value,
  }));
  return { ...directive, arguments: [...kept, ...given] };
}

/** What `requires`, `provides` and `key` hold. */
export function selectionOf(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError(`no selection: ${text}`);
  return definition.selectionSet;
}

/** Names of the fields of a selection, without those below them. */
export const namesOf = ({ selections }: SelectionSetNode): readonly string[] =>
  selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));

/** Names of the fields of a selection, and of those below them. */
export const allNamesIn = ({ selections }: SelectionSetNode): readonly string[] =>
  selections.flatMap((each) => {
    if (each.kind === Kind.FRAGMENT_SPREAD) return [];
    const below = each.selectionSet === undefined ? [] : allNamesIn(each.selectionSet);
    return each.kind === Kind.FIELD ? [each.name.value, ...below] : below;
  });

export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

/** By name of the type. */
export function rootTypesOf({ definitions }: DocumentNode): ReadonlyMap<string, OperationTypeNode> {
  const roots = definitions.flatMap((each) => (each.kind === Kind.SCHEMA_DEFINITION ? each.operationTypes : []));
  return new Map(roots.map(({ type, operation }) => [type.name.value, operation]));
}
