import type { ExplainedStatement } from '../schema/subgraph.ts';
import { plainView, type FetchPlan, type PagePlan, type RowPlan } from './compile/plan.ts';

type Source = { readonly department: string; readonly dialect: string };

const firstPage = { after: null, before: null, isBackwards: false };

/** Every statement a plan runs on its first page, from the root down. */
export function explainPlan(plan: FetchPlan, source: Source): readonly ExplainedStatement[] {
  const statements: ExplainedStatement[] = [];
  const addRows = (rows: RowPlan) => {
    for (const child of rows.children) addPage(child.page);
    for (const reference of rows.references) addRows(reference.rows);
  };
  const addPage = (page: PagePlan) => {
    const view = page.view(plainView);
    const isList = page.shape.kind === 'connection';
    if (!isList || page.shape.wantsRows)
      statements.push({
        ...source,
        reads: isList ? `${page.reads} (page)` : page.reads,
        text: view.statement(firstPage).text,
      });
    if (isList && page.shape.wantsCount)
      statements.push({ ...source, reads: `${page.reads} (count)`, text: view.count().text });
    addRows(page.rows);
  };
  for (const root of plan.roots) {
    if (root.kind === 'list') addPage(root.page);
    const entities =
      root.kind === 'lookup'
        ? [root.entity]
        : root.kind === 'entities'
          ? [...root.types.values()].flatMap((type) => type.keys.slice(0, 1))
          : [];
    for (const { source: from } of entities) {
      if (from.kind === 'table') addPage(from.page);
      else addRows(from.rows);
    }
  }
  return statements;
}
