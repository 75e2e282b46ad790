import { Kind, type DocumentNode, type FieldDefinitionNode } from 'graphql';
import { isAbstractNode, possibleNodes } from './abstract-types.ts';

/** Is a field there for other departments alone, not for clients? Of an interface or union, in any of its types. */
export type IsHidden = (type: string, field: string) => boolean;

export function hiddenFields({ definitions }: DocumentNode): IsHidden {
  const hidden = new Set<string>();
  for (const node of definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && !isAbstractNode(node)) continue;
    const possible = isAbstractNode(node) ? possibleNodes(node, definitions) : [];
    for (const type of [node, ...possible])
      for (const field of 'fields' in type ? (type.fields ?? []) : [])
        if (isInaccessible(field)) hidden.add(`${node.name.value}.${field.name.value}`);
  }
  return (type, field) => hidden.has(`${type}.${field}`);
}

const isInaccessible = ({ directives = [] }: FieldDefinitionNode): boolean =>
  directives.some(({ name }) => name.value === 'inaccessible');
