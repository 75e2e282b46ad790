import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { directivesOf, textsOf } from '../../schema/declared.ts';
import type { Representation } from '../../schema/subgraph.ts';
import { isSameKey } from '../../schema/same-key.ts';

/** May this be the entity that the representation asks for? */
export type EntityCheck = (entity: unknown, asked: Representation) => boolean;

type Data = Readonly<Record<string, unknown>>;
/** Do the fields of an object that are the key's, as far as they are there, have the key's values? */
type KeyCheck = (value: Data, asked: Data) => boolean;

const anything: EntityCheck = () => true;

/**
 * Compiles the check of the entities that one fetch is answered with: where they say their type or a field of their key
 * themselves, it is what was asked for. Null is fine. What a fetch does not ask for it can't be held against.
 */
export function compileEntityCheck(schema: GraphQLSchema, document: DocumentNode): EntityCheck {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const entities = operation?.selectionSet.selections.find(
    (each) => each.kind === Kind.FIELD && each.name.value === '_entities',
  );
  if (entities?.kind !== Kind.FIELD || entities.selectionSet === undefined) return anything;
  const checks = keyChecks(entities.selectionSet, { schema, fragments: fragmentsOf(document), type: null });
  const typeKeys = ['__typename', ...typenameKeys(entities.selectionSet, fragmentsOf(document))];
  return (entity, asked) => {
    if (!isData(entity)) return true;
    for (const key of typeKeys) if (!isType(schema, entity[key], asked.__typename)) return false;
    for (const { type, check } of checks)
      if (isType(schema, asked.__typename, type) && !check(entity, asked)) return false;
    return true;
  };
}

/** Is the told type, where one is told, the wanted one, or one of those that it stands for? */
function isType(schema: GraphQLSchema, told: unknown, wanted: string): boolean {
  if (typeof told !== 'string' || told === wanted) return true;
  const [concrete, abstract] = [schema.getType(told), schema.getType(wanted)];
  return (
    isAbstractType(abstract) &&
    (isObjectType(concrete) || isInterfaceType(concrete)) &&
    schema.isSubType(abstract, concrete)
  );
}

type Place = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly type: string | null;
};

function keyChecks(
  set: SelectionSetNode,
  place: Place,
): readonly { readonly type: string; readonly check: KeyCheck }[] {
  const { type, fragments, schema } = place;
  const own = type === null ? [] : [{ type, check: checkOf(set, keySelections(schema.getType(type))) }];
  const below = set.selections.flatMap((each) => {
    const fragment = each.kind === Kind.FRAGMENT_SPREAD ? fragments.get(each.name.value) : each;
    if (fragment === undefined || fragment.kind === Kind.FIELD) return [];
    return keyChecks(fragment.selectionSet, { ...place, type: fragment.typeCondition?.name.value ?? type });
  });
  return [...own, ...below];
}

/** The fields of one selection set, without those of its fragments, that are fields of a key. */
function checkOf(set: SelectionSetNode, keys: readonly SelectionSetNode[]): KeyCheck {
  const checks = set.selections.flatMap((selection): readonly KeyCheck[] => {
    if (selection.kind !== Kind.FIELD || (selection.arguments ?? []).length > 0) return [];
    const name = selection.name.value;
    const inKeys = keys
      .flatMap(({ selections }) => selections)
      .flatMap((each) => (each.kind === Kind.FIELD && each.name.value === name ? [each] : []));
    if (inKeys.length === 0) return [];
    const key = selection.alias?.value ?? name;
    const { selectionSet } = selection;
    const inner =
      selectionSet === undefined
        ? null
        : checkOf(
            selectionSet,
            inKeys.flatMap((each) => each.selectionSet ?? []),
          );
    return [
      (value, asked) => {
        const [given, wanted] = [value[key] ?? null, asked[name] ?? null];
        if (given === null || wanted === null) return true;
        if (inner === null) return typeof wanted === 'object' || isSameKey(given, wanted);
        return !isData(given) || !isData(wanted) || inner(given, wanted);
      },
    ];
  });
  return (value, asked) => checks.every((check) => check(value, asked));
}

/** What the `@key`s of a type name. */
function keySelections(type: GraphQLNamedType | undefined): readonly SelectionSetNode[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return directivesOf(type)
    .filter(({ name }) => name.value === 'key' || name.value.endsWith('__key'))
    .flatMap(({ arguments: given }) => textsOf(given, 'fields'))
    .flatMap((fields) => parse(`{ ${fields} }`, { noLocation: true }).definitions)
    .flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? [each.selectionSet] : []));
}

/** Response keys under which entities tell their type. */
function typenameKeys(set: SelectionSetNode, fragments: Place['fragments']): readonly string[] {
  return set.selections.flatMap((each) => {
    if (each.kind === Kind.FIELD) return each.name.value === '__typename' ? [each.alias?.value ?? '__typename'] : [];
    const fragment = each.kind === Kind.FRAGMENT_SPREAD ? fragments.get(each.name.value) : each;
    return fragment === undefined ? [] : typenameKeys(fragment.selectionSet, fragments);
  });
}

const fragmentsOf = (document: DocumentNode): Place['fragments'] =>
  new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
