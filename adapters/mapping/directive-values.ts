import {
  getDirectiveValues,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  print,
  valueFromAST,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type GraphQLInputType,
} from 'graphql';
import { keyCodecs } from '../codecs/key-codec.ts';
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
  readonly numbers: (name: string) => readonly number[];
  /** False where it is absent. */
  readonly flag: (name: string) => boolean;
  /** An argument that has fields of its own; null where it is absent. */
  readonly inside: (name: string) => Pick<DirectiveValues, 'text' | 'texts'> | null;
  /** Does the file itself give the argument, or is its default meant? */
  readonly isGiven: (name: string) => boolean;
};

/** Null where the node does not have the directive, or has it with arguments that can't be read (a mistake tells). */
export function readDirective(node: Directed, name: string, mistakes: Mistakes): DirectiveValues | null {
  const directive = findDirective(node, name);
  if (directive === undefined || mistakes.isTold(directive)) return null;
  for (const argument of directive.arguments ?? []) checkArgument(argument, name, mistakes);
  if (mistakes.isTold(directive)) return null;
  const values = getDirectiveValues(shippedDirective(name), { directives: [directive] }) ?? {};
  return {
    ...textsOf(values),
    number: (argument) => (typeof values[argument] === 'number' ? values[argument] : null),
    numbers: (argument) => {
      const value = values[argument];
      return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
    },
    flag: (argument) => values[argument] === true,
    inside: (argument) => {
      const value = values[argument];
      return typeof value === 'object' && value !== null ? textsOf(value as Record<string, unknown>) : null; // coerced to an input type
    },
    isGiven: (argument) => directive.arguments?.some((each) => each.name.value === argument) === true,
  };
}

const textsOf = (values: Readonly<Record<string, unknown>>): Pick<DirectiveValues, 'text' | 'texts'> => ({
  text: (name) => {
    const value = values[name];
    return typeof value === 'string' ? value : null;
  },
  texts: (name) => {
    const value = values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  },
});

function checkArgument(argument: ConstArgumentNode, directive: string, mistakes: Mistakes): void {
  const name = argument.name.value;
  const type = shippedDirective(directive).args.find((each) => each.name === name)?.type;
  if (type === undefined || valueFromAST(argument.value, type) !== undefined) return;
  const [place, found] = [placeOf(argument), print(argument.value)];
  if (getNamedType(type).name === 'KeyCodec')
    mistakes.add('MAPPING_CODEC_UNKNOWN', place, { codec: found, codecs: Object.keys(keyCodecs).join(', ') });
  else
    mistakes.add('MAPPING_DIRECTIVE_ARGUMENT', place, {
      directive,
      reason: `${name} can’t be ${found}`,
      fix: `Give it ${wantedValue(type)}.`,
    });
}

/** What an argument of this type looks like, in words. */
function wantedValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return wantedValue(type.ofType);
  if (isListType(type)) {
    const example = getNamedType(type).name === 'Int' ? '[1, 6]' : '["a", "b"]';
    return `${wantedValue(type.ofType)}, or a list such as ${example}`;
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{${fields.map((field) => `${field.name}: "…"`).join(', ')}}`;
  }
  switch (getNamedType(type).name) {
    case 'Int':
      return 'a whole number, without quotes';
    case 'Boolean':
      return 'true or false';
    default:
      return 'a text in quotes';
  }
}
