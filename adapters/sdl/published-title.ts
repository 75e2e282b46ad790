import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
} from 'graphql';

/**
 * What a department is called among people, `Civil Registry 户籍管理`, travels with its published SDL as
 * `extend schema @department(title: "…")`: a directive that composition drops and that whoever holds the SDL can
 * read, a remote department's too. A mapped file says it in `@source(title:)`; a system of the graph's own writes
 * `@department` itself.
 */
const directive = 'department';

const definition = `"What this department is called among people." directive @${directive}(title: String!) on SCHEMA`;

/** The title in an SDL, mapped or published; null where it has none. */
export function readTitle(sdl: DocumentNode): string | null {
  const texts = schemaDirectives(sdl)
    .filter(({ name }) => name.value === directive || name.value === 'source')
    .map(titleOf);
  return texts.find((text) => text !== null) ?? null;
}

/** What a published SDL says of the title, in place of what the owner wrote. */
export function titleDefinitions(title: string | null): readonly DefinitionNode[] {
  if (title === null) return [];
  const text = `extend schema @${directive}(title: ${JSON.stringify(title)}) ${definition}`;
  return parse(text, { noLocation: true }).definitions;
}

export const isTitleDirective = ({ name }: Pick<DirectiveNode, 'name'>): boolean => name.value === directive;

const schemaDirectives = ({ definitions }: DocumentNode): readonly ConstDirectiveNode[] =>
  definitions.flatMap((each) =>
    each.kind === Kind.SCHEMA_EXTENSION || each.kind === Kind.SCHEMA_DEFINITION ? (each.directives ?? []) : [],
  );

function titleOf({ arguments: given = [] }: ConstDirectiveNode): string | null {
  const value = given.find(({ name }) => name.value === 'title')?.value;
  return value?.kind === Kind.STRING && value.value.trim() !== '' ? value.value.trim() : null;
}
