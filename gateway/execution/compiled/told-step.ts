import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, type SelectionNode } from 'graphql';
import { setOwn } from '../../../schema/set-own.ts';
import { operationOf } from '../../security/document-parts.ts';
import type { ResponsePath } from '../../../schema/response-error.ts';
import { readerOf } from './entity.ts';
import { compileFinder } from './find-entities.ts';
import type { PlanScope, Step } from './plan-step.ts';

type Requires = NonNullable<FetchNode['requires']>;
type LeavesOf = { readonly type: string; readonly leaves: ReadonlySet<string> };
/** A response key that an object is given, and the field that it has already. */
type Told = { readonly types: ReadonlySet<string>; readonly key: string; readonly name: string };

/**
 * A fetch that no department can answer: of one that is not to be found by key there, parts of its key under other names.
 * The planner makes them where an interface is known as an object. Nobody is asked; what an object has is given to it.
 * @returns null for any other fetch
 */
export function compileToldStep(node: FetchNode, path: ResponsePath, scope: PlanScope): Step | null {
  if (node.requires === undefined) return null;
  const document = node.operationDocumentNode ?? parse(node.operation, { noLocation: true });
  const [entities] = operationOf(document).selectionSet.selections;
  const fragments = (entities?.kind === Kind.FIELD ? entities.selectionSet?.selections : null) ?? [];
  const told: Told[] = [];
  const { requires, serviceName } = node;
  const isTold = (selections: readonly SelectionNode[], type: string | null): boolean =>
    selections.every((each) => {
      if (each.kind === Kind.INLINE_FRAGMENT)
        return isTold(each.selectionSet.selections, each.typeCondition?.name.value ?? type);
      if (each.kind !== Kind.FIELD || type === null || scope.isFoundByKey(serviceName, type)) return false;
      const types = scope.typesUnder(type);
      told.push({ types, key: each.alias?.value ?? each.name.value, name: each.name.value });
      return leavesTold(requires, types).has(each.name.value);
    });
  // What a condition leaves out is not written, whoever told it.
  return isTold(fragments, null) ? tellStep(path, told) : null;
}

function tellStep(path: ResponsePath, told: readonly Told[]): Step {
  const find = compileFinder(path);
  const missing = told.filter(({ key, name }) => key !== name).map((each) => ({ ...each, read: readerOf(each.name) }));
  return async ({ data }) => {
    for (const entity of find(data)) {
      const type = entity['__typename'];
      for (const { types, key, read } of missing) {
        const value = read(entity);
        if (typeof type === 'string' && types.has(type) && value !== undefined) setOwn(entity, key, value);
      }
    }
  };
}

/** Fields without others below them that objects of all these types are found by. */
function leavesTold(requires: Requires, types: ReadonlySet<string>): ReadonlySet<string> {
  const sets = setsOfLeaves(requires, null).filter(({ type }) => types.has(type));
  return new Set([...(sets[0]?.leaves ?? [])].filter((leaf) => sets.every(({ leaves }) => leaves.has(leaf))));
}

/** By type, of each of the objects that a fetch tells. */
function setsOfLeaves(selections: Requires, type: string | null): readonly LeavesOf[] {
  const leaves = selections.flatMap((each) => (each.kind === 'Field' && each.selections === undefined ? [each.name] : [])); // prettier-ignore
  const below = selections.flatMap((each) =>
    each.kind === 'InlineFragment' ? setsOfLeaves(each.selections, each.typeCondition ?? type) : [],
  );
  if (type === null || leaves.length === 0) return below;
  return [{ type, leaves: new Set(leaves) }, ...below.map((each) => ({ ...each, leaves: new Set([...leaves, ...each.leaves]) }))]; // prettier-ignore
}
