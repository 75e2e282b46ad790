import { valueFromASTUntyped, type GraphQLSchema } from 'graphql';
import type { Policy } from '../schema/policy.ts';
import type { Variables } from '../schema/subgraph.ts';
import { composeSubgraphs, type SubgraphSource } from './composition/compose-subgraphs.ts';
import { CompositionFailed } from './composition/composition-failed.ts';
import { loadSupergraph } from './composition/load-supergraph.ts';
import { personalFields } from './execution/personal-fields.ts';
import { createCostEstimator } from './planning/operation-cost.ts';
import { defaultLimits, type OperationLimits } from './planning/operation-limits.ts';
import { createOperationStore } from './planning/operation-store.ts';
import { createPlanExplainer, type ExplainedPlan, type PlannedFetch } from './planning/plan-operation.ts';
import type { ClientOperation } from './planning/select-operation.ts';

/** Personal data that a fetch asks for, of one type. */
export type PersonalData = {
  readonly type: string;
  /** Name of the field that says whose it is; null where the rows it hangs on do. */
  readonly subject: string | null;
  readonly fields: readonly string[];
};

export type ExplainedFetchPlan = PlannedFetch & { readonly personal: readonly PersonalData[] };

export type ExplainedOperation = Omit<ExplainedPlan, 'fetches'> & {
  readonly fetches: readonly ExplainedFetchPlan[];
  /** What it would cost with these variables, and what one operation may cost. */
  readonly cost: number;
  /** What the plan's variables are: those given, defaults, and the operation's literals. */
  readonly variables: Variables;
  readonly maxCost: number;
};

/** Throws `OperationRefused` for what can't be run, but not for what costs too much. */
export type Explain = (text: string, operationName: string | null, variables?: Variables) => ExplainedOperation;

/** Plans as a gateway over these departments does, without one: nothing is run. Throws `CompositionFailed`. */
export function createExplainer(subgraphs: readonly SubgraphSource[], given: Partial<OperationLimits> = {}): Explain {
  const limits = { ...defaultLimits, ...given };
  const composed = composeSubgraphs(subgraphs);
  if (composed.kind === 'failed') throw new CompositionFailed(composed.problems);
  const { apiSchema: schema, costs: rules, sdl, policy } = loadSupergraph(composed.supergraphSdl);
  const operations = createOperationStore({ schema, limits, introspection: true });
  const plan = createPlanExplainer(sdl);
  const estimate = createCostEstimator({ schema, rules, pageSize: limits.pageSize });
  return (text, operationName, variablesGiven = {}) => {
    const operation = operations.prepare(text, operationName);
    const variables = { ...defaultsOf(operation), ...variablesGiven, ...operation.literals };
    const cost = estimate(operation, variables);
    const planned = plan(operation.document, variables);
    const fetches = planned.fetches.map((fetch) => ({ ...fetch, personal: personalData(fetch, schema, policy) }));
    return { ...planned, fetches, variables, cost, maxCost: limits.cost };
  };
}

function personalData({ document }: PlannedFetch, schema: GraphQLSchema, policy: Policy): readonly PersonalData[] {
  const byType = new Map<string, string[]>();
  for (const each of personalFields(document, schema, policy)) {
    const [type = '', field = ''] = each.split('.');
    byType.set(type, [...(byType.get(type) ?? []), field]);
  }
  return [...byType].map(([type, fields]) => ({ type, subject: policy.subjectField(type), fields }));
}

/** Of the operation's variables. Required ones may be absent here: a plan has no need of them. */
const defaultsOf = ({ given }: ClientOperation): Variables =>
  Object.fromEntries(
    given.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    ),
  );
