import {
  isAbstractType,
  isUnionType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from '../../../schema/subgraph.ts';
import { isIncluded } from '../../security/restore-answer.ts';

/** What decides which fields of an operation an object gives. */
export type Collecting = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
};

/** Fields by response key, in the order of the specification's CollectFields (6.3.2). */
export type CollectedFields = ReadonlyMap<string, readonly [FieldNode, ...FieldNode[]]>;

export function collectFields(
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
  { schema, fragments, variables }: Collecting,
): CollectedFields {
  const collected = new Map<string, [FieldNode, ...FieldNode[]]>();
  const spread = new Set<string>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection.directives ?? [], variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = collected.get(key);
        if (known === undefined) collected.set(key, [selection]);
        else known.push(selection);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment !== undefined && applies(schema, fragment.typeCondition?.name.value, type)) {
        walk(fragment.selectionSet);
      }
    }
  };
  sets.forEach(walk);
  return collected;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return isSubType(schema, conditional, type);
}

/** Is `type` the same, an implementation or a member? */
export function isSubType(
  schema: GraphQLSchema,
  above: GraphQLNamedType | undefined,
  type: GraphQLCompositeType,
): boolean {
  if (above === type) return true;
  return isAbstractType(above) && !isUnionType(type) && schema.isSubType(above, type);
}
