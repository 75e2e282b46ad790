import { OnestopError } from '../../schema/errors.ts';

export type GraphQLRequest = {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
};

/** @throws {OnestopError} `BAD_REQUEST` */
export function parseGraphQLRequest(body: string): GraphQLRequest {
  const { query, variables, operationName } = parseObject(body);
  if (typeof query !== 'string') throw invalid('`query` is not a text');
  // The server underneath would take a syntax tree in JSON for a document, and trust its shape.
  if (/^\s*\{\s*"/.test(query)) throw invalid('`query` is not GraphQL');
  if (!isObject(variables ?? {})) throw invalid('`variables` is not an object');
  if (typeof (operationName ?? '') !== 'string') throw invalid('`operationName` is not a text');
  return {
    query,
    variables: (variables ?? {}) as Record<string, unknown>,
    operationName: (operationName ?? undefined) as string | undefined,
  };
}

function parseObject(body: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch {
    throw invalid('it is not JSON');
  }
  throw invalid('it is not an object');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (reason: string): OnestopError => new OnestopError('BAD_REQUEST', { reason });
