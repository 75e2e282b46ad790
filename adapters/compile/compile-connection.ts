import type { SelectionSetNode } from 'graphql';
import type { ListMapping } from '../mapping/model.ts';
import type { CompileScope, PageRequest } from './compile-scope.ts';
import type { ConnectionField, EdgeField, PageInfoField, PageShape, RowObjectPlan } from './plan.ts';
import { selectFields } from './selection.ts';

type ConnectionScope = {
  readonly compileRow: (selections: readonly SelectionSetNode[]) => RowObjectPlan;
  readonly scope: CompileScope;
};

/** Compiles what a client selected of a connection. */
export function compileConnection(
  { type, selections }: PageRequest,
  list: ListMapping,
  { compileRow, scope }: ConnectionScope,
): PageShape {
  const typename = `${type.name}Connection`;
  const fields = selectFields(selections, typename, scope.selection).map(
    ({ key, node, selections: inner }): ConnectionField => {
      switch (node.name.value) {
        case 'nodes':
          return { kind: 'nodes', key, object: compileRow(inner) };
        case 'edges':
          return { kind: 'edges', key, fields: compileEdge(type.name, inner, { compileRow, scope }) };
        case 'pageInfo':
          return { kind: 'pageInfo', key, fields: compilePageInfo(inner, scope) };
        case 'totalCount':
          return { kind: 'totalCount', key };
        default:
          return { kind: 'typename', key, typename };
      }
    },
  );
  const kinds = new Set(fields.map((field) => field.kind));
  const wantsRows = kinds.has('nodes') || kinds.has('edges') || kinds.has('pageInfo');
  return {
    kind: 'connection',
    type,
    max: list.max,
    default: list.default,
    fields,
    wantsRows,
    wantsCount: kinds.has('totalCount'),
  };
}

function compileEdge(
  target: string,
  selections: readonly SelectionSetNode[],
  { compileRow, scope }: ConnectionScope,
): readonly EdgeField[] {
  const typename = `${target}Edge`;
  return selectFields(selections, typename, scope.selection).map(({ key, node, selections: inner }): EdgeField => {
    if (node.name.value === 'node') return { kind: 'node', key, object: compileRow(inner) };
    return node.name.value === 'cursor' ? { kind: 'cursor', key } : { kind: 'typename', key, typename };
  });
}

const compilePageInfo = (selections: readonly SelectionSetNode[], scope: CompileScope): readonly PageInfoField[] =>
  selectFields(selections, 'PageInfo', scope.selection).map(({ key, node }) => ({
    key,
    kind: pageInfoKind(node.name.value),
  }));

function pageInfoKind(field: string): PageInfoField['kind'] {
  switch (field) {
    case 'hasNextPage':
    case 'hasPreviousPage':
    case 'startCursor':
    case 'endCursor':
      return field;
    default:
      return 'typename';
  }
}
