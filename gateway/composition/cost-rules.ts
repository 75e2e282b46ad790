import type { Supergraph } from '@apollo/federation-internals';
import {
  getNamedType,
  isListType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type ASTNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** How many items a list has, as `@listSize` says. */
export type ListSize = {
  /** Items where no argument says how many; null where nobody says. */
  readonly assumed: number | null;
  /** Arguments that say how many; of several that are given, the largest counts. */
  readonly slicing: readonly string[];
  /** Fields of the answer that have as many items; none where the field is the list itself. */
  readonly sized: readonly string[];
  /** Must exactly one of the slicing arguments be given? */
  readonly wantsOne: boolean;
};

/** What a supergraph's `@cost` and `@listSize` say, by coordinate: `Citizen`, `Citizen.cases`, `Query.citizens(first:)`. */
export type CostRules = {
  readonly weights: ReadonlyMap<string, number>;
  /** By `Type.field`. */
  readonly listSizes: ReadonlyMap<string, ListSize>;
};

const costSpec = 'https://specs.apollo.dev/cost';

/**
 * Reads the rules, whatever the supergraph calls the two directives. A field that pages as Relay does is read as if it
 * carried `@listSize`; without an assumed size.
 * @param withDirectives built from the supergraph's text, AST nodes kept
 */
export function readCostRules(supergraph: Supergraph, withDirectives: GraphQLSchema): CostRules {
  const spec = supergraph.schema.coreFeatures?.getByIdentity(costSpec);
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const weigh = (coordinate: string, node: Described): void => {
    const weight = spec && numberOf(argumentsOf(node, spec.directiveNameInSchema('cost')).get('weight'));
    if (weight !== undefined && weight !== null) weights.set(coordinate, weight);
  };
  for (const type of Object.values(withDirectives.getTypeMap())) {
    weigh(type.name, type.astNode);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) weigh(`${type.name}.${field.name}`, field.astNode);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      weigh(coordinate, field.astNode);
      for (const argument of field.args) weigh(`${coordinate}(${argument.name}:)`, argument.astNode);
      const given = spec && argumentsOf(field.astNode, spec.directiveNameInSchema('listSize'));
      const size = given !== undefined && given.size > 0 ? writtenSize(given) : pagedSize(field);
      if (size !== null) listSizes.set(coordinate, size);
    }
  }
  return { weights, listSizes: inherited(withDirectives, listSizes) };
}

type Described = (ASTNode & { readonly directives?: readonly ConstDirectiveNode[] }) | null | undefined;
type Arguments = ReadonlyMap<string, ConstValueNode>;

function argumentsOf(node: Described, directive: string): Arguments {
  const found = node?.directives?.find(({ name }) => name.value === directive);
  return new Map(found?.arguments?.map(({ name, value }) => [name.value, value]));
}

/** The specification writes a weight as text, Federation as a whole number. */
const numberOf = (value: ConstValueNode | undefined): number | null =>
  value?.kind === Kind.INT || value?.kind === Kind.STRING ? Number(value.value) : null;

const textsOf = (value: ConstValueNode | undefined): readonly string[] =>
  value?.kind === Kind.LIST ? value.values.flatMap((each) => (each.kind === Kind.STRING ? [each.value] : [])) : [];

function writtenSize(given: Arguments): ListSize {
  const one = given.get('requireOneSlicingArgument');
  return {
    assumed: numberOf(given.get('assumedSize')),
    slicing: textsOf(given.get('slicingArguments')),
    sized: textsOf(given.get('sizedFields')),
    wantsOne: !(one?.kind === Kind.BOOLEAN && !one.value),
  };
}

const relayLists: ReadonlySet<string> = new Set(['nodes', 'edges']);

const isList = ({ type }: GraphQLField<unknown, unknown>): boolean =>
  isListType(isNonNullType(type) ? type.ofType : type);

/** Relay's arguments and fields. */
function pagedSize(field: GraphQLField<unknown, unknown>): ListSize | null {
  const { args, type } = field;
  const slicing = args.map(({ name }) => name).filter((name) => name === 'first' || name === 'last');
  if (slicing.length === 0) return null;
  const paged = { assumed: null, slicing, wantsOne: false };
  if (isList(field)) return { ...paged, sized: [] };
  const connection = getNamedType(type);
  if (!isObjectType(connection) && !isInterfaceType(connection)) return null;
  const fields = Object.values(connection.getFields());
  const sized = fields.filter((each) => relayLists.has(each.name) && isList(each)).map(({ name }) => name);
  return sized.length === 0 ? null : { ...paged, sized };
}

/** What an interface's field says holds for the types that have it, where they say nothing. */
function inherited(schema: GraphQLSchema, sizes: ReadonlyMap<string, ListSize>): ReadonlyMap<string, ListSize> {
  const all = new Map(sizes);
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  for (const type of types)
    for (const [field, size] of fieldSizes(type, sizes)) {
      const known = all.get(`${type.name}.${field}`);
      if (known === undefined || known.assumed === null) all.set(`${type.name}.${field}`, size);
    }
  return all;
}

const fieldSizes = (type: GraphQLObjectType | GraphQLInterfaceType, sizes: ReadonlyMap<string, ListSize>) =>
  type.getInterfaces().flatMap((each) =>
    Object.keys(each.getFields()).flatMap((field) => {
      const size = sizes.get(`${each.name}.${field}`);
      return size === undefined ? [] : [[field, size] as const];
    }),
  );
