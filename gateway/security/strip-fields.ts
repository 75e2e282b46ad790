import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, operationOf } from './document-parts.ts';

/** A fetch without some of its fields. */
export type StrippedFetch = {
  readonly document: DocumentNode;
  /** Where they stood, from the root of the fetch's data; below a list, the list. */
  readonly removed: readonly (readonly string[])[];
};

type Place = { readonly type: string | null; readonly path: readonly string[]; readonly isInList: boolean };

/**
 * Takes fields out of a fetch; what is left empty asks for `__typename`, and variables that only they named are dropped.
 * @param schema of the graph: a department's types have the names that they have there
 */
export function stripFields(
  document: DocumentNode,
  schema: GraphQLSchema,
  isStripped: (type: string, field: string) => boolean,
): StrippedFetch {
  const fragments = fragmentsOf(document);
  const operation = operationOf(document);
  const removed: (readonly string[])[] = [];

  const ofField = (field: FieldNode, { type, path, isInList }: Place): readonly SelectionNode[] => {
    const key = field.alias?.value ?? field.name.value;
    const at = isInList ? path : [...path, key];
    if (type !== null && isStripped(type, field.name.value)) {
      removed.push(at);
      return [];
    }
    if (field.selectionSet === undefined) return [field];
    const output = outputOf(schema, type, field.name.value);
    // Entities are a list that errors know the places of.
    const isList = output !== null && isListType(getNullableType(output));
    const below = { type: output === null ? null : getNamedType(output).name, path: at, isInList: isInList || isList };
    return [{ ...field, selectionSet: ofSet(field.selectionSet, below) }];
  };

  const ofSelection = (selection: SelectionNode, place: Place): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return ofField(selection, place);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (fragment === undefined) return [];
    const { typeCondition } = fragment;
    const selectionSet = ofSet(fragment.selectionSet, { ...place, type: typeCondition?.name.value ?? place.type });
    const { directives = [] } = selection;
    return [{ kind: Kind.INLINE_FRAGMENT, selectionSet, directives, ...(typeCondition && { typeCondition }) }];
  };

  const ofSet = (set: SelectionSetNode, place: Place): SelectionSetNode => {
    const selections = set.selections.flatMap((selection) => ofSelection(selection, place));
    return { kind: Kind.SELECTION_SET, selections: selections.length === 0 ? [typename] : selections };
  };

  const root = schema.getRootType(operation.operation)?.name ?? null;
  const selectionSet = ofSet(operation.selectionSet, { type: root, path: [], isInList: false });
  const used = variablesIn(selectionSet);
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)); // prettier-ignore
  const definitions = [{ ...operation, variableDefinitions, selectionSet }];
  return { document: { kind: Kind.DOCUMENT, definitions }, removed };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function outputOf(schema: GraphQLSchema, type: string | null, field: string) {
  const parent = type === null ? undefined : schema.getType(type);
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
  return parent.getFields()[field]?.type ?? null;
}

function variablesIn(set: SelectionSetNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(set, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
