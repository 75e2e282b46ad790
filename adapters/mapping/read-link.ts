import type { ConstDirectiveNode } from 'graphql';
import type { DirectiveValues } from './directive-values.ts';
import { placeOf, type Mistakes } from './mistake.ts';
import type { LinkMapping } from './model.ts';
import { readCondition } from './read-condition.ts';

/** How many columns or fields the relation names on its two sides. */
export type RelationSides = { readonly own: number; readonly references: number };

/** The link of a relation. Null for none, and where a mistake tells why it can't be read. */
export function readLink(
  directive: ConstDirectiveNode,
  values: DirectiveValues,
  { sides, mistakes }: { readonly sides: RelationSides; readonly mistakes: Mistakes },
): LinkMapping | null {
  const link = values.inside('link');
  if (link === null) return null;
  const place = placeOf(directive.arguments?.find((argument) => argument.name.value === 'link'));
  const wrong = (reason: string, fix: string) => mistakes.add('MAPPING_RELATION_INVALID', place, { reason, fix });
  const [from, to] = [link.texts('from'), link.texts('to')];
  if (sides.references === 0)
    wrong(
      'a link leads to columns of the other table, and none are named',
      'Add references: […], as many as the link’s `to` has.',
    );
  else if (from.length !== sides.own || to.length !== sides.references)
    wrong(
      'the link and what it links have different lengths',
      'Name as many columns in `from` as columns or fields, and as many in `to` as references.',
    );
  const where = readCondition(link.text('where'), place, mistakes);
  const table = {
    place,
    name: link.text('table') ?? '',
    schema: link.text('schema'),
    where,
    inherited: null,
    prefer: [],
  };
  return { table, from, to };
}
