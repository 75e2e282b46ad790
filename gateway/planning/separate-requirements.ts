import {
  isTypeDefinitionNode,
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql';
import {
  allNamesIn,
  flagOf,
  graphOf,
  hasFields,
  joinsOf,
  rootTypesOf,
  selectionOf,
  textOf,
  withValues,
  type JoinedFields,
} from './join-directives.ts';
import { standInForArguments, type StandIn } from './stand-ins.ts';

export type SeparatedSupergraph = {
  readonly sdl: string;
  /** By the planner's name of a department, its own. */
  readonly departments: ReadonlyMap<string, string>;
  readonly standIns: ReadonlyMap<string, StandIn>;
};

/** A field that a subgraph resolves once it was told of others. */
type Requirement = {
  readonly type: string;
  readonly field: string;
  readonly graph: string;
  readonly text: string;
  /** Of all fields that it names. */
  readonly names: readonly string[];
};

/** Requirements of one text, as a subgraph of their own: that of `graph` without what others hold as well. */
type Apart = { readonly name: string; readonly graph: string; readonly requirements: readonly Requirement[] };

/**
 * The supergraph as Apollo's planner has to be told of it to keep what `@requires` promises. Where requirements build on
 * one another it asks a subgraph for a field that this only names, as `@external`; and it tells an object of a field
 * with arguments once, whatever arguments two requirements give it, or the client. Here such requirements are subgraphs
 * of their own, and fields with arguments that they name are fields without; `plainPlan` takes both out of a plan again.
 * @returns null where there is no such requirement
 */
export function separateRequirements(sdl: string): SeparatedSupergraph | null {
  if (!hasRequirements(sdl)) return null;
  const given = parse(sdl, { noLocation: true });
  const { supergraph, standIns } = standInForArguments(given);
  const all = requirementsOf(supergraph);
  const hard = all.filter((each) => isHard(each, { all, standIns }));
  if (hard.length === 0) return null;
  const apart = apartBy(hard);
  const departments = new Map<string, string>();
  const definitions = supergraph.definitions.map((each): DefinitionNode => {
    if (each.kind === Kind.ENUM_TYPE_DEFINITION && each.name.value === 'join__Graph')
      return withGraphs(each, apart, departments);
    return isTypeDefinitionNode(each)
      ? withMembers(each, { apart, all, supergraph, roots: rootTypesOf(supergraph) })
      : each; // prettier-ignore // prettier-ignore
  });
  return { sdl: print({ ...supergraph, definitions }), departments, standIns };
}

/** Does any field of a supergraph require others? */
export const hasRequirements = (sdl: string): boolean => /\brequires:\s*"/.test(sdl);

function requirementsOf({ definitions }: DocumentNode): readonly Requirement[] {
  return definitions.filter(hasFields).flatMap((type) =>
    (type.fields ?? []).flatMap((field) =>
      joinsOf(field, 'field').flatMap((join) => {
        const [graph, text] = [graphOf(join), textOf(join, 'requires')];
        if (graph === null || text === null || !isFoundByKey(type, graph)) return [];
        return [{ type: type.name.value, field: field.name.value, graph, text, names: allNamesIn(selectionOf(text)) }];
      }),
    ),
  );
}

const isFoundByKey = (type: JoinedFields, graph: string): boolean =>
  joinsOf(type, 'type').some((each) => graphOf(each) === graph && textOf(each, 'key') !== null && flagOf(each, 'resolvable') !== false); // prettier-ignore

function isHard(
  { field, names }: Requirement,
  { all, standIns }: { readonly all: readonly Requirement[]; readonly standIns: ReadonlyMap<string, StandIn> },
): boolean {
  const required = new Set(all.map((each) => each.field));
  return names.some((name) => standIns.has(name) || required.has(name)) || all.some((each) => each.names.includes(field)); // prettier-ignore
}

function apartBy(hard: readonly Requirement[]): readonly Apart[] {
  const byText = new Map<string, Requirement[]>();
  for (const each of hard) {
    const key = JSON.stringify([each.graph, each.text]);
    byText.set(key, [...(byText.get(key) ?? []), each]);
  }
  return [...byText.values()].map((requirements, at) => {
    const graph = requirements[0]?.graph ?? '';
    return { name: `${graph}__${at}`, graph, requirements };
  });
}

function withGraphs(
  node: EnumTypeDefinitionNode,
  apart: readonly Apart[],
  departments: Map<string, string>,
): EnumTypeDefinitionNode {
  const values = apart.flatMap(({ name, graph }) =>
    (node.values ?? []).flatMap((value) => {
      const [join] = value.directives ?? [];
      if (value.name.value !== graph || join === undefined) return [];
      const department = textOf(join, 'name') ?? '';
      const planned = `${department}#${name}`;
      departments.set(planned, department);
      const directives = [withValues(join, { name: { kind: Kind.STRING, value: planned } })];
      return [{ ...value, name: { ...value.name, value: name }, directives }];
    }),
  );
  return { ...node, values: [...(node.values ?? []), ...values] };
}

type Joined = Extract<DefinitionNode, { readonly directives?: readonly ConstDirectiveNode[] | undefined }>;
type World = {
  readonly apart: readonly Apart[];
  readonly all: readonly Requirement[];
  readonly supergraph: DocumentNode;
  readonly roots: ReadonlyMap<string, 'query' | 'mutation' | 'subscription'>;
};

/** A type, with the subgraphs of their own among those that know it. */
function withMembers<T extends DefinitionNode>(node: T & Joined, world: World): T {
  const { apart, roots } = world;
  const name = 'name' in node && node.name !== undefined ? node.name.value : '';
  const root = roots.get(name);
  // Payloads may lead back to the query; what it starts with stays where it is.
  if (root !== undefined) return root === 'query' ? { ...node, directives: copies(node.directives, apart, (join) => join) } : node; // prettier-ignore
  const joined = copies(node.directives, apart, (join, { requirements }) => {
    const isOwn = requirements.some(({ type }) => type === name);
    return textOf(join, 'key') === null || isOwn ? join : withValues(join, { resolvable: false });
  });
  const fields = 'fields' in node && {
    fields: node.fields?.map((each) => withFieldMembers(each, node as never, world)),
  };
  const values = 'values' in node && {
    values: node.values?.map((each) => ({ ...each, directives: copies(each.directives, apart, (join) => join) })),
  };
  return { ...node, directives: joined, ...fields, ...values };
}

function withFieldMembers<T extends FieldDefinitionNode | InputValueDefinitionNode>(
  field: T,
  type: JoinedFields,
  { apart, all, supergraph }: World,
): T {
  const name = field.name.value;
  const isOf = (one: Requirement): boolean => one.type === type.name.value && one.field === name;
  /** Must a subgraph that only names the field have it, beside what was set apart or as one of these? */
  const isNamed = (graph: string, requirements: readonly Requirement[], isTold: IsTold): boolean =>
    keysOf(type, graph).includes(name) ||
    requirements.some(({ names }) => names.includes(name)) ||
    isProvided(name, { graph, supergraph, isTold }) ||
    isOfInterface(name, { type, graph, supergraph });
  const joined = copies(field.directives, apart, (join, { graph, requirements }) => {
    if (requirements.some(isOf)) return join;
    if (textOf(join, 'requires') !== null) return null;
    const isOwn = requirements.some((each) => each.type === type.name.value);
    if (flagOf(join, 'external') !== true) return isOwn && !keysOf(type, graph).includes(name) ? null : join;
    const isTold: IsTold = (owner, told) => requirements.every((each) => each.type !== owner || each.field === told);
    return isNamed(graph, requirements, isTold) ? join : null;
  });
  const moved = apart.flatMap(({ requirements }) => requirements);
  const directives = joined.filter((join) => {
    const graph = graphOf(join);
    if (join.name.value !== 'join__field' || graph === null || !moved.some((each) => each.graph === graph)) return true;
    if (textOf(join, 'requires') !== null) return !moved.some((each) => each.graph === graph && isOf(each));
    if (flagOf(join, 'external') !== true) return true;
    const left = all.filter((each) => each.graph === graph && !moved.includes(each));
    return isNamed(graph, left, (owner, told) => !moved.some((each) => each.graph === graph && each.type === owner && each.field === told)); // prettier-ignore
  });
  return { ...field, directives };
}

/** Directives, and those of each graph that is set apart. @param as null for none */
const copies = (
  directives: readonly ConstDirectiveNode[] = [],
  apart: readonly Apart[],
  as: (directive: ConstDirectiveNode, apart: Apart) => ConstDirectiveNode | null,
): readonly ConstDirectiveNode[] => [
  ...directives,
  ...apart.flatMap((one) =>
    directives.flatMap((each) => {
      const copy = graphOf(each) === one.graph ? as(each, one) : null;
      return copy === null ? [] : [withValues(copy, { graph: { kind: Kind.ENUM, value: one.name } })];
    }),
  ),
];

const keysOf = (type: JoinedFields, graph: string | null): readonly string[] =>
  joinsOf(type, 'type').flatMap((each) => {
    const key = graphOf(each) === graph ? textOf(each, 'key') : null;
    return key === null ? [] : selectionOf(key).selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : [])); // prettier-ignore
  });

/** Is a field, by its type and name, still in the subgraph that is looked at? */
type IsTold = (type: string, field: string) => boolean;

function isProvided(
  name: string,
  about: { readonly graph: string; readonly supergraph: DocumentNode; readonly isTold: IsTold },
): boolean {
  return about.supergraph.definitions.filter(hasFields).some((type) =>
    (type.fields ?? []).some((field) =>
      joinsOf(field, 'field').some((join) => {
        const provides = graphOf(join) === about.graph ? textOf(join, 'provides') : null;
        if (provides === null || !about.isTold(type.name.value, field.name.value)) return false;
        return allNamesIn(selectionOf(provides)).includes(name);
      }),
    ),
  );
}

/** Must the type have it there, since an interface of its has? */
function isOfInterface(
  name: string,
  about: { readonly type: JoinedFields; readonly graph: string | null; readonly supergraph: DocumentNode },
): boolean {
  const interfaces = joinsOf(about.type, 'implements').filter((each) => graphOf(each) === about.graph);
  const names = interfaces.map((each) => textOf(each, 'interface'));
  return about.supergraph.definitions.some(
    (each) => hasFields(each) && names.includes(each.name.value) && each.fields?.some((field) => field.name.value === name), // prettier-ignore
  );
}
