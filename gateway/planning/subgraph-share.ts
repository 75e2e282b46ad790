import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import {
  allNamesIn,
  flagOf,
  graphOf,
  hasFields,
  joinsOf,
  namesOf,
  selectionOf,
  textOf,
  type JoinedFields,
} from '../composition/join-directives.ts';

/** A field that a subgraph resolves once it was told of others. */
export type Requirement = {
  readonly type: string;
  readonly field: string;
  readonly graph: string;
  readonly text: string;
  /** Of all fields that it names. */
  readonly names: readonly string[];
};

/** What the planner is told of as one subgraph, of one that it was told of by another name. */
export type SubgraphShare = {
  readonly name: string;
  readonly graph: string;
  /** Those that are resolved here. */
  readonly requirements: readonly Requirement[];
  /** Is it what is left where others were set apart? They have of the types of their requirements nothing but these. */
  readonly isRest: boolean;
};

export function requirementsOf({ definitions }: DocumentNode): readonly Requirement[] {
  return definitions.filter(hasFields).flatMap((type) =>
    (type.fields ?? []).flatMap((field) =>
      joinsOf(field, 'field').flatMap((join) => {
        const [graph, text] = [graphOf(join), textOf(join, 'requires')];
        if (graph === null || text === null) return [];
        return [{ type: type.name.value, field: field.name.value, graph, text, names: allNamesIn(selectionOf(text)) }];
      }),
    ),
  );
}

/** Does a share have the field, which its subgraph has by this directive? */
export function hasField(
  { name, join, type }: { readonly name: string; readonly join: ConstDirectiveNode; readonly type: JoinedFields },
  share: SubgraphShare,
  supergraph: DocumentNode,
): boolean {
  const { graph, requirements } = share;
  if (flagOf(join, 'external') !== true) return resolves(share, type, name);
  return (
    keysOf(type, graph).includes(name) ||
    requirements.some(({ names }) => names.includes(name)) ||
    isProvided(name, share, supergraph) ||
    isOfInterface(name, { type, graph, supergraph })
  );
}

/** Of what its subgraph resolves, does a share? */
function resolves({ graph, requirements, isRest }: SubgraphShare, type: JoinedFields, name: string): boolean {
  const own = requirements.filter((each) => each.type === type.name.value);
  if (own.some(({ field }) => field === name)) return true;
  const requiring = (type.fields ?? []).find((field) => field.name.value === name);
  const requires = joinsOf(requiring ?? {}, 'field').some((join) => graphOf(join) === graph && textOf(join, 'requires') !== null); // prettier-ignore
  return !requires && (isRest || own.length === 0 || keysOf(type, graph).includes(name));
}

const keysOf = (type: JoinedFields, graph: string): readonly string[] =>
  joinsOf(type, 'type').flatMap((each) => {
    const key = graphOf(each) === graph ? textOf(each, 'key') : null;
    return key === null ? [] : namesOf(selectionOf(key));
  });

function isProvided(name: string, share: SubgraphShare, { definitions }: DocumentNode): boolean {
  return definitions.filter(hasFields).some((type) =>
    (type.fields ?? []).some((field) =>
      joinsOf(field, 'field').some((join) => {
        const provides = graphOf(join) === share.graph ? textOf(join, 'provides') : null;
        if (provides === null || !resolves(share, type, field.name.value)) return false;
        return allNamesIn(selectionOf(provides)).includes(name);
      }),
    ),
  );
}

/** Must the type have it there, since an interface of its has? */
function isOfInterface(
  name: string,
  about: { readonly type: JoinedFields; readonly graph: string; readonly supergraph: DocumentNode },
): boolean {
  const interfaces = joinsOf(about.type, 'implements').filter((each) => graphOf(each) === about.graph);
  const names = interfaces.map((each) => textOf(each, 'interface'));
  return about.supergraph.definitions
    .filter(hasFields)
    .some(({ name: type, fields = [] }) => names.includes(type.value) && fields.some((field) => field.name.value === name)); // prettier-ignore
}
