import type { FieldDefinitionNode } from 'graphql';
import { connectionTarget } from '../sdl/connection.ts';
import { findDirective, type DirectiveValues } from './directive-values.ts';
import { namedTypeOf } from './field-scope.ts';
import { placeOf, type Mistakes } from './mistake.ts';

const deepest = 32;

/** How many times a relation is followed in all. Null for once, and where a mistake tells why it can't be more. */
export function readUpTo(node: FieldDefinitionNode, values: DirectiveValues, mistakes: Mistakes): number | null {
  const upTo = values.number('upTo');
  if (upTo === null) return null;
  const relation = findDirective(node, 'relation');
  const place = placeOf(relation?.arguments?.find((argument) => argument.name.value === 'upTo'));
  const wrong = (reason: string, fix: string): null => {
    mistakes.add('MAPPING_RELATION_INVALID', place, { reason, fix });
    return null;
  };
  if (upTo < 2 || upTo > deepest) return wrong(`upTo is ${upTo}`, `Use 2 to ${deepest}.`);
  if (values.isGiven('fields'))
    return wrong('upTo goes on from columns of the rows that are found, and fields name none', 'Use columns: […].');
  if (values.isGiven('link')) return wrong('what a link leads to can’t be followed again', 'Remove link, or upTo.');
  const returned = namedTypeOf(node.type).name.value;
  // A list that is none in pages is told of.
  if (connectionTarget(returned) === null && !mistakes.isTold(node))
    return wrong('upTo finds many rows, and the field returns one', `Return ${returned}Connection with @list.`);
  return upTo;
}
