import {
  isInputType,
  isLeafType,
  Kind,
  getNullableType,
  isEnumType,
  isListType,
  isSpecifiedScalarType,
  parseType,
  print,
  TypeInfo,
  valueFromAST,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type ValueNode,
  type VariableDefinitionNode,
  type VariableNode,
} from 'graphql';
import type { Variables } from '../../schema/subgraph.ts';

/** A document with variables where its numbers and texts stood: what differs in these alone is planned once. */
export type LiftedDocument = {
  readonly document: DocumentNode;
  /** What the new variables are, coerced. */
  readonly literals: Variables;
};

/**
 * Lifts numbers, texts and lists of them out of the arguments of one valid operation with its fragments; equal ones of
 * one type become one variable. What decides how a question is answered stays: enum values, booleans, nulls, the fields
 * of input objects, whatever directives say and questions about the schema.
 */
export function liftLiterals(schema: GraphQLSchema, document: DocumentNode): LiftedDocument {
  const found = new Map<string, { readonly definition: VariableDefinitionNode; readonly value: unknown }>();
  const freeName = namesBeside(document);
  const lift = (node: ValueNode, type: GraphQLInputType): VariableNode | undefined => {
    const value: unknown = valueFromAST(node, type);
    if (value === undefined) return undefined;
    const key = `${String(type)} ${print(node)}`;
    const known = found.get(key);
    if (known !== undefined) return known.definition.variable;
    const variable: VariableNode = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: freeName() } };
    const definition = { kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(String(type)) } as const;
    found.set(key, { definition, value });
    return variable;
  };
  const types = new TypeInfo(schema);
  const liftFrom = (node: ValueNode, type: MaybeInput): VariableNode | undefined =>
    isInputType(type) && isLifted(node, type) ? lift(node, type) : undefined;
  const leave = (): false => false;
  const value = (node: ValueNode) => liftFrom(node, types.getInputType());
  const lifted = visit(
    document,
    visitWithTypeInfo(types, {
      Directive: leave,
      VariableDefinition: leave,
      Field: ({ name }) => (name.value.startsWith('__') ? false : undefined),
      IntValue: value,
      FloatValue: value,
      StringValue: value,
      // Of a list the type is known as what is around its items; what a scalar of several values holds is one value.
      ListValue: (node) => (isList(types.getParentInputType()) ? liftFrom(node, types.getParentInputType()) : false),
      ObjectValue: () => (isLeaf(types.getInputType()) ? false : undefined),
    }),
  );
  if (found.size === 0) return { document, literals: {} };
  const added = [...found.values()];
  const definitions = lifted.definitions.map((each) =>
    each.kind === Kind.OPERATION_DEFINITION
      ? { ...each, variableDefinitions: [...(each.variableDefinitions ?? []), ...added.map(({ definition }) => definition)] } // prettier-ignore
      : each,
  );
  return {
    document: { ...lifted, definitions },
    literals: Object.fromEntries(added.map(({ definition, value }) => [definition.variable.name.value, value])),
  };
}

type MaybeInput = GraphQLInputType | null | undefined;
const isList = (type: MaybeInput): boolean => isInputType(type) && isListType(getNullableType(type));
const isLeaf = (type: MaybeInput): boolean => isInputType(type) && isLeafType(getNullableType(type));

/** An item of a list is of the item's type; where one value stands for a list, its type is the list's. */
function isLifted(node: ValueNode, type: GraphQLInputType): boolean {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    if (node.kind !== Kind.LIST) return isLifted(node, nullable.ofType);
    return node.values.length > 0 && node.values.every((each) => isLifted(each, nullable.ofType));
  }
  if (!isLeafType(nullable) || isEnumType(nullable)) return false;
  if (node.kind === Kind.STRING) return true;
  // A scalar of the graph's own may have more digits than a number of JavaScript; as it is written none is lost.
  return isSpecifiedScalarType(nullable) && (node.kind === Kind.INT || node.kind === Kind.FLOAT);
}

/** Names that no variable of the document has, the same for documents that differ in literals alone. */
function namesBeside(document: DocumentNode): () => string {
  const taken = new Set<string>();
  visit(document, { Variable: ({ name }) => void taken.add(name.value) });
  let next = 0;
  return () => {
    let name = `literal${(next += 1)}`;
    while (taken.has(name)) name = `literal${(next += 1)}`;
    return name;
  };
}
