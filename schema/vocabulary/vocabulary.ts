import { readFileSync } from 'node:fs';
import { parse, Source, type DefinitionNode, type DocumentNode, type TypeDefinitionNode } from 'graphql';

/**
 * The graph's words: value types, enums, scalars and shared entities, once for all departments.
 * Expanded whole into every department that uses them; what a department does not map answers null.
 */
export const vocabulary: DocumentNode = load('core.graphql');

const definitions = new Map<string, TypeDefinitionNode>(
  vocabulary.definitions.filter(isTypeDefinition).map((definition) => [definition.name.value, definition]),
);

export const vocabularyType = (name: string): TypeDefinitionNode | undefined => definitions.get(name);

function load(file: string): DocumentNode {
  const body = readFileSync(new URL(file, import.meta.url), 'utf8');
  return parse(new Source(body, `schema/vocabulary/${file}`));
}

function isTypeDefinition(definition: DefinitionNode): definition is TypeDefinitionNode {
  return definition.kind.endsWith('TypeDefinition');
}
