import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse, type FieldNode, type InlineFragmentNode, type SelectionNode } from 'graphql';
import { setOwn } from '../../../schema/set-own.ts';
import { operationOf } from '../../security/document-parts.ts';
import type { ResponsePath } from '../../../schema/response-error.ts';
import { readerOf } from './entity.ts';
import { compileFinder } from './find-entities.ts';
import type { PlanScope, Step } from './plan-step.ts';

/** A response key that an object is given, and the field that it has already. */
type Told = { readonly types: ReadonlySet<string>; readonly key: string; readonly name: string };

/**
 * A fetch that asks for nothing but what it tells: parts of keys, under other names. The planner makes them where an
 * interface is known as an object, which need not answer by that key at all. Nobody is asked.
 * @returns null for any other fetch
 */
export function compileToldStep(
  node: FetchNode,
  path: ResponsePath,
  { typesUnder, knowsAsObject }: PlanScope,
): Step | null {
  if (node.requires === undefined || (node.inputRewrites ?? []).some(({ kind }) => kind === 'KeyRenamer')) return null;
  const document = node.operationDocumentNode ?? parse(node.operation, { noLocation: true });
  const [entities] = operationOf(document).selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || (node.outputRewrites ?? []).length > 0) return null;
  const fragments = entities.selectionSet?.selections ?? [];
  if (!fragments.every(isPlainFragment)) return null;
  const told: Told[] = [];
  for (const { typeCondition, selectionSet } of fragments) {
    const type = typeCondition?.name.value ?? '';
    // Who knows an interface itself says of what type its objects are.
    const isSilent = knowsAsObject(node.serviceName, type);
    const found = leavesTold(node.requires).filter((each) => typesUnder(type).has(each.type));
    if (found.length === 0) return null;
    for (const each of selectionSet.selections) {
      if (!isPlainLeaf(each) || (each.name.value === '__typename' && !isSilent)) return null;
      for (const { type: of, leaves } of found) {
        if (!leaves.has(each.name.value)) return null;
        told.push({ types: typesUnder(of), key: each.alias?.value ?? each.name.value, name: each.name.value });
      }
    }
  }
  return tellStep(path, told);
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

const isPlainFragment = (node: SelectionNode): node is InlineFragmentNode =>
  node.kind === Kind.INLINE_FRAGMENT && node.typeCondition !== undefined && (node.directives ?? []).length === 0;

/** `__typename` under another name is what the department itself says. */
const isPlainLeaf = (node: SelectionNode): node is FieldNode =>
  node.kind === Kind.FIELD &&
  node.selectionSet === undefined &&
  (node.arguments ?? []).length + (node.directives ?? []).length === 0 &&
  (node.name.value !== '__typename' || node.alias === undefined);

/** By type, fields without others below them that its objects are found by. */
const leavesTold = (requires: NonNullable<FetchNode['requires']>) =>
  requires.flatMap((each) => {
    if (each.kind !== 'InlineFragment' || each.typeCondition === undefined) return [];
    const leaves = each.selections.flatMap((one) =>
      one.kind === 'Field' && one.selections === undefined && one.alias === undefined ? [one.name] : [],
    );
    return [{ type: each.typeCondition, leaves: new Set(leaves) }];
  });
