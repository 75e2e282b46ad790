import type { Finding } from '../../schema/subgraph.ts';

/** How often one kind of finding was met; says nothing of whose data it was. */
export type FindingCount = Omit<Finding, 'key'> & { readonly count: number };

/** Kinds a log line names; more would make it a report. */
const maxKinds = 20;

/** Findings by department, type, field and reason, in the order they were met. */
export function countFindings(findings: readonly Finding[]): readonly FindingCount[] {
  const counts = new Map<string, FindingCount>();
  for (const { department, type, field, reason } of findings) {
    const kind = JSON.stringify([department, type, field, reason]);
    const known = counts.get(kind);
    if (known === undefined && counts.size >= maxKinds) continue;
    counts.set(kind, { department, type, field, reason, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
