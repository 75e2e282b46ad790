import { Kind, print, visit, type ArgumentNode, type DocumentNode, type SelectionSetNode } from 'graphql';
import {
  hasFields,
  namedTypeOf,
  selectionOf,
  textOf,
  withValues,
  type JoinedFields,
} from '../composition/join-directives.ts';

/** A field with arguments that a requirement names, for which a field without any stands in the planner's supergraph. */
export type StandIn = { readonly name: string; readonly arguments: readonly ArgumentNode[] };

/** The supergraph with a field of its own for each field with arguments that a requirement names. */
export function standInForArguments(supergraph: DocumentNode): {
  readonly supergraph: DocumentNode;
  readonly standIns: ReadonlyMap<string, StandIn>;
} {
  const types = new Map<string, JoinedFields>();
  for (const each of supergraph.definitions) if (hasFields(each)) types.set(each.name.value, each);
  const standIns = new Map<string, StandIn>();
  const names = new Map<string, string>();
  const taken = new Set([...types.values()].flatMap(({ fields = [] }) => fields.map((each) => each.name.value)));
  const unused = (name: string): string => (taken.has(name) ? unused(`${name}_`) : name);
  /** By type, what stands in for which of its fields. */
  const added = new Map<string, Map<string, string>>();

  const standInFor = (type: string, name: string, given: readonly ArgumentNode[]): string => {
    const text = `${name}(${given.map((each) => print(each)).join()})`;
    const standIn = names.get(text) ?? unused(`${name}__${names.size}`);
    names.set(text, standIn);
    standIns.set(standIn, { name, arguments: given });
    const implementing = [...types.values()].filter((each) => each.interfaces?.some((one) => one.name.value === type));
    for (const each of [type, ...implementing.map((one) => one.name.value)])
      added.set(each, (added.get(each) ?? new Map<string, string>()).set(standIn, name));
    return standIn;
  };

  const replaced = (set: SelectionSetNode, type: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((each) => {
      if (each.kind === Kind.FRAGMENT_SPREAD) return each;
      if (each.kind === Kind.INLINE_FRAGMENT)
        return { ...each, selectionSet: replaced(each.selectionSet, each.typeCondition?.name.value ?? type) };
      const field = types.get(type)?.fields?.find((one) => one.name.value === each.name.value);
      const below = field === undefined ? type : namedTypeOf(field.type);
      const given = each.arguments ?? [];
      return {
        ...each,
        ...(given.length > 0 && { arguments: [], name: { ...each.name, value: standInFor(type, each.name.value, given) } }), // prettier-ignore
        ...(each.selectionSet && { selectionSet: replaced(each.selectionSet, below) }),
      };
    }),
  });

  const named = visit(supergraph, {
    Directive: (node, _key, _parent, _path, ancestors) => {
      const requires = node.name.value === 'join__field' ? textOf(node as never, 'requires') : null;
      if (requires?.includes('(') !== true) return undefined;
      const owner = ancestors.findLast(
        (each) => !Array.isArray(each) && hasFields(each as JoinedFields),
      ) as JoinedFields;
      const selection = replaced(selectionOf(requires), owner.name.value);
      return withValues(node as never, { requires: { kind: Kind.STRING, value: print(selection).slice(1, -1) } });
    },
  });
  const withStandIns = (node: JoinedFields): JoinedFields | undefined => {
    const own = added.get(node.name.value);
    if (own === undefined) return undefined;
    const fields = [...own].flatMap(([standIn, name]) =>
      (node.fields ?? [])
        .filter((each) => each.name.value === name)
        .map((each) => ({ ...each, arguments: [], name: { ...each.name, value: standIn } })),
    );
    return { ...node, fields: [...(node.fields ?? []), ...fields] };
  };
  return {
    supergraph: visit(named, { ObjectTypeDefinition: withStandIns, InterfaceTypeDefinition: withStandIns }),
    standIns,
  };
}
