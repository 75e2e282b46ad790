import { readFileSync } from 'node:fs';
import {
  Kind,
  parse,
  Source,
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';

/**
 * The graph's words: value types, enums, scalars, interfaces and the keys of shared entities, once for all
 * departments. Expanded whole into every department that uses them; what a department does not map answers null.
 */
export const vocabulary: DocumentNode = {
  kind: Kind.DOCUMENT,
  definitions: ['core.graphql', 'services.graphql', 'feedback.graphql', 'filters.graphql'].flatMap(
    (file) => load(file).definitions,
  ),
};

const definitions = new Map<string, TypeDefinitionNode>(
  vocabulary.definitions.filter(isTypeDefinition).map((definition) => [definition.name.value, definition]),
);

export const vocabularyType = (name: string): TypeDefinitionNode | undefined => definitions.get(name);

/** The label of an enum's value, as the vocabulary has it; null for what has none. */
export function enumLabel(enumName: string, value: string, language: 'EN' | 'ZH'): string | null {
  return enumLabels(enumName).get(value)?.[language === 'ZH' ? 'zh' : 'en'] ?? null;
}

/** Labels of an enum of the vocabulary, by value. */
export function enumLabels(enumName: string): ReadonlyMap<string, Readonly<Record<'en' | 'zh', string>>> {
  const node = vocabularyType(enumName);
  if (node?.kind !== Kind.ENUM_TYPE_DEFINITION) return new Map();
  return new Map((node.values ?? []).flatMap((value) => labelOf(value)));
}

function labelOf({ name, directives }: EnumValueDefinitionNode) {
  const given = directives?.find((directive) => directive.name.value === 'label')?.arguments ?? [];
  const text = (argument: string) => given.find((each) => each.name.value === argument)?.value;
  const [en, zh] = [text('en'), text('zh')];
  if (en?.kind !== Kind.STRING || zh?.kind !== Kind.STRING) return [];
  return [[name.value, { en: en.value, zh: zh.value }] as const];
}

function load(file: string): DocumentNode {
  const body = readFileSync(new URL(file, import.meta.url), 'utf8');
  return parse(new Source(body, `schema/vocabulary/${file}`));
}

function isTypeDefinition(definition: DefinitionNode): definition is TypeDefinitionNode {
  return definition.kind.endsWith('TypeDefinition');
}
