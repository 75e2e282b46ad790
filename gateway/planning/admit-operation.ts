import type { GraphQLSchema } from 'graphql';
import { responseError } from '../../schema/response-error.ts';
import type { Variables } from '../../schema/subgraph.ts';
import type { EstimateCost } from './operation-cost.ts';
import { OperationRefused } from './operation-refused.ts';
import { coerceVariables, type ClientOperation } from './select-operation.ts';

/** An operation with its variables, which may be run for what it costs. */
export type AdmittedOperation = {
  readonly operation: ClientOperation;
  /** Coerced, defaults filled in; absent ones stay absent. */
  readonly variables: Variables;
  readonly cost: number;
};

export type AdmissionOptions = {
  readonly schema: GraphQLSchema;
  readonly estimate: EstimateCost;
  /** Largest cost of one operation. */
  readonly maxCost: number;
  /** May messages about variables name what the schema holds under a similar name? */
  readonly suggestions: boolean;
};

/** Throws `OperationRefused` for variables that don't fit, and for what costs too much. */
export type Admit = (operation: ClientOperation, given: Variables) => AdmittedOperation;

export function createAdmission({ schema, estimate, maxCost, suggestions }: AdmissionOptions): Admit {
  return (operation, given) => {
    const variables = coerceVariables(schema, operation, given, { suggestions });
    const cost = estimate(operation, variables);
    if (cost <= maxCost) return { operation, variables, cost };
    const details = { cost, limit: maxCost };
    throw new OperationRefused([responseError('OPERATION_TOO_EXPENSIVE', details, { extensions: details })]);
  };
}
