import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, parse, print, visit } from 'graphql';
import type { SeparatedSupergraph } from './separate-requirements.ts';
import type { StandIn } from './stand-ins.ts';

/** A plan in the names of departments and fields that the planner was told others of. */
export function plainPlan(plan: QueryPlan, separated: SeparatedSupergraph): QueryPlan {
  if (plan.node === undefined || plan.node.kind === 'Subscription') return plan;
  return { ...plan, node: plainNode(plan.node, separated) };
}

function plainNode(node: PlanNode, separated: SeparatedSupergraph): PlanNode {
  const plain = (each: PlanNode): PlanNode => plainNode(each, separated);
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(plain) };
    case 'Flatten':
      return { ...node, node: plain(node.node) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: plain(node.ifClause) }),
        ...(node.elseClause && { elseClause: plain(node.elseClause) }),
      };
    case 'Fetch':
      return plainFetch(node, separated);
    case 'Defer':
      return node; // refused before planning
  }
}

function plainFetch(node: FetchNode, { departments, standIns }: SeparatedSupergraph): FetchNode {
  const serviceName = departments.get(node.serviceName) ?? node.serviceName;
  const renamed = renamersOf(node.requires ?? [], [], standIns);
  const inputRewrites = [...(node.inputRewrites ?? []), ...renamed];
  const document = visit(node.operationDocumentNode ?? parse(node.operation, { noLocation: true }), {
    Field: (field) => {
      const standIn = standIns.get(field.name.value);
      if (standIn === undefined) return undefined;
      // Answered under the name that it stands in by: nothing else is called so.
      return {
        ...field,
        alias: field.alias ?? field.name,
        name: { kind: Kind.NAME, value: standIn.name },
        arguments: standIn.arguments,
      };
    },
  });
  return {
    ...node,
    serviceName,
    operation: print(document),
    operationDocumentNode: document,
    ...(inputRewrites.length > 0 && { inputRewrites }),
  };
}

/** What is sent is called what the department calls it; the deepest first. */
function renamersOf(
  selections: NonNullable<FetchNode['requires']>,
  path: readonly string[],
  standIns: ReadonlyMap<string, StandIn>,
): NonNullable<FetchNode['inputRewrites']> {
  return selections.flatMap((each) => {
    if (each.kind === 'InlineFragment') return renamersOf(each.selections, path, standIns);
    const here = [...path, each.alias ?? each.name];
    const below = renamersOf(each.selections ?? [], here, standIns);
    const standIn = standIns.get(each.name);
    return standIn === undefined ? below : [...below, { kind: 'KeyRenamer' as const, path: here, renameKeyTo: standIn.name }]; // prettier-ignore
  });
}
