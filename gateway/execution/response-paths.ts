import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/** A place in a response as one text: response keys only, so the same for every item of a list. */
export const pathKey = (path: readonly (string | number)[]): string =>
  path.filter((step) => typeof step === 'string' && step !== '@').join('/');

/** Every place the client's operation can fill. Takes as many steps as the operation has fields, fragments written out. */
export function responsePaths(document: DocumentNode): ReadonlySet<string> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  const paths = new Set<string>();
  const walk = (set: SelectionSetNode, path: readonly string[]): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const below = [...path, selection.alias?.value ?? selection.name.value];
        paths.add(pathKey(below));
        if (selection.selectionSet !== undefined) walk(selection.selectionSet, below);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment !== undefined) walk(fragment.selectionSet, path);
    }
  };
  for (const each of document.definitions) {
    if (each.kind === Kind.OPERATION_DEFINITION) walk(each.selectionSet, []);
  }
  return paths;
}

/** Worked out at most once a request, and only where something fails: fragments written out, they outgrow the text. */
export function lazyResponsePaths(document: DocumentNode): () => ReadonlySet<string> {
  let paths: ReadonlySet<string> | null = null;
  return () => (paths ??= responsePaths(document));
}
