import {
  getVariableValues,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { responseError } from '../../schema/response-error.ts';
import type { Variables } from '../../schema/subgraph.ts';
import { refuseRoundedIds } from './rounded-ids.ts';
import { OperationRefused } from './operation-refused.ts';

/** One operation a client may run: parsed, within the limits, valid. */
export type ClientOperation = {
  /** Same key, same document: what plans and pruned copies may be cached by. */
  readonly key: string;
  /** Length of its text: what it counts for in a cache. */
  readonly characters: number;
  readonly kind: 'query' | 'mutation';
  readonly name: string | null;
  readonly definition: OperationDefinitionNode;
  /** The operation and the document's fragments; no other operation. */
  readonly document: DocumentNode;
};

/** The text a document was read from. */
type DocumentText = { readonly hash: string; readonly characters: number };

/** Picks the operation to run. Throws `OperationRefused`. */
export function selectOperation(
  document: DocumentNode,
  { hash, characters }: DocumentText,
  operationName: string | null,
): ClientOperation {
  const definition = findOperation(document, operationName);
  if (definition.operation === 'subscription') {
    throw new OperationRefused([responseError('OPERATION_NOT_SUPPORTED', { kind: definition.operation })]);
  }
  const fragments = document.definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  );
  const name = definition.name?.value ?? null;
  return {
    key: name === null ? hash : `${hash}:${name}`,
    characters,
    kind: definition.operation,
    name,
    definition,
    document: { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] },
  };
}

function findOperation(document: DocumentNode, operationName: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  const found = operationName === null ? operations : operations.filter((each) => each.name?.value === operationName);
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  throw new OperationRefused([
    responseError('OPERATION_NOT_FOUND', { reason: reasonFor(operations.length, operationName) }),
  ]);
}

function reasonFor(count: number, operationName: string | null): string {
  if (count === 0) return 'The document holds no operation.';
  return operationName === null
    ? 'The document holds several operations; name one.'
    : 'The document holds no operation of that name.';
}

export type CoercionOptions = {
  /** May messages name what the schema holds under a similar name? */
  readonly suggestions: boolean;
};

/** The operation's variables with defaults filled in; absent ones stay absent. Throws `OperationRefused` with `BAD_USER_INPUT`. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: ClientOperation,
  given: Variables,
  { suggestions }: CoercionOptions = { suggestions: true },
): Variables {
  const result = getVariableValues(schema, operation.definition.variableDefinitions ?? [], given, {
    maxErrors: 10,
    hideSuggestions: !suggestions,
  });
  if (result.coerced !== undefined) {
    refuseRoundedIds(schema, operation.definition.variableDefinitions ?? [], given);
    return result.coerced;
  }
  const errors = result.errors.map(({ name, message, locations }) => {
    // graphql-js collects the overflow of its own recursion like any other failure.
    const reason = name === 'RangeError' ? 'The variables are nested too deeply.' : message;
    return responseError('BAD_USER_INPUT', { reason }, locations === undefined ? {} : { locations });
  });
  throw new OperationRefused(errors);
}
