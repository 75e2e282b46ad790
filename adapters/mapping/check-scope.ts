import type { FieldDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';
import { isWorkedOut } from './is-worked-out.ts';
import type { Mistakes } from './mistake.ts';
import type { Mapping, TypeMapping, ValueMapping } from './model.ts';

/** What the types of a file are held against one another in. */
export type CheckScope = {
  readonly mapping: Omit<Mapping, 'source'>;
  readonly mistakes: Mistakes;
  readonly nodes: ReadonlyMap<string, ObjectTypeDefinitionNode>;
  /** Enums whose codes are there; where they could not be read, a mistake tells. */
  readonly codedEnums: ReadonlySet<string>;
};
export type TypeCheckScope = CheckScope & { readonly type: TypeMapping };

export const fieldNode = ({ nodes }: CheckScope, type: string, field: string): FieldDefinitionNode | undefined =>
  nodes.get(type)?.fields?.find((each) => each.name.value === field);

/** Is the field there, but by a mistake that is already told it could not be read? */
export const isLost = (scope: CheckScope, type: string, field: string): boolean => {
  const mapped = scope.mapping.types.get(type);
  if (mapped?.fields.has(field) === true) return false;
  return (
    fieldNode(scope, type, field) !== undefined || mapped?.possible.some((each) => isLost(scope, each, field)) === true
  );
};

export const valueFields = (type: TypeMapping): readonly string[] =>
  [...type.fields.values()].flatMap((field) => (field.kind === 'value' ? [field.name] : []));

/** Is the field's value the column's, as the database compares and orders it? */
export const isPlain = (value: ValueMapping): boolean =>
  !value.isList && value.json === null && value.charset === null && !isWorkedOut(value);
