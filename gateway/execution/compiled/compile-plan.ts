import type { QueryPlan } from '@apollo/query-planner';
import type { ResponsePath } from '../../../schema/response-error.ts';
import { compileFetchStep } from './fetch-step.ts';
import type { PlanScope, Step } from './plan-step.ts';
import { compileToldStep } from './told-step.ts';

type AnyPlanNode = NonNullable<QueryPlan['node']>;

/** Compiles a plan, once, into what runs it. What it can't carry out is refused before. */
export function compilePlan({ node }: QueryPlan, scope: PlanScope): Step {
  return node === undefined ? async () => {} : compileNode(node, [], scope);
}

function compileNode(node: AnyPlanNode, path: ResponsePath, scope: PlanScope): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((each) => compileNode(each, path, scope)));
    case 'Parallel':
      return inParallel(node.nodes.map((each) => compileNode(each, path, scope)));
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path], scope);
    case 'Condition': {
      const then = node.ifClause === undefined ? null : compileNode(node.ifClause, path, scope);
      const otherwise = node.elseClause === undefined ? null : compileNode(node.elseClause, path, scope);
      const { condition } = node;
      return async (run) => (run.variables[condition] === true ? then : otherwise)?.(run);
    }
    case 'Fetch':
      return compileToldStep(node, path, scope) ?? compileFetchStep(node, path, scope);
    case 'Defer':
      throw notSupported('@defer');
    case 'Subscription':
      throw notSupported('subscription');
  }
}

const inSequence =
  (steps: readonly Step[]): Step =>
  async (run) => {
    for (const step of steps) await step(run);
  };

const inParallel =
  (steps: readonly Step[]): Step =>
  async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };

const notSupported = (kind: string): TypeError => new TypeError(`a plan with ${kind}`);
