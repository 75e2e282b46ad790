import {
  execute,
  GraphQLError,
  Kind,
  parse,
  valueFromASTUntyped,
  type ExecutionResult,
  type GraphQLSchema,
  type NamedTypeNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { createRandom } from '../../demo/population/random.ts';
import { executableSubgraph } from '../gateway/executable-subgraph.ts';
import { namesOf } from '../../gateway/composition/join-directives.ts';
import { readPart, type FieldOf, type FieldsOf, type Part, type PartSdl } from './read-part.ts';

export type World = {
  /** Each gives what the world holds of the fields that it resolves, and an error for those that it does not. */
  readonly subgraphs: readonly ReturnType<typeof executableSubgraph>[];
  /** What one server that holds the whole world answers. */
  answer(schema: GraphQLSchema, text: string, variables: Readonly<Record<string, unknown>>): ExecutionResult;
};

/** An object: its concrete type, a name that says which one it is, `Book:3` or `Query.books[1]`, what a reference told. */
type Thing = { readonly type: string; readonly token: string; readonly told: unknown };
type Given = Readonly<Record<string, unknown>>;
/** A field, or a type, where a subgraph speaks of it. */
type Owner = { readonly part: Part; readonly field: FieldOf };
type Typed = { readonly part: Part; readonly type: TypeNode };

/** How many entities there are of each type. */
const population = 6;

/**
 * One world that several subgraphs tell of. Each value follows from the object it belongs to, the field's name and its
 * arguments; of a field with `@requires` also from what it requires. So there is one right answer to every operation,
 * whatever its plan: the one that graphql-js finds where everything is in one place.
 */
export function createWorld(sdls: readonly PartSdl[]): World {
  const parts = sdls.map(readPart);

  const isEntity = (type: string): boolean => parts.some((part) => (part.types.get(type)?.keys.length ?? 0) > 0);

  /** A type, and the interfaces that stand for it where its own name is not known. */
  const namesFor = (type: string): readonly string[] => {
    const interfaces = parts.flatMap((part) => part.types.get(type)?.interfaces ?? []);
    const isObject = (name: string) => parts.some((part) => part.types.get(name)?.isInterfaceObject === true);
    return [type, ...new Set(interfaces.filter(isObject))];
  };

  const ownersOf = (type: string, field: string): readonly Owner[] => {
    const found = parts.flatMap((part) =>
      namesFor(type).flatMap((name): readonly Owner[] => {
        const fields = part.types.get(name);
        const own = fields?.isAbstract === false ? fields.fields.get(field) : undefined;
        return own === undefined || own.external ? [] : [{ part, field: own }];
      }),
    );
    const overridden = found.map((each) => each.field.overrides);
    return found.filter(({ part }) => !overridden.includes(part.name));
  };

  const isKey = (type: string, field: string): boolean =>
    namesFor(type).some((name) => parts.some(({ types }) => types.get(name)?.keys.some((key) => namesOf(key).includes(field)))); // prettier-ignore

  const concreteOf = (part: Part, type: string): readonly string[] => {
    if (part.types.get(type)?.isInterfaceObject !== true) return part.members(type);
    return [...new Set(parts.flatMap((each) => (each === part ? [] : each.members(type))))].filter((each) => each !== type); // prettier-ignore
  };

  const objectOf = (types: readonly string[], seed: string): Thing | null => {
    if (types.length === 0) return null;
    const type = createRandom('type', seed).pick(types);
    if (type === 'Query') return { type, token: type, told: {} };
    const number = createRandom('entity', seed).int(population);
    return { type, token: isEntity(type) ? `${type}:${number}` : seed, told: {} };
  };

  /** A value of what all of them say the type is. */
  const valueOf = (types: readonly Typed[], seed: string, isThere: boolean): unknown => {
    if (types.some(({ type }) => type.kind === Kind.NON_NULL_TYPE))
      return valueOf(types.map((each) => ({ ...each, type: nullable(each.type) })), seed, true); // prettier-ignore
    const random = createRandom('value', seed);
    if (!isThere && random.chance(0.1)) return null;
    const items = types.flatMap(({ part, type }) => (type.kind === Kind.LIST_TYPE ? [{ part, type: type.type }] : []));
    if (items.length > 0)
      return Array.from({ length: random.int(4) }, (_, at) => valueOf(items, `${seed}[${at}]`, false));
    const named = types.map(({ part, type }) => ({ part, name: (type as NamedTypeNode).name.value }));
    const name = named[0]?.name ?? '';
    if (named[0]?.part.enums.has(name) === true) return random.pick(inAll(named.map((each) => each.part.enums.get(each.name) ?? []))); // prettier-ignore
    if (name === 'Int') return random.int(1_000);
    if (name === 'Float') return random.int(1_000) + 0.5;
    if (name === 'Boolean') return random.chance(0.5);
    if (!types.some(({ part }) => part.types.has(name) || part.unions.has(name))) return `${name} of ${seed}`;
    return objectOf(inAll(named.map((each) => concreteOf(each.part, each.name))), seed);
  };

  const read = (of: Thing, name: string, given: Given, required: unknown): unknown => {
    const isThere = isKey(of.type, name);
    if (isThere && name === 'id') return of.token;
    const types = ownersOf(of.type, name).map(({ part, field }) => ({ part, type: field.type }));
    if (types.length === 0) throw new GraphQLError(`nobody holds ${of.type}.${name}`);
    return valueOf(types, `${of.token}.${name}${textOf(given)}${textOf(required)}`, isThere);
  };

  /** A field of the world, with all that it requires. */
  const readWhole = (of: Thing, name: string, given: Given): unknown => {
    const requires = ownersOf(of.type, name).find(({ field }) => field.requires !== null)?.field.requires ?? null;
    return read(of, name, given, requires === null ? {} : pick(of, requires));
  };

  const isOf = (type: unknown, condition: string | undefined): boolean =>
    type === undefined ||
    condition === undefined ||
    condition === type ||
    parts.some((part) => part.members(condition).some((each) => each === type));

  /** What a selection of an SDL finds in the world, or in a reference. */
  const pick = (from: unknown, set: SelectionSetNode): unknown => {
    if (Array.isArray(from)) return from.map((each) => pick(each, set));
    if (typeof from !== 'object' || from === null) return from;
    // A reference need not tell the type of what it holds: then what is there says it.
    const type: unknown = isThing(from) ? from.type : Reflect.get(from, '__typename');
    const picked: Record<string, unknown> = {};
    for (const each of set.selections) {
      if (each.kind === Kind.FRAGMENT_SPREAD) continue; // there are none in an SDL
      if (each.kind === Kind.INLINE_FRAGMENT) {
        if (isOf(type, each.typeCondition?.name.value)) Object.assign(picked, pick(from, each.selectionSet));
        continue;
      }
      const name = each.name.value;
      const found: unknown = isThing(from) && name !== '__typename' ? readWhole(from, name, givenTo(each.arguments)) : name === '__typename' ? type : Reflect.get(from, name); // prettier-ignore
      picked[name] = each.selectionSet === undefined ? found : pick(found, each.selectionSet);
    }
    return picked;
  };

  const subgraphOf = (part: Part) => {
    const resolverOf =
      (fields: FieldsOf, name: string) =>
      (source: Thing | undefined, given: Given): unknown => {
        const of = source ?? { type: fields.name, token: fields.name, told: {} };
        const field = fields.fields.get(name);
        const isHeld = ownersOf(of.type, name).some((owner) => owner.field === field);
        if (!isHeld && !isKey(of.type, name) && !part.provided.has(name))
          throw new GraphQLError(`${part.name} was asked for ${fields.name}.${name}, which it does not hold`);
        const requires = field?.requires ?? null;
        return read(of, name, given, requires === null ? {} : pick(of.told, requires));
      };
    const referenceOf = (fields: FieldsOf) => (reference: Given) => {
      const entities = concreteOf(part, fields.name).flatMap((type) =>
        Array.from({ length: population }, (_, at): Thing => ({ type, token: `${type}:${at}`, told: {} })),
      );
      const keyed = fields.resolvableKeys.filter((key) => namesOf(key).every((name) => reference[name] !== undefined));
      const found = entities.find((each) => keyed.some((key) => textOf(pick(each, key)) === textOf(pick(reference, key)))); // prettier-ignore
      if (found === undefined) throw new GraphQLError(`${part.name} does not know ${JSON.stringify(reference)}`);
      return { ...found, told: reference, __typename: fields.isAbstract ? found.type : fields.name };
    };
    const resolvers: Record<string, Record<string, unknown>> = {};
    const resolveType = { __resolveType: ({ type }: Thing) => type };
    for (const fields of part.types.values())
      resolvers[fields.name] = {
        ...(fields.isAbstract ? resolveType : Object.fromEntries([...fields.fields.keys()].map((name) => [name, resolverOf(fields, name)]))), // prettier-ignore
        ...(fields.resolvableKeys.length > 0 && { __resolveReference: referenceOf(fields) }),
      };
    for (const name of part.unions.keys()) resolvers[name] = resolveType;
    return executableSubgraph({ name: part.name, typeDefs: part.typeDefs, resolvers });
  };

  return {
    subgraphs: parts.map(subgraphOf),
    answer: (schema, text, variableValues) =>
      execute({
        ...{ schema, document: parse(text), variableValues },
        typeResolver: (value: Thing) => value.type,
        fieldResolver: (of: Thing | undefined, given: Given, _context, { fieldName, parentType }) =>
          readWhole(of ?? { type: parentType.name, token: parentType.name, told: {} }, fieldName, given),
      }) as ExecutionResult, // nothing in it waits
  };
}

const isThing = (value: object): value is Thing => 'token' in value;
const nullable = (type: TypeNode): TypeNode => (type.kind === Kind.NON_NULL_TYPE ? type.type : type);
const inAll = (lists: readonly (readonly string[])[]): readonly string[] =>
  (lists[0] ?? []).filter((each) => lists.every((list) => list.includes(each))).sort();

/** One text for what is the same, in whatever order it was given. */
function textOf(value: unknown): string {
  const sorted = JSON.stringify(value ?? {}, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
  return sorted === '{}' ? '' : sorted;
}

const givenTo = (
  given: readonly {
    readonly name: { readonly value: string };
    readonly value: Parameters<typeof valueFromASTUntyped>[0];
  }[] = [],
): Given => Object.fromEntries(given.map((each) => [each.name.value, valueFromASTUntyped(each.value)]));
