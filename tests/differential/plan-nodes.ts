import type { QueryPlan } from '@apollo/query-planner';

/** What a plan is made of: node kinds, and what fetches bring with them. */
export type PlanCounts = Record<string, number>;

type AnyPlanNode = NonNullable<QueryPlan['node']>;

/** Adds what a plan holds to `counts`. @returns how many fetches it has */
export function countPlan({ node }: QueryPlan, counts: PlanCounts): number {
  let fetches = 0;
  const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);
  const walk = (each: AnyPlanNode): void => {
    count(each.kind);
    switch (each.kind) {
      case 'Sequence':
      case 'Parallel':
        each.nodes.forEach(walk);
        break;
      case 'Flatten':
        if (each.path.filter((step) => step === '@').length > 1) count('Flatten of lists in lists');
        walk(each.node);
        break;
      case 'Condition':
        for (const clause of [each.ifClause, each.elseClause]) if (clause !== undefined) walk(clause);
        break;
      case 'Fetch':
        fetches += 1;
        count(each.requires === undefined ? 'Fetch of a root' : 'Fetch of entities');
        for (const rewrite of each.inputRewrites ?? []) count(`input ${rewrite.kind}`);
        for (const rewrite of each.outputRewrites ?? []) count(`output ${rewrite.kind}`);
        break;
      case 'Defer':
      case 'Subscription':
        break;
    }
  };
  if (node !== undefined) walk(node);
  return fetches;
}
