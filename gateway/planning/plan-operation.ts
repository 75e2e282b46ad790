import { operationFromDocument, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { prettyFormatQueryPlan, QueryPlanner, type PlanNode, type QueryPlan } from '@apollo/query-planner';
import { parse, type DocumentNode } from 'graphql';
import { plainPlan } from './plain-plan.ts';
import { separateRequirements } from './separate-requirements.ts';

/** One fetch of a plan, as the department's port will get it. */
export type PlannedFetch = {
  readonly department: string;
  /** Where its answer belongs; `@` stands for every item of a list. */
  readonly path: readonly (string | number)[];
  readonly document: DocumentNode;
  readonly operation: string;
  /** Names of the client's variables it takes. */
  readonly variables: readonly string[];
  /** Does it look entities up by key, rather than start at the root? */
  readonly entities: boolean;
};

export type ExplainedPlan = {
  readonly plan: QueryPlan;
  /** The plan as text, for people. */
  readonly text: string;
  /** In the order they start; what runs in parallel stands side by side. */
  readonly fetches: readonly PlannedFetch[];
};

export type Planner = {
  readonly supergraph: Supergraph;
  /** Takes a valid operation with its fragments. */
  readonly plan: (document: DocumentNode) => QueryPlan;
};

/** Building one takes as long as starting a gateway; keep it. @param sdl a supergraph, with whatever it links */
export function createPlanner(sdl: string): Planner {
  const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const separated = separateRequirements(sdl);
  const planned = separated === null ? supergraph : Supergraph.build(separated.sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES }); // prettier-ignore
  const planner = new QueryPlanner(planned);
  const schema = planned.apiSchema();
  return {
    supergraph,
    plan: (document) => {
      const plan = planner.buildQueryPlan(operationFromDocument(schema, document));
      return separated === null ? plan : plainPlan(plan, separated);
    },
  };
}

/** Plans operations for `explain`. */
export function createPlanExplainer(sdl: string): (document: DocumentNode) => ExplainedPlan {
  const planner = createPlanner(sdl);
  return (document) => {
    const plan = planner.plan(document);
    return {
      plan,
      text: prettyFormatQueryPlan(plan),
      fetches: plan.node === undefined ? [] : fetchesOf(plan.node, []),
    };
  };
}

type AnyPlanNode = NonNullable<QueryPlan['node']>;

function fetchesOf(node: AnyPlanNode, path: readonly (string | number)[]): readonly PlannedFetch[] {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((each) => fetchesOf(each, path));
    case 'Flatten':
      return fetchesOf(node.node, [...path, ...node.path]);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((each) => (each === undefined ? [] : fetchesOf(each, path)));
    case 'Fetch':
      return [plannedFetch(node, path)];
    case 'Defer':
    case 'Subscription':
      return []; // refused before planning
  }
}

const plannedFetch = (
  node: Extract<PlanNode, { kind: 'Fetch' }>,
  path: readonly (string | number)[],
): PlannedFetch => ({
  department: node.serviceName,
  path,
  document: parse(node.operation, { noLocation: true }),
  operation: node.operation,
  variables: node.variableUsages ?? [],
  entities: node.requires !== undefined,
});
