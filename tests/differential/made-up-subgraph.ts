import {
  Kind,
  parse,
  type ConstArgumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { createRandom } from '../../demo/population/random.ts';
import { OnestopError } from '../../schema/errors.ts';
import { executableSubgraph } from '../gateway/executable-subgraph.ts';

export type MadeUpOptions = {
  readonly name: string;
  readonly typeDefs: string;
  /** Types behind an interface that this subgraph knows as an `@interfaceObject` alone. */
  readonly behind?: Readonly<Record<string, readonly string[]>>;
  /** Do fields fail now and then? */
  readonly failing?: boolean;
};

/** An object is a name for what it is, `Book:3` or `Query.books()[1]`, and what a reference told of it. */
type Thing = { readonly __typename: string; readonly token: string; readonly told: Readonly<Record<string, unknown>> };
type Fields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** How many entities there are of each type. */
const population = 5;
const texts = [
  '',
  'plain',
  '"quoted\\"',
  'line\nbreak',
  '\ud800 alone',
  '\u2028',
  '\u0000\u001f',
  '王芳',
  '😀',
  'x'.repeat(80),
];

/**
 * A federation subgraph whose data follows from its SDL: each value from the object it belongs to, the field's name and
 * arguments, so that subgraphs agree on what they share. Nulls, empty lists and entities that this subgraph does not
 * know come up everywhere. What `@requires` another field tells what it was given.
 */
export function madeUpSubgraph({ name, typeDefs, behind = {}, failing = false }: MadeUpOptions) {
  const definitions = parse(typeDefs, { noLocation: true }).definitions;
  const objects = new Map<string, ObjectTypeDefinitionNode>();
  const interfaces = new Map<string, InterfaceTypeDefinitionNode>();
  const unions = new Map<string, readonly string[]>();
  const enums = new Map<string, readonly string[]>();
  for (const each of definitions) {
    if (each.kind === Kind.OBJECT_TYPE_DEFINITION) objects.set(each.name.value, each);
    if (each.kind === Kind.INTERFACE_TYPE_DEFINITION) interfaces.set(each.name.value, each);
    if (each.kind === Kind.UNION_TYPE_DEFINITION)
      unions.set(
        each.name.value,
        (each.types ?? []).map((type) => type.name.value),
      );
    if (each.kind === Kind.ENUM_TYPE_DEFINITION)
      enums.set(
        each.name.value,
        (each.values ?? []).map((value) => value.name.value),
      );
  }

  const thing = (type: string, seed: string): Thing => {
    const concrete = concreteOf(type, seed);
    const pool = behind[concrete] ?? (keysOf(objects.get(concrete)).length > 0 ? [concrete] : null);
    if (pool === null) return { __typename: concrete, token: seed, told: {} };
    const random = createRandom('entity', seed);
    return { __typename: concrete, token: `${random.pick(pool)}:${random.int(population)}`, told: {} };
  };

  const concreteOf = (type: string, seed: string): string => {
    const members =
      unions.get(type) ??
      (interfaces.has(type)
        ? [...objects.values()]
            .filter((each) => each.interfaces?.some(({ name: one }) => one.value === type))
            .map((each) => each.name.value)
        : [type]);
    return createRandom('type', seed).pick(members);
  };

  const valueOf = (type: TypeNode, seed: string): unknown => {
    if (type.kind === Kind.NON_NULL_TYPE) return filled(type.type, seed);
    return createRandom('null', seed).chance(0.1) ? null : filled(type, seed);
  };

  const filled = (type: TypeNode, seed: string): unknown => {
    if (type.kind === Kind.NON_NULL_TYPE) return filled(type.type, seed);
    const random = createRandom('value', seed);
    if (type.kind === Kind.LIST_TYPE)
      return Array.from({ length: random.int(4) }, (_, index) => valueOf(type.type, `${seed}[${index}]`));
    const named = type.name.value;
    const values = enums.get(named);
    if (values !== undefined) return random.pick(values);
    switch (named) {
      case 'Int':
        return random.pick([0, 1, -7, 2_147_483_647]);
      case 'Float':
        return random.pick([0, 0.5, -1e-7, 1e21]);
      case 'Boolean':
        return random.chance(0.5);
      case 'String':
        return random.pick(texts) + (random.chance(0.5) ? seed.slice(-8) : '');
      case 'ID':
        return `id of ${seed}`;
      case 'Anything':
        return random.pick<unknown>(['text', 7, { a: [1, null] }, [], false]);
      default:
        return thing(named, seed);
    }
  };

  const resolverOf = (type: Fields, field: FieldDefinitionNode) => {
    const key = field.name.value;
    const isKey = keysOf(type).some((set) => fieldNames(set).includes(key));
    const requires = selectionOf(field, 'requires');
    return (parent: Thing | undefined, args: unknown): unknown => {
      const token = parent?.token ?? type.name.value;
      if (key === 'id' && isKey) return token;
      const seed = `${token}.${key}${JSON.stringify(args) === '{}' ? '' : JSON.stringify(args)}`;
      if (requires !== null) {
        const given = JSON.stringify(pickOf(requires, parent?.told));
        return field.type.kind === Kind.NAMED_TYPE && field.type.name.value === 'String'
          ? given
          : valueOf(field.type, seed + given);
      }
      if (failing && !isKey && field.type.kind !== Kind.NON_NULL_TYPE && createRandom('fails', name, seed).chance(0.06))
        throw new OnestopError('DEPARTMENT_ERROR', { department: name });
      if (isKey && field.type.kind === Kind.NON_NULL_TYPE && isText(field.type.type)) return `${key} of ${token}`;
      return valueOf(field.type, seed);
    };
  };

  const resolveReference = (type: Fields) => (reference: Record<string, unknown>) => {
    const known = behind[type.name.value] ?? implementationsOf(type.name.value);
    const tokens = known.flatMap((each) => Array.from({ length: population }, (_, index) => `${each}:${index}`));
    const fits = (token: string) =>
      keysOf(type).some((set) =>
        fieldNames(set).every((field) => {
          const definition = type.fields?.find((each) => each.name.value === field);
          if (definition === undefined || reference[field] === undefined) return false;
          const own = resolverOf(type, definition)({ __typename: type.name.value, token, told: {} }, {});
          return isThing(own) ? isThingLike(reference[field], own) : own === reference[field];
        }),
      );
    const token = tokens.find(fits);
    if (token === undefined || createRandom('missing', name, token).chance(0.12)) return null;
    const [owner] = token.split(':');
    const __typename = interfaces.has(type.name.value) ? (owner ?? '') : type.name.value;
    return { __typename, token, told: reference } satisfies Thing;
  };

  const implementationsOf = (type: string): readonly string[] =>
    interfaces.has(type)
      ? [...objects.values()]
          .filter((each) => each.interfaces?.some(({ name: one }) => one.value === type))
          .map((each) => each.name.value)
      : [type];

  const isThingLike = (told: unknown, own: Thing): boolean =>
    typeof told === 'object' && told !== null && 'id' in told && told.id === own.token;

  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const type of objects.values()) {
    resolvers[type.name.value] = Object.fromEntries(
      (type.fields ?? []).map((field) => [field.name.value, resolverOf(type, field)]),
    );
    if (keysOf(type).length > 0)
      Object.assign(resolvers[type.name.value] ?? {}, { __resolveReference: resolveReference(type) });
  }
  for (const type of interfaces.values()) {
    resolvers[type.name.value] = { __resolveType: ({ __typename }: Thing) => __typename };
    if (keysOf(type).length > 0)
      Object.assign(resolvers[type.name.value] ?? {}, { __resolveReference: resolveReference(type) });
  }
  for (const type of unions.keys()) resolvers[type] = { __resolveType: ({ __typename }: Thing) => __typename };
  return executableSubgraph({ name, typeDefs, resolvers });
}

const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && 'token' in value;
const isText = (type: TypeNode): boolean => type.kind === Kind.NAMED_TYPE && ['ID', 'String'].includes(type.name.value);

function keysOf(type: Fields | undefined): readonly SelectionSetNode[] {
  return (type?.directives ?? []).flatMap((directive) => {
    const set = directive.name.value === 'key' ? fieldsArgument(directive.arguments ?? []) : null;
    return set === null ? [] : [set];
  });
}

function selectionOf(field: FieldDefinitionNode, directive: string): SelectionSetNode | null {
  const found = field.directives?.find((each) => each.name.value === directive);
  return found === undefined ? null : fieldsArgument(found.arguments ?? []);
}

function fieldsArgument(given: readonly ConstArgumentNode[]): SelectionSetNode | null {
  const value = given.find((each) => each.name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING) return null;
  const [definition] = parse(`{ ${value.value} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : null;
}

const fieldNames = ({ selections }: SelectionSetNode): readonly string[] =>
  selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));

function pickOf(set: SelectionSetNode, from: unknown): unknown {
  if (Array.isArray(from)) return from.map((each) => pickOf(set, each));
  if (typeof from !== 'object' || from === null) return from;
  return Object.fromEntries(
    set.selections.flatMap((each) => {
      if (each.kind !== Kind.FIELD) return [];
      const value: unknown = Reflect.get(from, each.name.value);
      return [[each.name.value, each.selectionSet === undefined ? value : pickOf(each.selectionSet, value)]];
    }),
  );
}
