import {
  Kind,
  print,
  specifiedScalarTypes,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { PublishedSubgraph } from '../../adapters/ports/published-types.ts';
import { vocabularyType } from '../../schema/vocabulary/vocabulary.ts';
import type { MergedList } from '../../schema/merged-lists.ts';

/** What a client asks of the rows of a merged list; each owner's own input takes it as it is. */
export type MergedWhere = Readonly<Record<string, unknown>>;

/** Field of the interface → the input that conditions on it are written in. */
export type Conditions = ReadonlyMap<string, string>;

/** The input that a department's list takes, and what it can ask. */
export type OwnWhere = { readonly type: string; readonly conditions: Conditions };

/** What a list of a published SDL can be filtered by; null for nothing. */
export function whereOf({ arguments: given = [] }: FieldDefinitionNode, sdl: DocumentNode): OwnWhere | null {
  const argument = given.find(({ name }) => name.value === 'where');
  const input = argument === undefined ? undefined : inputNamed(namedType(argument.type), [{ sdl }]);
  if (input === undefined) return null;
  const conditions = (input.fields ?? []).map((field) => [field.name.value, namedType(field.type)] as const);
  return { type: input.name.value, conditions: new Map(conditions) };
}

const valueKinds: readonly (Kind | undefined)[] = [Kind.ENUM_TYPE_DEFINITION, Kind.SCALAR_TYPE_DEFINITION];

/** Does a field of an interface hold a value? What it leads to is filtered in ways of its owners' own. */
const isValue = ({ type }: FieldDefinitionNode): boolean =>
  specifiedScalarTypes.some(({ name }) => name === namedType(type)) ||
  valueKinds.includes(vocabularyType(namedType(type))?.kind);

/** What the rows of all owners can be filtered by alike: values of the interface, each in one input. */
export function commonConditions(name: string, wheres: readonly (OwnWhere | null)[]): Conditions {
  const shared = vocabularyType(name);
  const fields = shared?.kind === Kind.INTERFACE_TYPE_DEFINITION ? (shared.fields ?? []) : [];
  return new Map(
    fields.filter(isValue).flatMap((field): readonly (readonly [string, string])[] => {
      const [first, ...others] = wheres.map((where) => where?.conditions.get(field.name.value));
      // An id says whose it is: it is asked for by itself.
      const isCommon = first !== undefined && first !== 'IDFilter' && others.every((other) => other === first);
      return isCommon ? [[field.name.value, first]] : [];
    }),
  );
}

const inputName = (interfaceName: string): string => `${interfaceName}Where`;

/** The argument of a merged list; nothing where no condition is common to all owners. */
export const whereArgument = (interfaceName: string, conditions: Conditions): string =>
  conditions.size === 0 ? '' : `"Only what this holds of, whoever has it." where: ${inputName(interfaceName)}`;

/** The inputs that merged lists take, and what these name beside the vocabulary, as the owners have it. */
export function whereDefinitions(
  subgraphs: readonly PublishedSubgraph[],
  fields: readonly { readonly list: Pick<MergedList, 'interface'>; readonly conditions: Conditions }[],
): readonly string[] {
  const conditions = new Map(fields.map((field) => [field.list.interface, field.conditions]));
  const inputs = [...conditions].flatMap(([name, common]) => (common.size === 0 ? [] : [whereInput(name, common)]));
  const named = new Set([...conditions.values()].flatMap((common) => [...common.values()]));
  const owned = [...named].filter((name) => vocabularyType(name) === undefined);
  return [...inputs, ...owned.flatMap((name) => inputNamed(name, subgraphs) ?? []).map(print)];
}

function whereInput(interfaceName: string, conditions: Conditions): string {
  const name = inputName(interfaceName);
  const shared = vocabularyType(interfaceName);
  const described = shared?.kind === Kind.INTERFACE_TYPE_DEFINITION ? (shared.fields ?? []) : [];
  const fields = [...conditions].map(([field, type]) => {
    const text = described.find((each) => each.name.value === field)?.description?.value ?? field;
    return `${JSON.stringify(text)} ${field}: ${type}`;
  });
  return `"Conditions on ${interfaceName}, whoever has it; all of them hold."
    input ${name} {
      ${fields.join('\n')}
      "All of these hold." and: [${name}!]
      "One of these holds." or: [${name}!]
      "This does not hold, or what it asks for is not known." not: ${name}
    }`;
}

function inputNamed(
  name: string,
  subgraphs: readonly Pick<PublishedSubgraph, 'sdl'>[],
): InputObjectTypeDefinitionNode | undefined {
  for (const { sdl } of subgraphs)
    for (const node of sdl.definitions)
      if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && node.name.value === name) return node;
  return undefined;
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
