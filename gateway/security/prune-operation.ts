import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Policy } from '../../schema/policy.ts';
import type { View } from '../../schema/view.ts';
import { fieldDefinition, fragmentsOf, operationOf, possibleTypes } from './document-parts.ts';

/** A field taken out, by its place in the client's response, without positions in lists. */
export type RemovedField = {
  readonly path: readonly string[];
  /** Every @skip and @include on the way to it: where one leaves it out, nobody misses it. */
  readonly conditions: readonly DirectiveNode[];
};

export type PrunedOperation = {
  /** One operation, fragments written out at the places that spread them. */
  readonly document: DocumentNode;
  readonly removed: readonly RemovedField[];
  /** Response key under which objects of abstract types tell their type. */
  readonly typeKey: string;
};

type Place = {
  readonly parent: GraphQLNamedType;
  /** Types the object can have here, narrowed by every type condition on the way. */
  readonly possible: readonly GraphQLObjectType[];
  readonly path: readonly string[];
  readonly conditions: readonly DirectiveNode[];
  /** Does the object hang on a row that has a rule of its own? */
  readonly underRule: boolean;
};

type Scope = { readonly schema: GraphQLSchema; readonly policy: Policy; readonly view: View };

/**
 * Takes out of a valid operation every field that is closed to whoever asks, and every personal one where they may read
 * none. Where only some of the types an object can have there keep a field personal, it is asked of the others; what is
 * closed of one of them is, on their interface, of all, as Federation's routers have it. Selection sets left empty ask
 * for `__typename`. Null when all of the operation may be asked.
 */
export function pruneOperation(document: DocumentNode, { schema, policy, view }: Scope): PrunedOperation | null {
  const operation = operationOf(document);
  const fragments = fragmentsOf(document);
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return null;
  const typeKey = unusedKey(document);
  const removed: RemovedField[] = [];

  const ofField = (field: FieldNode, place: Place): readonly SelectionNode[] => {
    const path = [...place.path, field.alias?.value ?? field.name.value];
    const conditions = [...place.conditions, ...conditionsOf(field)];
    if (isClosed(field, place)) {
      removed.push({ path, conditions });
      return [];
    }
    const allowed = place.possible.filter((type) => !view.isWithheld(type.name, field.name.value, place.underRule));
    if (allowed.length < place.possible.length) {
      removed.push({ path, conditions });
      return allowed.map((type) => onType(type, ofField(field, { ...place, parent: type, possible: [type] })));
    }
    const definition = fieldDefinition(schema, place.parent, field.name.value);
    if (field.selectionSet === undefined || definition === undefined) return [field];
    const parent = getNamedType(definition.type);
    const underRule = place.underRule || place.possible.every((type) => view.hasOwnRule(type.name));
    const below = ofSet(field.selectionSet, { parent, possible: possibleTypes(schema, parent), path, conditions, underRule }); // prettier-ignore
    const marked = isAbstractType(parent) ? [typenameField(typeKey), ...below] : below;
    return [{ ...field, selectionSet: selectionSet(marked) }];
  };

  const isClosed = (field: FieldNode, { parent, possible }: Place): boolean => {
    const name = field.name.value;
    if (!policy.hasGates || name.startsWith('__')) return false;
    if ([parent, ...possible].some((type) => view.isClosed(type.name, name))) return true;
    // What is selected on all types alike would tell of those that are closed.
    const definition = fieldDefinition(schema, parent, name);
    const given = definition === undefined ? undefined : getNamedType(definition.type);
    return (
      isAbstractType(given) &&
      (field.selectionSet?.selections ?? []).some(({ kind }) => kind === Kind.FIELD) &&
      possibleTypes(schema, given).some((type) => view.isTypeClosed(type.name))
    );
  };

  const ofFragment = (condition: string | undefined, set: SelectionSetNode, place: Place): readonly SelectionNode[] => {
    const type = condition === undefined ? place.parent : schema.getType(condition);
    if (type === undefined || !isCompositeType(type)) return [];
    const within = new Set(possibleTypes(schema, type));
    const possible = place.possible.filter((each) => within.has(each));
    return possible.length === 0 ? [] : ofSet(set, { ...place, parent: type, possible });
  };

  const ofSelection = (selection: SelectionNode, place: Place): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return ofField(selection, place);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (fragment === undefined) return [];
    const at = { ...place, conditions: [...place.conditions, ...conditionsOf(selection)] };
    const { typeCondition } = fragment;
    const selections = ofFragment(typeCondition?.name.value, fragment.selectionSet, at);
    if (selections.length === 0) return [];
    const written = { kind: Kind.INLINE_FRAGMENT, selectionSet: selectionSet(selections) } as const;
    const directives = selection.directives ?? [];
    return [typeCondition === undefined ? { ...written, directives } : { ...written, directives, typeCondition }];
  };

  const ofSet = (set: SelectionSetNode, place: Place): readonly SelectionNode[] =>
    set.selections.flatMap((selection) => ofSelection(selection, place));

  const selections = ofSet(operation.selectionSet, {
    parent: root,
    possible: [root],
    path: [],
    conditions: [],
    underRule: false,
  });
  if (removed.length === 0) return null;
  return { document: replaceSelections(operation, selections), removed, typeKey };
}

const onType = (type: GraphQLObjectType, selections: readonly SelectionNode[]): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
  selectionSet: selectionSet(selections),
});

const replaceSelections = (operation: OperationDefinitionNode, selections: readonly SelectionNode[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [{ ...operation, selectionSet: selectionSet(selections) }],
});

const selectionSet = (selections: readonly SelectionNode[]): SelectionSetNode => ({
  kind: Kind.SELECTION_SET,
  selections: selections.length === 0 ? [typenameField(null)] : selections,
});

function typenameField(alias: string | null): FieldNode {
  const field = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  return alias === null ? field : { ...field, alias: { kind: Kind.NAME, value: alias } };
}

const conditionsOf = (node: { readonly directives?: readonly DirectiveNode[] }): readonly DirectiveNode[] =>
  node.directives?.filter(({ name }) => name.value === 'skip' || name.value === 'include') ?? [];

/** A response key that the client's document doesn't contain anywhere. */
function unusedKey(document: DocumentNode): string {
  const text = JSON.stringify(document, (key, value: unknown) => (key === 'loc' ? undefined : value));
  for (let count = 0; ; count += 1) {
    const key = `runtimeType${String(count)}`;
    if (!text.includes(`"${key}"`)) return key;
  }
}
