import { print, type FieldDefinitionNode } from 'graphql';
import { isGeneratedType } from './check-definitions.ts';
import { findDirective, type DirectiveValues } from './directive-values.ts';
import { containsList, namedTypeOf, type FieldScope } from './field-scope.ts';
import { placeOf } from './mistake.ts';
import type { EmbeddedField } from './model.ts';

const roots = ['Query', 'Mutation', 'Subscription'];

/** A field whose object is made of the same row's columns; null where it can't be, and a mistake tells. */
export function readEmbedded(
  node: FieldDefinitionNode,
  values: DirectiveValues,
  scope: FieldScope,
): EmbeddedField | null {
  const [place, type] = [placeOf(findDirective(node, 'embedded')), print(node.type)];
  const wrong = (reason: string, fix: string): null => {
    scope.mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, { directive: 'embedded', reason, fix });
    return null;
  };
  const target = namedTypeOf(node.type).name.value;
  const prefixes = values.texts('prefix');
  if (!scope.isObject(target) || isGeneratedType(target) || roots.includes(target))
    return wrong(`${type} is no object`, 'Return a type of this file, or use @column.');
  if (scope.isEmbedded(scope.type))
    return wrong('an object of columns holds no other', 'Put both on the row’s own type.');
  const isList = containsList(node.type);
  if (isList && type !== `[${target}]`) return wrong(`${type} is no plain list`, `Return [${target}].`);
  if (!isList && prefixes.length > 1)
    return wrong(`${String(prefixes.length)} prefixes make a list`, `Return [${target}], or give one prefix.`);
  return {
    kind: 'embedded',
    name: node.name.value,
    place,
    target,
    prefixes: prefixes.length === 0 ? [''] : prefixes,
    isList,
  };
}
