import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  specifiedScalarTypes,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isLeaf, isObject, objectCheck, type ValueCheck } from './object-check.ts';

type Parent = GraphQLNamedType | undefined;
/** A selection set with the type it is written for; undefined where that is not known. */
type Selections = { readonly set: SelectionSetNode; readonly parent: Parent };
type Asked = { readonly field: FieldNode; readonly parent: Parent };

/** How deep an object may be nested that stands for one value of a scalar; deeper ones nobody could write out. */
const maxValueDepth = 64;

/**
 * Compiles the check of one fetch's answers against the department's own schema: have they the lists, objects, keys
 * and leaves that were asked for? Structure only: null is fine everywhere, values of scalars are judged later, unknown
 * types answer anything that is not too deep. Keys nobody asked for are refused: merged into an entity they would
 * overwrite what other departments say; so is a `__typename` that can't be the object's: it would be looked up by it.
 */
export function compileAnswerCheck(schema: GraphQLSchema, document: DocumentNode): ValueCheck {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return isObject;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }

  const collect = ({ set, parent }: Selections, into: Map<string, Asked[]>): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        into.set(key, [...(into.get(key) ?? []), { field: selection, parent }]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition?.name.value;
      collect(
        { set: fragment.selectionSet, parent: condition === undefined ? parent : schema.getType(condition) },
        into,
      );
    }
  };

  /** One object for all selection sets that ask for it: a key of two fragments has one shape, by validation. */
  const ofObject = (selections: readonly Selections[]): ValueCheck => {
    const asked = new Map<string, Asked[]>();
    for (const each of selections) collect(each, asked);
    const isTypename = typenameOf(selections.map(({ parent }) => parent));
    const checks = new Map<string, ValueCheck>([['__typename', isTypename]]); // many subgraphs add it of their own accord
    for (const [key, fields] of asked)
      checks.set(key, fields.some(({ field }) => field.name.value === '__typename') ? isTypename : ofField(fields));
    return objectCheck([...checks].map(([key, check]) => ({ key, check: check === isLeaf ? 'leaf' : check })));
  };

  const ofField = (asked: readonly Asked[]): ValueCheck => {
    const known = asked.find(({ field, parent }) => typeOf(field, parent) !== undefined) ?? asked[0];
    if (known === undefined) return () => true;
    const { field, parent } = known;
    const below = (named: Parent) =>
      ofObject(
        asked.flatMap((each) => {
          const set = each.field.selectionSet;
          const type = typeOf(each.field, each.parent);
          return set === undefined ? [] : [{ set, parent: type === undefined ? named : getNamedType(type) }];
        }),
      );
    if (field.name.value === '_entities') return listOf(below(undefined));
    const type = typeOf(field, parent);
    return type === undefined ? isShallow : ofType(type, below);
  };

  const ofType = (type: GraphQLOutputType, below: (named: Parent) => ValueCheck): ValueCheck => {
    const nullable = getNullableType(type);
    if (isListType(nullable)) return listOf(ofType(nullable.ofType, below));
    const named = getNamedType(nullable);
    if (isCompositeType(named)) return below(named);
    return isEnumType(named) || specifiedScalarTypes.some(({ name }) => name === named.name) ? isLeaf : isShallow;
  };

  /** Of an object that is asked for as one of these; of one of `_entities` its representation tells the type. */
  const typenameOf = (parents: readonly Parent[]): ValueCheck => {
    const names = new Set(
      parents.flatMap((each) =>
        [...(isAbstractType(each) ? schema.getPossibleTypes(each) : each === undefined ? [] : [each])].map(
          ({ name }) => name,
        ),
      ),
    );
    return (value) => isText(value) && (parents.includes(undefined) || names.has(String(value)));
  };

  return ofObject([{ set: operation.selectionSet, parent: schema.getRootType(operation.operation) ?? undefined }]);
}

const typeOf = ({ name }: FieldNode, parent: Parent): GraphQLOutputType | undefined =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value]?.type : undefined;

const isText = (value: unknown): boolean => typeof value === 'string';
const listOf =
  (item: ValueCheck): ValueCheck =>
  (value) => {
    if (value === null) return true;
    if (!Array.isArray(value)) return false;
    for (let index = 0; index < value.length; index += 1) if (!item(value[index])) return false;
    return true;
  };

const isShallow = (value: unknown): boolean => isWithin(value, maxValueDepth);
const isWithin = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' || value === null || (depth > 0 && Object.values(value).every((each) => isWithin(each, depth - 1))); // prettier-ignore
