import { GraphQLError, Kind, parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isErrorCode } from '../../schema/errors.ts';
import { responseError, type ResponseError } from '../../schema/response-error.ts';
import { OperationRefused } from './operation-refused.ts';
import { checkLimits, type OperationLimits } from './operation-limits.ts';
import { selectOperation, type ClientOperation } from './select-operation.ts';
import { noIntrospectionRule, reservedNamesRule } from './reserved-names-rule.ts';

export type OperationStoreOptions = {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  readonly introspection: boolean;
};

export interface OperationStore {
  /** Parses, bounds, validates and selects; remembers what it found. Throws `OperationRefused`. */
  prepare(text: string, operationName: string | null): ClientOperation;
}

type Checked = {
  readonly document: DocumentNode;
  readonly selected: Map<string | null, ClientOperation>;
};

/** Characters of documents kept; their trees take about thirty times as many bytes. */
const keptCharacters = 1_000_000;
const keptCharactersOfRefused = 500_000;

/** Good and refused documents are kept apart, so that a flood of bad ones can't push out the good. */
export function createOperationStore(options: OperationStoreOptions): OperationStore {
  const checked = new LRUCache<string, Checked>({ max: 2_000, ...boundedBy(keptCharacters) });
  const refused = new LRUCache<string, OperationRefused>({ max: 500, ...boundedBy(keptCharactersOfRefused) });
  const check = (text: string): Checked => {
    const known = checked.get(text);
    if (known !== undefined) return known;
    const knownRefusal = refused.get(text);
    if (knownRefusal !== undefined) throw knownRefusal;
    try {
      const fresh = { document: checkDocument(text, options), selected: new Map() };
      checked.set(text, fresh);
      return fresh;
    } catch (error) {
      if (error instanceof OperationRefused) refused.set(text, error);
      throw error;
    }
  };
  return {
    prepare: (text, operationName) => {
      const { document, selected } = check(text);
      const known = selected.get(operationName);
      if (known !== undefined) return known;
      const operation = selectOperation(options.schema, document, operationName);
      // Names that don't exist throw above, so the map holds at most one entry per operation, and `null`.
      selected.set(operationName, operation);
      return operation;
    },
  };
}

const boundedBy = (characters: number) => ({
  maxSize: characters,
  sizeCalculation: (_value: unknown, text: string): number => text.length + 1,
});

function checkDocument(text: string, { schema, limits, introspection }: OperationStoreOptions): DocumentNode {
  try {
    const document = parse(text, { maxTokens: limits.tokens });
    if (text.length > limits.characters)
      throw new OperationRefused([responseError('DOCUMENT_TOO_LARGE', { limit: limits.characters })]);
    refuseTypeSystem(document);
    const broken = checkLimits(document, limits);
    if (broken !== null) throw new OperationRefused([broken]);
    const rules = [...specifiedRules, reservedNamesRule, ...(introspection ? [] : [noIntrospectionRule])];
    const errors = validate(schema, document, rules, { maxErrors: 20, hideSuggestions: !introspection });
    if (errors.length > 0) throw new OperationRefused(errors.map(validationError));
    // Places are for the errors above; kept, each node would hold its token and the whole text, comments included.
    return parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) throw new OperationRefused([parseError(error, limits)]);
    // Deeper nesting than the parser's recursion can follow.
    if (error instanceof RangeError)
      throw new OperationRefused([responseError('GRAPHQL_PARSE_FAILED', { reason: 'It is nested too deeply.' })]);
    throw error;
  }
}

function refuseTypeSystem(document: DocumentNode): void {
  for (const { kind, loc } of document.definitions) {
    if (kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION) continue;
    const locations = loc === undefined ? [] : [{ line: loc.startToken.line, column: loc.startToken.column }];
    const reason = 'Only operations and fragments can be run.';
    throw new OperationRefused([responseError('GRAPHQL_VALIDATION_FAILED', { reason }, { locations })]);
  }
}

function parseError(error: GraphQLError, limits: OperationLimits): ResponseError {
  // graphql-js gives this failure no class or code of its own.
  if (error.message.includes('tokens. Parsing aborted'))
    return responseError('TOO_MANY_TOKENS', { limit: limits.tokens });
  return responseError('GRAPHQL_PARSE_FAILED', { reason: error.message }, placeOf(error));
}

function validationError(error: GraphQLError): ResponseError {
  const code = error.extensions['code'];
  // graphql-js gives up comparing fields of the same key, and says no more than that.
  if (error.message === 'Validation aborted.') {
    return responseError('GRAPHQL_VALIDATION_FAILED', {
      reason: 'The document repeats too many fields to be checked.',
    });
  }
  return responseError(
    isErrorCode(code) ? code : 'GRAPHQL_VALIDATION_FAILED',
    { reason: error.message },
    placeOf(error),
  );
}

const placeOf = (error: GraphQLError) => (error.locations === undefined ? {} : { locations: error.locations });
