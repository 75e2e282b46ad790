import {
  Kind,
  parseType,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type StringValueNode,
} from 'graphql';

/** A field of an input, or an argument. @param type as SDL writes it: `[ID!]` */
export const input = (name: string, type: string, description: string): InputValueDefinitionNode => ({
  kind: Kind.INPUT_VALUE_DEFINITION,
  name: { kind: Kind.NAME, value: name },
  type: parseType(type, { noLocation: true }),
  description: describe(description),
});

export const inputType = (
  name: string,
  description: string,
  fields: readonly InputValueDefinitionNode[],
): InputObjectTypeDefinitionNode => ({
  kind: Kind.INPUT_OBJECT_TYPE_DEFINITION,
  name: { kind: Kind.NAME, value: name },
  description: describe(description),
  fields,
});

const describe = (value: string): StringValueNode => ({ kind: Kind.STRING, value });
