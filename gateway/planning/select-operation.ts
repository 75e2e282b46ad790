import { createHash } from 'node:crypto';
import {
  getVariableValues,
  Kind,
  print,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { responseError } from '../../schema/response-error.ts';
import { setOwn } from '../../schema/set-own.ts';
import type { Variables } from '../../schema/subgraph.ts';
import { liftLiterals } from './lift-literals.ts';
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
  /** What the client may give; the definition has variables for the client's literals as well. */
  readonly given: readonly VariableDefinitionNode[];
  readonly literals: Variables;
  readonly definition: OperationDefinitionNode;
  /** The operation and the document's fragments; no other operation. Numbers and texts are variables. */
  readonly document: DocumentNode;
};

/** Picks the operation to run. Throws `OperationRefused`. */
export function selectOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): ClientOperation {
  const definition = findOperation(document, operationName);
  if (definition.operation === 'subscription') {
    throw new OperationRefused([responseError('OPERATION_NOT_SUPPORTED', { kind: definition.operation })]);
  }
  const fragments = document.definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  );
  const asked: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] };
  const { document: lifted, literals } = liftLiterals(schema, asked);
  const text = print(lifted);
  return {
    key: createHash('sha256').update(text).digest('hex'),
    characters: text.length,
    kind: definition.operation,
    name: definition.name?.value ?? null,
    given: definition.variableDefinitions ?? [],
    literals,
    definition: lifted.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION) ?? definition,
    document: lifted,
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

/** The operation's variables, defaults filled in, and its literals; absent ones stay absent. Throws `OperationRefused` with `BAD_USER_INPUT`. */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: ClientOperation,
  given: Variables,
  { suggestions }: CoercionOptions = { suggestions: true },
): Variables {
  const simple = simpleVariables(operation.given, given);
  if (simple !== null) return Object.assign(simple, operation.literals);
  const result = getVariableValues(schema, operation.given, given, {
    maxErrors: 10,
    hideSuggestions: !suggestions,
  });
  if (result.coerced !== undefined) {
    refuseRoundedIds(schema, operation.given, given);
    return Object.assign(result.coerced, operation.literals);
  }
  const errors = result.errors.map(({ name, message, locations }) => {
    // graphql-js collects the overflow of its own recursion like any other failure.
    const reason = name === 'RangeError' ? 'The variables are nested too deeply.' : message;
    return responseError('BAD_USER_INPUT', { reason }, locations === undefined ? {} : { locations });
  });
  throw new OperationRefused(errors);
}

/** Is a value that a client gives what it is coerced to? Of the types that most variables have. */
const simpleTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: (value) => typeof value === 'string',
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => typeof value === 'number' && value === (value | 0),
};

/** The values where every variable has one that is taken as it stands; null where some have to be coerced, or are wrong. */
function simpleVariables(
  definitions: readonly VariableDefinitionNode[],
  given: Variables,
): Record<string, unknown> | null {
  const values: Record<string, unknown> = {};
  for (const { variable, type: written } of definitions) {
    const type = written.kind === Kind.NON_NULL_TYPE ? written.type : written;
    const name = variable.name.value;
    if (type.kind !== Kind.NAMED_TYPE || !Object.hasOwn(given, name)) return null;
    const value = given[name];
    if (simpleTypes[type.name.value]?.(value) !== true) return null;
    setOwn(values, name, value);
  }
  return values;
}
