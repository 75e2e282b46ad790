import {
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  specifiedScalarTypes,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { Representation } from '../../schema/subgraph.ts';
import { selectFields, type SelectedField, type SelectionScope } from '../compile/selection.ts';

/**
 * Is the data of a port what GraphQL's own execution would make of it: the selected keys in their order and no others,
 * values of their types, nothing null that may not be?
 */
export type ExactAnswer = (data: unknown, representations: readonly Representation[]) => boolean;

type Check = (value: unknown) => boolean;
type Data = Readonly<Record<string, unknown>>;

/** Null where it can't be told: what stands at a place of several types says its own by `__typename`, or nobody can. */
export function compileExactAnswer(roots: readonly SelectedField[], scope: SelectionScope): ExactAnswer | null {
  const query = scope.schema.getQueryType();
  if (query === undefined || query === null) return null;
  try {
    const checks = roots.map((root) => [root.key, rootCheck(root, query, scope)] as const);
    return (data, representations) => isSelection(data, checks, representations);
  } catch (error) {
    if (error instanceof Untold) return null;
    throw error;
  }
}

class Untold extends Error {}

function isSelection<Given>(
  data: unknown,
  checks: readonly (readonly [string, (value: unknown, given: Given) => boolean])[],
  given: Given,
): boolean {
  if (!isData(data)) return false;
  let at = 0;
  for (const key in data) {
    const check = checks[at];
    if (check?.[0] !== key || !check[1](data[key], given)) return false;
    at += 1;
  }
  return at === checks.length;
}

function rootCheck(root: SelectedField, query: GraphQLObjectType, scope: SelectionScope): ExactAnswer {
  if (root.node.name.value !== '_entities') return fieldCheck(root, query, scope);
  const checks = new Map<string, Check>();
  const checkOf = (typename: string): Check => {
    const known = checks.get(typename) ?? entityCheck(typename, root.selections, scope);
    checks.set(typename, known);
    return known;
  };
  return (value, representations) =>
    Array.isArray(value) &&
    value.length === representations.length &&
    representations.every(({ __typename }, index) => value[index] === null || checkOf(__typename)(value[index]));
}

/** Of an entity that it can't be told of there is none that is exact. */
function entityCheck(typename: string, sets: readonly SelectionSetNode[], scope: SelectionScope): Check {
  const type = scope.schema.getType(typename);
  if (!isObjectType(type)) return () => false;
  try {
    return objectCheck(type, sets, scope);
  } catch (error) {
    if (error instanceof Untold) return () => false;
    throw error;
  }
}

function objectCheck(type: GraphQLObjectType, sets: readonly SelectionSetNode[], scope: SelectionScope): Check {
  const checks = selectFields(sets, type.name, scope).map(
    (field) => [field.key, fieldCheck(field, type, scope)] as const,
  );
  return (value) => isSelection(value, checks, undefined);
}

function fieldCheck({ node, selections }: SelectedField, type: GraphQLObjectType, scope: SelectionScope): Check {
  if (node.name.value === '__typename') return (value) => value === type.name;
  const field = type.getFields()[node.name.value];
  if (field === undefined) throw new Untold();
  return valueCheck(field.type, selections, scope);
}

function valueCheck(output: GraphQLOutputType, sets: readonly SelectionSetNode[], scope: SelectionScope): Check {
  const type = getNullableType(output);
  const check = isListType(type)
    ? listCheck(valueCheck(type.ofType, sets, scope))
    : isLeafType(type)
      ? leafCheck(type)
      : isAbstractType(type)
        ? abstractCheck(sets, scope)
        : objectCheck(type, sets, scope);
  return isNonNullType(output) ? (value) => value !== null && check(value) : (value) => value === null || check(value);
}

function listCheck(item: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (let index = 0; index < value.length; index += 1) if (!item(value[index])) return false;
    return true;
  };
}

/** By the type that the object tells, as it was asked to. */
function abstractCheck(sets: readonly SelectionSetNode[], scope: SelectionScope): Check {
  const isTold = sets.some(({ selections }) =>
    selections.some((each) => each.kind === 'Field' && each.name.value === '__typename' && each.alias === undefined),
  );
  if (!isTold) throw new Untold();
  const checks = new Map<string, Check>();
  return (value) => {
    const typename = isData(value) ? value['__typename'] : undefined;
    if (typeof typename !== 'string') return false;
    const known = checks.get(typename) ?? entityCheck(typename, sets, scope);
    checks.set(typename, known);
    return known(value);
  };
}

const scalarChecks: Readonly<Record<string, Check>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => typeof value === 'number' && value === (value | 0),
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
};

function leafCheck(type: GraphQLLeafType): Check {
  const known = specifiedScalarTypes.some(({ name }) => name === type.name) ? scalarChecks[type.name] : undefined;
  if (known !== undefined) return known;
  return (value) => {
    try {
      return type.serialize(value) === value;
    } catch {
      return false;
    }
  };
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
