import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';

/** Response keys at the top of a fetch: of its root, or of the entities it looks up. */
export function fetchFields(document: DocumentNode): readonly string[] {
  const keys = new Set<string>();
  const add = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD) addFragment(selection.name.value);
      if (selection.kind === Kind.FIELD) keys.add(selection.alias?.value ?? selection.name.value);
    }
  };
  const addFragment = (name: string): void => {
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name) add(each.selectionSet);
    }
  };
  for (const each of document.definitions) {
    if (each.kind === Kind.OPERATION_DEFINITION) add(entitySelections(each.selectionSet) ?? each.selectionSet);
  }
  return [...keys].filter((key) => key !== '__typename');
}

function entitySelections({ selections }: SelectionSetNode): SelectionSetNode | null {
  const [only] = selections;
  return only?.kind === Kind.FIELD && only.name.value === '_entities' ? (only.selectionSet ?? null) : null;
}
