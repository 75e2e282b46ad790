import {
  GraphQLID,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { responseError } from '../../schema/response-error.ts';
import type { Variables } from '../../schema/subgraph.ts';
import { OperationRefused } from './operation-refused.ts';

/**
 * Refuses numbers for an `ID` that JSON could not carry exactly: 110105194912310018 arrives as
 * …010 020, which is somebody else. Throws `OperationRefused` with `BAD_USER_INPUT`.
 */
export function refuseRoundedIds(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Variables,
): void {
  const rounded = definitions.filter(({ variable, type: node }) => {
    const type = typeFromAST(schema, node);
    return isInputType(type) && holdsRoundedId(type, given[variable.name.value]);
  });
  if (rounded.length === 0) return;
  throw new OperationRefused(
    rounded.map(({ variable }) =>
      responseError('BAD_USER_INPUT', {
        reason: `Variable "$${variable.name.value}" holds an ID as a number that JSON can’t carry exactly; send it as text.`,
      }),
    ),
  );
}

/** With a list of what is left to see: clients choose how deep their values are. */
function holdsRoundedId(type: GraphQLInputType, given: unknown): boolean {
  const left: { readonly type: GraphQLInputType; readonly value: unknown }[] = [{ type, value: given }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value } = next;
    const nullable = isNonNullType(next.type) ? next.type.ofType : next.type;
    if (isListType(nullable)) {
      for (const item of Array.isArray(value) ? value : [value]) left.push({ type: nullable.ofType, value: item });
    } else if (isInputObjectType(nullable) && isFields(value)) {
      for (const field of Object.values(nullable.getFields())) {
        if (Object.hasOwn(value, field.name)) left.push({ type: field.type, value: value[field.name] });
      }
    } else if (isID(nullable) && typeof value === 'number' && !Number.isSafeInteger(value)) {
      return true;
    }
  }
  return false;
}

/** By name: a schema built from text may bring its own object for it. */
const isID = (type: GraphQLInputType): boolean => 'name' in type && type.name === GraphQLID.name;

const isFields = (value: unknown): value is Variables => typeof value === 'object' && value !== null;
