import { Kind, parse, type DefinitionNode, type FieldDefinitionNode, type InputValueDefinitionNode } from 'graphql';

/** Relay names and arguments of a list, generated so that nobody writes them. */
const connectionName = (target: string): string => `${target}Connection`;
const edgeName = (target: string): string => `${target}Edge`;

const suffix = 'Connection';

/** The listed type's name, out of the name of its connection. Null where it is not a connection's name. */
export const connectionTarget = (name: string): string | null =>
  name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : null;

/** The connection and edge types of a list; value types, the same in every department. */
export function connectionDefinitions(target: string): readonly DefinitionNode[] {
  const sdl = `
    "A page of a list. Relay: Connection."
    type ${connectionName(target)} @shareable {
      nodes: [${target}]
      edges: [${edgeName(target)}]
      pageInfo: PageInfo
      "How many there are in all, on every page; counted only when asked."
      totalCount: Int
    }
    "Relay: Edge."
    type ${edgeName(target)} @shareable {
      node: ${target}
      "Where this stands in the list; goes into \`after\`."
      cursor: String
    }`;
  return parse(sdl, { noLocation: true }).definitions;
}

/** A list's field with the arguments of its pages. */
export function withPageArguments(
  field: FieldDefinitionNode,
  page: { readonly max: number; readonly default: number },
): FieldDefinitionNode {
  const given = new Set(field.arguments?.map((argument) => argument.name.value));
  const added = pageArguments(page).filter((argument) => !given.has(argument.name.value));
  return { ...field, arguments: [...(field.arguments ?? []), ...added] };
}

function pageArguments(page: { readonly max: number; readonly default: number }): readonly InputValueDefinitionNode[] {
  const sdl = `type T { f(
    "How many, at most ${page.max}; ${page.default} where it is absent."
    first: Int
    "Only what comes after this cursor."
    after: String
  ): Int }`;
  const type = parse(sdl, { noLocation: true }).definitions[0];
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  return type.fields?.[0]?.arguments ?? [];
}
