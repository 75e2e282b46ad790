import { composeSubgraphs, type SubgraphSource } from './composition/compose-subgraphs.ts';
import { CompositionFailed } from './composition/composition-failed.ts';
import { loadSupergraph } from './composition/load-supergraph.ts';
import { defaultLimits } from './planning/operation-limits.ts';
import { createOperationStore } from './planning/operation-store.ts';
import { createPlanner, type ExplainedPlan } from './planning/plan-operation.ts';

/** Throws `OperationRefused` for what can't be run. */
export type Explain = (text: string, operationName: string | null) => ExplainedPlan;

/** Plans as a gateway over these departments does, without one: nothing is run. Throws `CompositionFailed`. */
export function createExplainer(subgraphs: readonly SubgraphSource[]): Explain {
  const composed = composeSubgraphs(subgraphs);
  if (composed.kind === 'failed') throw new CompositionFailed(composed.problems);
  const { apiSchema: schema, stockSdl } = loadSupergraph(composed.supergraphSdl);
  const operations = createOperationStore({ schema, limits: defaultLimits, introspection: true });
  const plan = createPlanner(stockSdl);
  return (text, operationName) => plan(operations.prepare(text, operationName).document);
}
