import {
  executeSync,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { WriteValue } from './write-value.ts';

export type Asked = {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
};

/** Answers `__schema` and `__type`, which no department is asked for. @param fields all of one response key */
export function compileIntrospection(
  fields: readonly FieldNode[],
  { schema, operation, fragments }: Asked,
): WriteValue {
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation,
        operation: OperationTypeNode.QUERY,
        directives: [],
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      },
      ...fragments.values(),
    ],
  };
  return (_value, { bytes, variables }) => {
    const { data, errors } = executeSync({ schema, document, rootValue: {}, variableValues: variables });
    if (errors !== undefined || data === null || data === undefined) throw new TypeError('introspection failed');
    const [answer] = Object.values(data);
    bytes.json(JSON.stringify(answer));
    return answer === null ? 'null' : 'value';
  };
}
