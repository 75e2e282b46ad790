import { print, type FieldDefinitionNode } from 'graphql';
import { isGeneratedType } from './check-definitions.ts';
import { findDirective, type DirectiveValues } from './directive-values.ts';
import { containsList, namedTypeOf, type FieldScope } from './field-scope.ts';
import { isJsonPath } from './json-path.ts';
import { placeOf } from './mistake.ts';
import type { EmbeddedField } from './model.ts';

/** Does the field's @embedded say that JSON holds the objects? */
export const isFromJson = (node: FieldDefinitionNode): boolean =>
  findDirective(node, 'embedded')?.arguments?.some(({ name }) => name.value === 'column' || name.value === 'json') ===
  true;

const roots = ['Query', 'Mutation', 'Subscription'];

/** A field whose object is made of the same row's columns, or stands in JSON there; null where it can't be, and a mistake tells. */
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
  const json = readJsonSource(values, wrong);
  if (json === undefined) return null;
  return {
    kind: 'embedded',
    name: node.name.value,
    place,
    target,
    prefixes: json !== null ? [] : prefixes.length === 0 ? [''] : prefixes,
    json,
    isList,
  };
}

type Wrong = (reason: string, fix: string) => null;

/** Where JSON holds the objects; null where columns do, undefined where a mistake tells why that can't be said. */
function readJsonSource(values: DirectiveValues, wrong: Wrong): EmbeddedField['json'] | undefined {
  const [column, path] = [values.text('column'), values.text('json')];
  if (column === null && path === null) return null;
  if (column === null) wrong('nothing says which column holds the JSON', 'Add column: "…".');
  else if (path === null)
    wrong(
      'nothing says where in the column the object stands',
      'Add json: "contact", or json: "" for the whole of it.',
    );
  else if (values.isGiven('prefix'))
    wrong(
      'what JSON holds has no columns of its own, so no prefix stands before them',
      'Keep prefix, or column and json.',
    );
  else if (!isJsonPath(path)) wrong(`“${path}” is no path`, 'Write names with points between: json: "form.contact".');
  else return { column, path };
  return undefined;
}
