import {
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
} from 'graphql';
import {
  flagOf,
  graphOf,
  hasFields,
  joinsOf,
  rootTypesOf,
  textOf,
  withValues,
  type JoinedFields,
} from '../composition/join-directives.ts';
import { standInForArguments, type StandIn } from './stand-ins.ts';
import { hasField, requirementsOf, type Requirement, type SubgraphShare } from './subgraph-share.ts';

export type SeparatedSupergraph = {
  readonly sdl: string;
  /** By the planner's name of a department, its own. */
  readonly departments: ReadonlyMap<string, string>;
  readonly standIns: ReadonlyMap<string, StandIn>;
};

/** Does any field of a supergraph require others? */
export const hasRequirements = (sdl: string): boolean => /\brequires:\s*"/.test(sdl);

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
  const hasArguments = requirementsOf(given).some(({ text }) => text.includes('('));
  const { supergraph, standIns } = hasArguments
    ? standInForArguments(given)
    : { supergraph: given, standIns: new Map<string, StandIn>() };
  const shares = sharesOf(supergraph, standIns);
  if (shares.length === 0) return null;
  const departments = new Map<string, string>();
  const separated = visit(supergraph, {
    EnumTypeDefinition: (node) => (node.name.value === 'join__Graph' ? withGraphs(node, shares, departments) : known(node, shares)), // prettier-ignore
    EnumValueDefinition: (node) => known(node, shares),
    ScalarTypeDefinition: (node) => known(node, shares),
    UnionTypeDefinition: (node) => known(node, shares),
    InputObjectTypeDefinition: (node) => known(node, shares),
    InputValueDefinition: (node) => known(node, shares),
    ObjectTypeDefinition: (node) => knownFields(node, shares, supergraph),
    InterfaceTypeDefinition: (node) => knownFields(node, shares, supergraph),
  });
  return { sdl: print(separated), departments, standIns };
}

/** Subgraphs with a requirement that is hard to plan: each such requirement, by its text, and what is left. */
function sharesOf(supergraph: DocumentNode, standIns: ReadonlyMap<string, StandIn>): readonly SubgraphShare[] {
  const all = requirementsOf(supergraph);
  const required = new Set(all.flatMap(({ names }) => names));
  const requiring = new Set(all.map(({ field }) => field));
  const isHard = ({ field, names }: Requirement): boolean =>
    required.has(field) || names.some((name) => standIns.has(name) || requiring.has(name));
  const hard = all.filter((each) => isHard(each) && isFoundByKey(each, supergraph));
  return [...new Set(hard.map(({ graph }) => graph))].flatMap((graph) => {
    const own = hard.filter((each) => each.graph === graph);
    const apart = [...new Set(own.map(({ text }) => text))].map((text, at) => ({
      ...{ name: `${graph}__${at}`, graph, isRest: false },
      requirements: own.filter((each) => each.text === text),
    }));
    const left = all.filter((each) => each.graph === graph && !own.includes(each));
    return [{ name: graph, graph, isRest: true, requirements: left }, ...apart];
  });
}

const isFoundByKey = ({ type, graph }: Requirement, { definitions }: DocumentNode): boolean =>
  definitions
    .filter(hasFields)
    .filter(({ name }) => name.value === type)
    .flatMap((each) => joinsOf(each, 'type'))
    .some((join) => graphOf(join) === graph && textOf(join, 'key') !== null && flagOf(join, 'resolvable') !== false);

function withGraphs(
  node: EnumTypeDefinitionNode,
  shares: readonly SubgraphShare[],
  departments: Map<string, string>,
): EnumTypeDefinitionNode {
  const added = shares
    .filter(({ isRest }) => !isRest)
    .flatMap(({ name, graph }) =>
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
  return { ...node, values: [...(node.values ?? []), ...added] };
}

type Joined = { readonly directives?: readonly ConstDirectiveNode[] | undefined };
type As = (directive: ConstDirectiveNode, share: SubgraphShare) => ConstDirectiveNode | null;

/** A part of the supergraph as each share of a subgraph knows it. @param as what a share knows of it by; null for nothing */
function known<T extends Joined>(node: T, shares: readonly SubgraphShare[], as: As = (directive) => directive): T {
  const directives = node.directives?.flatMap((directive) => {
    const graph = graphOf(directive);
    const own = shares.filter((share) => share.graph === graph);
    if (own.length === 0) return [directive];
    return own.flatMap((share) => {
      const shared = as(directive, share);
      return shared === null ? [] : [withValues(shared, { graph: { kind: Kind.ENUM, value: share.name } })];
    });
  });
  return { ...node, directives };
}

function knownFields<T extends JoinedFields>(type: T, shares: readonly SubgraphShare[], supergraph: DocumentNode): T {
  const root = rootTypesOf(supergraph).get(type.name.value);
  const isOwn = ({ requirements }: SubgraphShare): boolean =>
    requirements.some((each) => each.type === type.name.value);
  const ofType: As = (join, share) => {
    // Payloads may lead back to the query; what it starts with stays where it is.
    if (share.isRest || root === 'query') return join;
    if (root !== undefined) return null;
    return textOf(join, 'key') === null || isOwn(share) ? join : withValues(join, { resolvable: false });
  };
  const fields = type.fields?.map((field) =>
    known(field, shares, (join, share) => {
      if (root !== undefined) return share.isRest ? join : null;
      return hasField({ name: field.name.value, join, type }, share, supergraph) ? join : null;
    }),
  );
  return { ...known(type, shares, ofType), ...(fields && { fields }) };
}
