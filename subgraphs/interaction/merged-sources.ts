import { Kind, type ConstDirectiveNode, type FieldDefinitionNode, type TypeNode } from 'graphql';
import { implementing, objectTypes, type PublishedSubgraph } from '../../adapters/ports/published-types.ts';
import { mergedLists, type MergedList } from '../../schema/merged-lists.ts';
import { commonConditions, whereOf, type Conditions, type OwnWhere } from './merged-where.ts';

/** What one department has of a merged list: a list of its own on the same parent. */
export type MergedSource = {
  /** Unique among the sources of one list; part of cursors. */
  readonly key: string;
  readonly department: string;
  readonly parent: string;
  /** The department's list, such as `hotlineOrders`. */
  readonly field: string;
  /** The owner's type, whose rows implement the interface. */
  readonly typename: string;
  /** Fields of the parent that others hold and the department's list is found by. */
  readonly requires: readonly string[];
  /** What its rows can be filtered by; null for nothing. */
  readonly where: OwnWhere | null;
};

/** One merged list of the graph, with everybody who has a part of it. */
export type MergedField = {
  readonly list: MergedList;
  readonly parent: string;
  readonly name: string;
  readonly sources: readonly MergedSource[];
  /** What rows of every owner of the interface can be filtered by, on whatever parent. */
  readonly conditions: Conditions;
};

/** The merged lists that some department has a part of, in the order of the vocabulary; sources by subgraph and field. */
export function findMergedFields(subgraphs: readonly PublishedSubgraph[]): readonly MergedField[] {
  return mergedLists.flatMap((list) => {
    const parts = Object.entries(list.parents).flatMap(([parent, name]) => {
      const sources = subgraphs.flatMap((subgraph) => sourcesOf(subgraph, list, parent));
      return sources.length === 0 ? [] : [{ list, parent, name, sources }];
    });
    const all = parts.flatMap(({ sources }) => sources.map(({ where }) => where));
    const conditions = commonConditions(list.interface, all);
    return parts.map((part): MergedField => ({ ...part, conditions }));
  });
}

/** Every owner's type of an interface, beside the owner's name. */
export const ownersOf = (subgraphs: readonly PublishedSubgraph[], list: MergedList) =>
  subgraphs.flatMap(({ name, sdl }) =>
    implementing(sdl, list.interface).map((typename) => ({ department: name, typename })),
  );

function sourcesOf(subgraph: PublishedSubgraph, list: MergedList, parent: string): readonly MergedSource[] {
  const typenames = new Set(implementing(subgraph.sdl, list.interface));
  const fields = objectTypes(subgraph.sdl)
    .filter(({ name }) => name.value === parent)
    .flatMap((node) => node.fields ?? []);
  return fields.flatMap((field) => {
    const typename = /^(.+)Connection$/.exec(namedType(field.type))?.[1];
    if (typename === undefined || !typenames.has(typename) || !isWholeList(field)) return [];
    return [
      {
        key: `${subgraph.name} ${field.name.value}`,
        department: subgraph.name,
        parent,
        field: field.name.value,
        typename,
        requires: requiredFields(field),
        where: whereOf(field, subgraph.sdl),
      },
    ];
  });
}

/** A list that takes more than every list's arguments is some of its rows, or has an order of its own. */
const isWholeList = ({ arguments: given = [] }: FieldDefinitionNode): boolean =>
  given.every(({ name }) => listArguments.has(name.value));

const listArguments = new Set(['first', 'after', 'last', 'before', 'where', 'orderBy']);

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function requiredFields({ directives = [] }: FieldDefinitionNode): readonly string[] {
  const requires = directives.find(({ name }: ConstDirectiveNode) => name.value === 'requires');
  const fields = requires?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  return fields?.kind === Kind.STRING ? (fields.value.match(/\w+/g) ?? []) : [];
}
