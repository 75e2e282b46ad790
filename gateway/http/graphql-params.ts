import { OnestopError } from '../../schema/errors.ts';
import type { AskedDocument } from '../planning/find-document.ts';
import type { Variables } from '../../schema/subgraph.ts';

/** What GraphQL over HTTP calls the request parameters. */
export type GraphqlParams = {
  readonly document: AskedDocument;
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
    documentId: search.get('documentId') ?? undefined,
    operationName: search.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

function checkParams(params: unknown): GraphqlParams {
  if (Array.isArray(params)) throw badRequest('batches of operations are not taken');
  if (!isMap(params)) throw badRequest('it is not a JSON object');
  const { operationName = null, variables = null, extensions = null } = params;
  if (operationName !== null && typeof operationName !== 'string') throw badRequest('`operationName` is not a string');
  if (variables !== null && !isMap(variables)) throw badRequest('`variables` is not an object');
  if (extensions !== null && !isMap(extensions)) throw badRequest('`extensions` is not an object');
  const document = askedDocument(params, extensions);
  // An empty name in a URL means none.
  return { document, operationName: operationName === '' ? null : operationName, variables: variables ?? {} };
}

type Map = Readonly<Record<string, unknown>>;

function askedDocument({ query = null, documentId: id = null }: Map, extensions: Map | null): AskedDocument {
  const hash = persistedHash(extensions?.['persistedQuery'] ?? null);
  if (query === null && id === null && hash === null) throw badRequest('`query` is missing or not a string');
  if (query !== null && typeof query !== 'string') throw badRequest('`query` is missing or not a string');
  if (id !== null && typeof id !== 'string') throw badRequest('`documentId` is not a string');
  return { text: query, id, hash };
}

function persistedHash(given: unknown): string | null {
  if (given === null) return null;
  if (!isMap(given) || given['version'] !== 1 || typeof given['sha256Hash'] !== 'string')
    throw badRequest('`persistedQuery` is not { "version": 1, "sha256Hash": "…" }');
  return given['sha256Hash'];
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`${what} is not JSON`);
  }
}

const badRequest = (reason: string): OnestopError => new OnestopError('BAD_REQUEST', { reason });

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);
