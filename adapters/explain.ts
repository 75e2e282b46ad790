import type { ExplainedStatement } from '../schema/subgraph.ts';
import type { FieldNode } from 'graphql';
import type { FetchPlan, PagePlan, RowPlan } from './compile/plan.ts';
import { readPageArguments, type ArgumentScope } from './run/page-arguments.ts';

type Source = { readonly department: string; readonly dialect: string };

/** Every statement a plan runs for these arguments, from the root down. @throws {OnestopError} what they are refused with */
export function explainPlan(plan: FetchPlan, source: Source, scope: ArgumentScope): readonly ExplainedStatement[] {
  const statements: ExplainedStatement[] = [];
  const addRows = (rows: RowPlan) => {
    for (const child of rows.children) addPage(child.page, child.node);
    for (const reference of rows.references) addRows(reference.rows);
  };
  const addPage = (page: PagePlan, node: FieldNode | null) => {
    const { view, cut } = readPageArguments(page, node, scope);
    const isList = page.shape.kind === 'connection';
    const soleText = view.soleStatement(cut)?.text;
    const scanText = view.scan(cut)?.statement.text;
    if (!isList || page.shape.wantsRows)
      statements.push({
        ...source,
        reads: isList ? `${page.reads} (page)` : page.reads,
        text: view.statement(cut).text,
        ...(soleText !== undefined && { soleText }),
        ...(scanText !== undefined && { scanText }),
      });
    if (isList && page.shape.wantsCount)
      statements.push({ ...source, reads: `${page.reads} (count)`, text: view.count().text });
    addRows(page.rows);
  };
  for (const root of plan.roots) {
    if (root.kind === 'list') addPage(root.page, root.node);
    const entities =
      root.kind === 'lookup'
        ? [root.entity]
        : root.kind === 'entities'
          ? [...root.types.values()].flatMap((type) => type.keys.slice(0, 1))
          : [];
    for (const { source: from } of entities) {
      if (from.kind === 'table') addPage(from.page, null);
      else addRows(from.rows);
    }
  }
  return statements;
}
