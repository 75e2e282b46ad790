import {
  Kind,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import { mappingDirectiveNames, policyDirectiveNames } from '../../schema/directives.ts';
import { joinDirectives } from './join-directives.ts';

/** A type of which every object has one of several types. */
export type AbstractNode = InterfaceTypeDefinitionNode | UnionTypeDefinitionNode;

export const isAbstractNode = (node: DefinitionNode): node is AbstractNode =>
  node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_DEFINITION;

/** Is it one that a department reads from a table? */
export const isMappedAbstract = (node: DefinitionNode): node is AbstractNode =>
  isAbstractNode(node) && (node.directives ?? []).some(({ name }) => name.value === 'table');

/** Types that an object of an interface or union may have, in the file's order. */
export function possibleNodes(
  abstract: AbstractNode,
  definitions: readonly DefinitionNode[],
): readonly ObjectTypeDefinitionNode[] {
  const objects = definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  if (abstract.kind === Kind.INTERFACE_TYPE_DEFINITION)
    return objects.filter((node) => (node.interfaces ?? []).some(({ name }) => name.value === abstract.name.value));
  const names = new Set((abstract.types ?? []).map(({ name }) => name.value));
  return objects.filter(({ name }) => names.has(name.value));
}

const mappingNames: ReadonlySet<string> = new Set([...mappingDirectiveNames, 'external']);

const policyNames: ReadonlySet<string> = new Set(policyDirectiveNames);

const saysWhere = ({ directives = [] }: FieldDefinitionNode): boolean =>
  directives.some(({ name }) => mappingNames.has(name.value));

/**
 * Gives the types of an interface that has a table what it says once for all: fields that they do not write, and where
 * those come from of which they do not say it themselves. A copied field keeps its place in the file.
 */
export function inheritFields(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const interfaces = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.INTERFACE_TYPE_DEFINITION && isMappedAbstract(node) ? [[node.name.value, node] as const] : [],
    ),
  );
  return definitions.map((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? inherit(node, interfaces) : node));
}

function inherit(
  type: ObjectTypeDefinitionNode,
  interfaces: ReadonlyMap<string, InterfaceTypeDefinitionNode>,
): ObjectTypeDefinitionNode {
  const shared = new Map(
    (type.interfaces ?? [])
      .flatMap(({ name }) => interfaces.get(name.value)?.fields ?? [])
      .map((field) => [field.name.value, field] as const),
  );
  if (shared.size === 0) return type;
  const written = (type.fields ?? []).map((field) => complete(field, shared.get(field.name.value)));
  const names = new Set(written.map(({ name }) => name.value));
  return { ...type, fields: [...written, ...[...shared.values()].filter(({ name }) => !names.has(name.value))] };
}

function complete(own: FieldDefinitionNode, shared: FieldDefinitionNode | undefined): FieldDefinitionNode {
  if (shared === undefined) return own;
  // What is personal is so wherever it is read from.
  const policies = (shared.directives ?? []).filter(({ name }) => policyNames.has(name.value));
  if (saysWhere(own)) return { ...own, directives: joinDirectives(own.directives, policies) };
  const description = own.description ?? shared.description;
  return {
    ...own,
    ...(description !== undefined && { description }),
    arguments: own.arguments?.length ? own.arguments : (shared.arguments ?? []),
    directives: joinDirectives(own.directives, shared.directives),
  };
}
