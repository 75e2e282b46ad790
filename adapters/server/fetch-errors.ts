import { GraphQLError } from 'graphql';
import { renderMessage, type ErrorCode } from '../../schema/errors.ts';
import type { FetchError } from '../../schema/subgraph.ts';

/** Families of codes whose messages name tables, hosts or files: they stay inside the department. */
const internal = /^(MAPPING|CONFIG|ENGINE|DATABASE|COMPOSITION|PORT|USAGE)/;

/**
 * A port's error as GraphQL tells it. Its path is left to the place where it is thrown or put.
 * @param department name of the subgraph, for the message and for the client
 */
export function toGraphQLError(error: FetchError, department: string): GraphQLError {
  const code: ErrorCode = internal.test(error.code) ? 'DEPARTMENT_ERROR' : error.code;
  const details = code === error.code ? error.details : undefined;
  return new GraphQLError(renderMessage(code, { department, ...details }), {
    extensions: {
      code,
      department,
      ...(details !== undefined && { details }),
      ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
    },
  });
}

export type Placed = {
  readonly data: unknown;
  /** Errors that found no null to stand for, each with its path. */
  readonly beside: readonly { readonly path: FetchError['path']; readonly error: GraphQLError }[];
};

/**
 * Puts each error where the data is null because of it, as a value: GraphQL's execution throws it when it gets
 * there, which gives it the right path and carries it up past fields that may not be null. `data` stays as it is;
 * what changes is copied.
 */
export function placeErrors(data: unknown, errors: readonly FetchError[], department: string): Placed {
  let placed = data;
  const beside: { path: FetchError['path']; error: GraphQLError }[] = [];
  for (const each of errors) {
    const error = toGraphQLError(each, department);
    const changed = putAtNull(placed, each.path, error);
    if (changed === nowhere) beside.push({ path: each.path, error });
    else placed = changed;
  }
  return { data: placed, beside };
}

const nowhere = Symbol('nowhere');

/** Replaces the null that stands at the path or above it. */
function putAtNull(value: unknown, path: FetchError['path'], error: GraphQLError): unknown {
  if (value === null || value === undefined) return error;
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value instanceof Error) return nowhere;
  const child = (value as Readonly<Record<string | number, unknown>>)[key];
  const changed = putAtNull(child, rest, error);
  if (changed === nowhere) return nowhere;
  return Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
}
