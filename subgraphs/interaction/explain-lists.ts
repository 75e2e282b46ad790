import { Kind, visit, type DocumentNode, type FieldNode, type FragmentDefinitionNode } from 'graphql';
import type { EntityReader } from '../../adapters/ports/entity-reader.ts';
import { mergedPageDefault } from '../../schema/merged-lists.ts';
import type { ExplainedStatement } from '../../schema/subgraph.ts';
import { requiredBy } from './merged-list.ts';
import type { MergedField, MergedSource } from './merged-sources.ts';
import { selectionOf } from './required-fields.ts';
import { selectedFields } from './selected-fields.ts';
import type { PreparedSource } from './source-reader.ts';

export type ExplainScope = {
  readonly fields: readonly MergedField[];
  readonly prepare: (source: MergedSource) => PreparedSource;
  readonly entities: EntityReader;
};

/**
 * What the departments would run for the merged lists of one fetch, whatever the parents' number. Fields of a parent
 * that several lists need are read once.
 */
export async function explainLists(
  document: DocumentNode,
  scope: ExplainScope,
): Promise<readonly ExplainedStatement[]> {
  const lists = listsOf(document, scope.fields);
  const fragments = Object.fromEntries(document.definitions.filter(isFragment).map((each) => [each.name.value, each]));
  const needed = new Map(
    lists.flatMap(({ field }) => {
      const [parent, selection] = [field.parent, selectionOf(requiredBy(field))];
      return requiredBy(field).length === 0 ? [] : [[`${parent} ${selection}`, { parent, selection }] as const];
    }),
  );
  const required = [...needed.values()].map(({ parent, selection }) => scope.entities.explain(parent, selection));
  const asked = lists.flatMap(({ field, node }) => {
    const names = selectedFields([node], fragments);
    const wanted = {
      first: names.some((name) => name !== 'totalCount') ? firstOf(node) : null,
      count: names.includes('totalCount'),
    };
    return field.sources.map((source) => scope.prepare(source).explain(wanted));
  });
  return (await Promise.all([...required, ...asked])).flat();
}

const isFragment = (node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode =>
  node.kind === Kind.FRAGMENT_DEFINITION;

/** The merged lists that a fetch selects: below a condition on their parent, or at the root. */
function listsOf(document: DocumentNode, fields: readonly MergedField[]) {
  const found: { readonly field: MergedField; readonly node: FieldNode }[] = [];
  const parents: (string | null)[] = [];
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.OPERATION_DEFINITION) parents.push('Query');
      else if (node.kind === Kind.INLINE_FRAGMENT)
        parents.push(node.typeCondition?.name.value ?? parents.at(-1) ?? null);
      else if (node.kind === Kind.FRAGMENT_DEFINITION) parents.push(node.typeCondition.name.value);
      else if (node.kind === Kind.FIELD) {
        const field = fields.find(({ parent, name }) => parent === parents.at(-1) && name === node.name.value);
        if (field !== undefined) found.push({ field, node });
        parents.push(null);
      }
    },
    leave: (node) => {
      if (opensParent.has(node.kind)) parents.pop();
    },
  });
  return found;
}

const opensParent: ReadonlySet<string> = new Set([
  Kind.OPERATION_DEFINITION,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_DEFINITION,
  Kind.FIELD,
]);

/** A size that is a variable's changes no text. */
function firstOf(node: FieldNode): number {
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  return given?.kind === Kind.INT ? Number(given.value) : mergedPageDefault;
}
