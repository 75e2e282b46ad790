import { getDirectiveValues, GraphQLError, type ConstDirectiveNode } from 'graphql';
import { shippedDirective } from './definitions.ts';
import { placeOf, type Mistakes } from './mistake.ts';

type Directed = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

export const findDirective = (node: Directed, name: string): ConstDirectiveNode | undefined =>
  node.directives?.find((directive) => directive.name.value === name);

/** The arguments of one directive, coerced to their types, read by name. */
export type DirectiveValues = {
  readonly text: (name: string) => string | null;
  readonly texts: (name: string) => readonly string[];
  readonly number: (name: string) => number | null;
};

/** Null where the node does not have the directive, or has it with arguments of the wrong type (a mistake is added). */
export function readDirective(node: Directed, name: string, mistakes: Mistakes): DirectiveValues | null {
  const directive = findDirective(node, name);
  if (directive === undefined) return null;
  try {
    const values = getDirectiveValues(shippedDirective(name), { directives: [directive] }) ?? {};
    return {
      text: (argument) => (typeof values[argument] === 'string' ? values[argument] : null),
      texts: (argument) =>
        Array.isArray(values[argument]) ? values[argument].filter((each) => typeof each === 'string') : [],
      number: (argument) => (typeof values[argument] === 'number' ? values[argument] : null),
    };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const place = placeOf(error.nodes?.[0] ?? directive);
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, {
      directive: name,
      reason: error.message,
      fix: 'Correct the argument.',
    });
    return null;
  }
}
