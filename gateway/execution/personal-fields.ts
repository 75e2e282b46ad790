import { getNamedType, isInterfaceType, isObjectType, Kind, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql'; // prettier-ignore
import type { Policy } from '../../schema/policy.ts';

/**
 * Personal fields that a fetch asks for, `Citizen.fullName`; those that only a condition may leave out included.
 * @param schema of the graph: a department's types have the names that they have there
 */
export function personalFields(document: DocumentNode, schema: GraphQLSchema, policy: Policy): readonly string[] {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const found = new Set<string>();
  const walk = (set: SelectionSetNode, type: string | null): void => {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment !== undefined) walk(fragment.selectionSet, fragment.typeCondition?.name.value ?? type);
        continue;
      }
      const name = selection.name.value;
      if (type !== null && policy.isPersonal(type, name)) found.add(`${type}.${name}`);
      // Of `_entities` fragments tell the type.
      if (selection.selectionSet !== undefined) walk(selection.selectionSet, fieldType(schema, type, name));
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    walk(definition.selectionSet, schema.getRootType(definition.operation)?.name ?? null);
  }
  return [...found];
}

function fieldType(schema: GraphQLSchema, type: string | null, field: string): string | null {
  const parent = type === null ? undefined : schema.getType(type);
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
  const definition = parent.getFields()[field];
  return definition === undefined ? null : getNamedType(definition.type).name;
}
