import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
  type Operation,
  type Schema,
} from '@apollo/federation-internals';
import { prettyFormatQueryPlan, QueryPlanner, type PlanNode, type QueryPlan } from '@apollo/query-planner';
import { parse, type DocumentNode } from 'graphql';
import { responseError } from '../../schema/response-error.ts';
import type { Variables } from '../../schema/subgraph.ts';
import { conditionVariables, resolveConditions } from './conditions.ts';
import { OperationRefused } from './operation-refused.ts';
import { plainPlan } from './plain-plan.ts';
import { hasRequirements, separateRequirements } from './separate-requirements.ts';

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
  /** Of fields that plans may ask for, and clients not: `@inaccessible` ones, and those that stand for others. */
  readonly hiddenNames: ReadonlySet<string>;
  /** Names of the variables that the plan of a document depends on. */
  readonly decidedBy: (document: DocumentNode) => readonly string[];
  /** Takes a valid operation with its fragments. @param variables those that decide; all conditions stand in the plan where they are absent */
  readonly plan: (document: DocumentNode, variables?: Variables) => QueryPlan;
};

/**
 * Building one takes as long as starting a gateway; keep it. Where fields require others, each way through an operation
 * by `@skip` and `@include` is planned by itself: Apollo's planner asks a department for a field together with what
 * stands beside it, and then for none of them where what the field requires was left out.
 * Throws `OperationRefused` for what there are too many ways to plan.
 * @param sdl a supergraph, with whatever it links
 */
export function createPlanner(sdl: string): Planner {
  const supergraph = buildSupergraph(sdl);
  const separated = separateRequirements(sdl);
  const planned = separated === null ? supergraph : buildSupergraph(separated.sdl);
  const planner = new QueryPlanner(planned, plannerConfig);
  const schema = planned.apiSchema();
  const isDecided = hasRequirements(sdl);
  return {
    supergraph,
    hiddenNames: hiddenNamesOf(planned, separated?.standIns ?? new Map()),
    decidedBy: (document) => (isDecided ? conditionVariables(document) : []),
    plan: (document, variables) => {
      const asked = isDecided && variables !== undefined ? resolveConditions(document, variables) : document;
      const plan = buildPlan(planner, operationFromDocument(schema, asked));
      return separated === null ? plan : plainPlan(plan, separated);
    },
  };
}

/**
 * Ways to one field that the planner may weigh up against one another: it compares each with each, and everybody waits
 * meanwhile. Without a limit 120 fields of a graph with an interface object took 90 s; with it they are refused in 0.1 s.
 */
export const plannerConfig = { debug: { pathsLimit: 1_000 } };

/** What the planner throws beyond that, as a client is told of it; null for anything else. */
export function refusalOf(error: unknown): OperationRefused | null {
  if (!(error instanceof Error) || !error.message.startsWith('Too many options')) return null;
  return new OperationRefused([responseError('OPERATION_TOO_COMPLEX')]);
}

function buildPlan(planner: QueryPlanner, operation: Operation): QueryPlan {
  try {
    return planner.buildQueryPlan(operation);
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

function hiddenNamesOf(supergraph: Supergraph, standIns: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const seen = new Set(fieldNamesOf(supergraph.apiSchema()));
  return new Set([...fieldNamesOf(supergraph.schema).filter((name) => !seen.has(name)), ...standIns.keys()]);
}

const fieldNamesOf = (schema: Schema): readonly string[] =>
  [...schema.objectTypes(), ...schema.interfaceTypes()].flatMap((type) => type.fields().map(({ name }) => name));

const buildSupergraph = (sdl: string): Supergraph =>
  Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });

/** Plans operations for `explain`. */
export function createPlanExplainer(sdl: string): (document: DocumentNode, variables: Variables) => ExplainedPlan {
  const planner = createPlanner(sdl);
  return (document, variables) => {
    const isDecided = planner.decidedBy(document).every((name) => variables[name] !== undefined);
    const plan = isDecided ? planner.plan(document, variables) : planner.plan(document);
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
