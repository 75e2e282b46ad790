import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type ArgumentNode,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type ValueNode,
} from 'graphql';

/** What has directives in a schema that kept its AST nodes. */
export type Described = {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
};

export const directivesOf = (described: Described): readonly ConstDirectiveNode[] =>
  [described.astNode, ...(described.extensionASTNodes ?? [])].flatMap((node) => node?.directives ?? []);

export const hasDirective = (described: Described, name: string): boolean =>
  directivesOf(described).some((directive) => directive.name.value === name);

export const directiveArguments = (described: Described, name: string): readonly ArgumentNode[] =>
  directivesOf(described).find((each) => each.name.value === name)?.arguments ?? [];

/** One text is a list of one, as everywhere in GraphQL. */
export const textsOf = (given: readonly ArgumentNode[] | undefined, argument: string): readonly string[] =>
  itemsOf(argumentOf(given, argument)).flatMap((each) => (each.kind === Kind.STRING ? [each.value] : []));

/** A list of lists of texts; one text is a list of one list of one. */
export const textListsOf = (
  given: readonly ArgumentNode[] | undefined,
  argument: string,
): readonly (readonly string[])[] =>
  itemsOf(argumentOf(given, argument)).map((inner) =>
    itemsOf(inner).flatMap((each) => (each.kind === Kind.STRING ? [each.value] : [])),
  );

/** A list of objects, of which the texts are read. */
export const recordsOf = (
  given: readonly ArgumentNode[] | undefined,
  argument: string,
): readonly Readonly<Partial<Record<string, string>>>[] =>
  itemsOf(argumentOf(given, argument)).flatMap(
    (each) =>
    each.kind !== Kind.OBJECT
      ? []
      : [Object.fromEntries(each.fields.flatMap(({ name, value }) => (value.kind === Kind.STRING ? [[name.value, value.value]] : [])))], // prettier-ignore
  );

const argumentOf = (given: readonly ArgumentNode[] | undefined, argument: string): ValueNode | undefined =>
  given?.find((each) => each.name.value === argument)?.value;

const itemsOf = (value: ValueNode | undefined): readonly ValueNode[] =>
  value === undefined ? [] : value.kind === Kind.LIST ? value.values : [value];

/** The type of what a Relay connection lists; null of any other field. */
export function listedType(field: Pick<GraphQLField<unknown, unknown>, 'type'>): GraphQLNamedType | null {
  const connection = getNamedType(field.type);
  if (!isObjectType(connection)) return null;
  const { nodes, edges } = connection.getFields();
  if (nodes !== undefined) return getNamedType(nodes.type);
  const edge = edges === undefined ? undefined : getNamedType(edges.type);
  const node = isObjectType(edge) || isInterfaceType(edge) ? edge.getFields()['node'] : undefined;
  return node === undefined ? null : getNamedType(node.type);
}
