import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isErrorCode, OnestopError, renderMessage, type ErrorCode } from '../../schema/errors.ts';

/** A refusal of the whole request, as it goes out. */
export type Refusal = { readonly status: number; readonly errors: readonly GraphQLFormattedError[] };

const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BAD_REQUEST',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_REQUEST',
};

/**
 * What a client is told when its request could not be run. Null for what nobody expected: the caller logs that
 * and answers `INTERNAL_ERROR`.
 * @param bodyLimit in bytes
 */
export function toRefusal(error: unknown, bodyLimit: number): Refusal | null {
  if (error instanceof OnestopError) return refuse(error);
  if (!(error instanceof Error)) return null;
  const { code, errors } = error as Error & { readonly code?: unknown; readonly errors?: unknown };
  if (code === 'MER_ERR_GQL_VALIDATION' && Array.isArray(errors)) {
    return { status: 400, errors: errors.map((each) => describeInvalid(each)) };
  }
  const known = typeof code === 'string' ? fastifyCodes[code] : undefined;
  return known === undefined
    ? null
    : refuse(new OnestopError(known, { limit: bodyLimit, reason: 'its body is empty' }));
}

export const refuse = (error: OnestopError): Refusal => ({
  status: error.status,
  errors: [{ message: error.message, extensions: { code: error.code } }],
});

/** Mistakes in the document or its variables. GraphQL's own words say where; they hold nothing of the data. */
function describeInvalid(error: unknown): GraphQLFormattedError {
  const { message, locations, extensions } = asGraphQLError(error);
  const code: ErrorCode = isErrorCode(extensions['code']) ? extensions['code'] : codeOf(message);
  const reason = message.replace(/^Syntax Error: /, '');
  const text = isErrorCode(extensions['code']) ? message : renderMessage(code, { reason });
  return { message: text, ...(locations && { locations }), extensions: { code } };
}

const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError(error instanceof Error ? error.message : String(error));

function codeOf(message: string): ErrorCode {
  if (message.startsWith('Syntax Error')) return 'GRAPHQL_PARSE_FAILED';
  if (message.startsWith('Variable "$')) return 'BAD_USER_INPUT';
  if (/operation/.test(message) && /^(Must provide|Unknown operation)/.test(message)) return 'OPERATION_NOT_FOUND';
  return 'GRAPHQL_VALIDATION_FAILED';
}

/**
 * An error of a running operation, as it goes out. Those without a code of ours come from GraphQL itself, when an
 * answer does not fit the schema, or from a mistake of ours; their messages may quote data and stay here.
 * @param unexpected is told of each mistake of ours
 */
export function toClientError(
  error: GraphQLError,
  request: { readonly department: string; readonly requestId: string },
  unexpected: (error: unknown) => void,
): GraphQLFormattedError {
  const place = { ...(error.locations && { locations: error.locations }), ...(error.path && { path: error.path }) };
  if (isErrorCode(error.extensions['code'])) {
    return { message: error.message, ...place, extensions: error.extensions };
  }
  const mistake = isMistake(error);
  if (mistake) unexpected(error.originalError);
  const code = mistake ? 'INTERNAL_ERROR' : 'DEPARTMENT_ANSWER_INVALID';
  const { department } = request;
  return { message: renderMessage(code, request), ...place, extensions: { code, department } };
}

/** Execution says in a plain Error that a field which may not be null is; its other complaints are GraphQLErrors. */
const isMistake = ({ originalError, message }: GraphQLError): boolean =>
  originalError !== undefined &&
  !(originalError instanceof GraphQLError) &&
  !message.startsWith('Cannot return null for non-nullable field');
