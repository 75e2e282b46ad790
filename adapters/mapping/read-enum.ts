import type { EnumTypeDefinitionNode, EnumValueDefinitionNode } from 'graphql';
import { enumLabels, vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import { findDirective, readDirective } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import { readDictionary } from './read-dictionary.ts';
import type { EnumMapping, Labels } from './model.ts';

/** An enum's codes. Null for an enum without `@codes`, which no column can be read as. */
export function readEnum(node: EnumTypeDefinitionNode, mistakes: Mistakes): EnumMapping | null {
  checkValues(node, mistakes);
  const codes = readDirective(node, 'codes', mistakes);
  if (codes === null) return null;
  const values = new Map<string, string>();
  for (const value of node.values ?? []) addCodes(value, values, mistakes);
  const unknown = codes.text('unknown');
  if (unknown !== null && !valueNames(node).includes(unknown)) {
    const place = placeOf(findDirective(node, 'codes'));
    mistakes.add('MAPPING_CODE_NOT_IN_ENUM', place, {
      value: unknown,
      enum: node.name.value,
      values: valueNames(node).join(', '),
    });
  }
  const dictionary = readDictionary(node, codes, mistakes);
  return {
    place: placeOf(node),
    name: node.name.value,
    values,
    dictionary,
    unknown,
    labels: readLabels(node, mistakes),
  };
}

/** The vocabulary's labels, and the file's own for values that have none there. */
function readLabels(node: EnumTypeDefinitionNode, mistakes: Mistakes): ReadonlyMap<string, Labels> {
  const labels = new Map(enumLabels(node.name.value));
  for (const value of node.values ?? []) {
    const given = labels.has(value.name.value) ? null : readDirective(value, 'label', mistakes);
    if (given === null) continue;
    const [en, zh] = [given.text('en'), given.text('zh')];
    if (en !== null && zh !== null) labels.set(value.name.value, { en, zh });
    else
      mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', placeOf(findDirective(value, 'label')), {
        directive: 'label',
        reason: 'the label of a value is a text in both languages',
        fix: 'Write @label(en: "…", zh: "…").',
      });
  }
  return labels;
}

const valueNames = (node: EnumTypeDefinitionNode): readonly string[] =>
  (node.values ?? []).map((value) => value.name.value);

function addCodes(value: EnumValueDefinitionNode, values: Map<string, string>, mistakes: Mistakes): void {
  for (const code of readDirective(value, 'code', mistakes)?.texts('value') ?? []) {
    const first = values.get(code);
    if (first === undefined) values.set(code, value.name.value);
    else
      mistakes.add('MAPPING_CODE_DUPLICATE', placeOf(findDirective(value, 'code')), {
        code,
        first,
        second: value.name.value,
      });
  }
}

/** A value that the vocabulary's enum does not have could never leave this department. */
function checkValues(node: EnumTypeDefinitionNode, mistakes: Mistakes): void {
  const shared = vocabularyType(node.name.value);
  if (shared?.kind !== 'EnumTypeDefinition') return;
  const known = valueNames(shared);
  for (const value of node.values ?? []) {
    if (known.includes(value.name.value)) continue;
    mistakes.add('MAPPING_CODE_NOT_IN_ENUM', placeOf(value), {
      value: value.name.value,
      enum: node.name.value,
      values: known.join(', '),
    });
  }
}
