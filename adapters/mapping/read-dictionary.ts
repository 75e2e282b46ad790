import type { EnumTypeDefinitionNode } from 'graphql';
import { findDirective, readDirective, type DirectiveValues } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { DictionaryMapping } from './model.ts';
import { readCondition } from './read-condition.ts';

/**
 * The table that says what an enum's codes are called, and which of its names mean which value. Null for none; a
 * mistake tells where names are given without one, and where it is given and nothing is named.
 */
export function readDictionary(
  node: EnumTypeDefinitionNode,
  codes: DirectiveValues,
  mistakes: Mistakes,
): DictionaryMapping | null {
  const directive = findDirective(node, 'codes');
  const place = placeOf(directive?.arguments?.find((argument) => argument.name.value === 'dictionary'));
  const given = codes.inside('dictionary');
  const names = readNames(node, given !== null, mistakes);
  if (given === null) return null;
  if (names.size === 0 && !(node.values ?? []).some((value) => mistakes.isTold(value)))
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, {
      directive: 'codes',
      reason: `no value of ${node.name.value} says what the dictionary calls it`,
      fix: 'Add @code(name: "…") to the values, or remove dictionary.',
    });
  const where = readCondition(given.text('where'), place, mistakes);
  return {
    table: { place, name: given.text('table') ?? '', schema: given.text('schema'), where, inherited: null, prefer: [] },
    code: given.text('code') ?? '',
    name: given.text('name') ?? '',
    names,
  };
}

function readNames(
  node: EnumTypeDefinitionNode,
  hasDictionary: boolean,
  mistakes: Mistakes,
): DictionaryMapping['names'] {
  const names = new Map<string, { readonly value: string; readonly place: ReturnType<typeof placeOf> }>();
  for (const value of node.values ?? []) {
    const code = readDirective(value, 'code', mistakes);
    const place = placeOf(findDirective(value, 'code'));
    const wrong = (reason: string, fix: string) =>
      mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'code', reason, fix });
    if (code === null) continue;
    const own = code.texts('name').map((name) => name.trim());
    if (own.length === 0 && code.texts('value').length === 0)
      wrong('nothing says which codes are meant', hasDictionary ? 'Write name: "…" or value: "…".' : 'Write value: "…".'); // prettier-ignore
    if (own.length > 0 && !hasDictionary)
      wrong('a name is looked up in a dictionary, and @codes has none', 'Write value: "…", or add dictionary: {table: "…", code: "…", name: "…"} to @codes.'); // prettier-ignore
    for (const name of own) {
      const first = names.get(name);
      if (first === undefined) names.set(name, { value: value.name.value, place });
      else if (first.value !== value.name.value)
        wrong(`the name “${name}” is given to both ${first.value} and ${value.name.value}`, 'Give each name to one value.'); // prettier-ignore
    }
  }
  return names;
}
