import { OnestopError } from '../../schema/errors.ts';
import type { Variables } from '../../schema/subgraph.ts';

/** What GraphQL over HTTP calls the request parameters. */
export type GraphqlParams = {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Variables;
};

/** Reads the body of a POST. Throws `BAD_REQUEST`. */
export function parseBody(body: string | undefined): GraphqlParams {
  if (body === undefined || body === '') throw badRequest('the body is missing');
  return checkParams(parseJson(body, 'the body'));
}

/** Reads the query of a GET. Throws `BAD_REQUEST`. */
export function parseSearch(url: string): GraphqlParams {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
  const json = (name: string): unknown => {
    const value = search.get(name);
    return value === null || value === '' ? null : parseJson(value, `\`${name}\``);
  };
  return checkParams({
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

function checkParams(params: unknown): GraphqlParams {
  if (Array.isArray(params)) throw badRequest('batches of operations are not taken');
  if (!isMap(params)) throw badRequest('it is not a JSON object');
  const { query, operationName = null, variables = null, extensions = null } = params;
  if (typeof query !== 'string') throw badRequest('`query` is missing or not a string');
  if (operationName !== null && typeof operationName !== 'string') throw badRequest('`operationName` is not a string');
  if (variables !== null && !isMap(variables)) throw badRequest('`variables` is not an object');
  if (extensions !== null && !isMap(extensions)) throw badRequest('`extensions` is not an object');
  // An empty name in a URL means none.
  return { query, operationName: operationName === '' ? null : operationName, variables: variables ?? {} };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`${what} is not JSON`);
  }
}

const badRequest = (reason: string): OnestopError => new OnestopError('BAD_REQUEST', { reason });

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
