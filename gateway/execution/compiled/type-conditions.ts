import { isInterfaceType, isUnionType, type Schema, type Subgraphs } from '@apollo/federation-internals';

/** Names of all types that an object under a type condition can say it has: itself, implementations, members. */
export type TypesUnder = (condition: string) => ReadonlySet<string>;

const fragmentPrefix = '... on ';

/** The type condition that a step of a planned path is; null where it is a field. */
export const conditionOf = (step: string): string | null =>
  step.startsWith(fragmentPrefix) ? step.slice(fragmentPrefix.length) : null;

/** @param schema of the supergraph: plans also speak of types that clients never see */
export function createTypeConditions(schema: Schema): TypesUnder {
  const known = new Map<string, ReadonlySet<string>>();
  return (condition) => {
    const found = known.get(condition);
    if (found !== undefined) return found;
    const type = schema.type(condition);
    const names = new Set([condition]);
    if (type !== undefined && isInterfaceType(type)) for (const each of type.allImplementations()) names.add(each.name);
    if (type !== undefined && isUnionType(type)) for (const each of type.members()) names.add(each.type.name);
    known.set(condition, names); // no more than the schema has types: plans name no others
    return names;
  };
}

/** Can a department be asked for objects of a type by their key? Types of federation itself are no such objects. */
export const createKeyFinder =
  (subgraphs: Subgraphs) =>
  (department: string, type: string): boolean => {
    const keys = subgraphs.get(department)?.schema.type(type)?.appliedDirectivesOf('key') ?? [];
    return keys.some((key) => Reflect.get(key.arguments(), 'resolvable') !== false);
  };
