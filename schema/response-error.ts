import { errorTable, renderMessage, type ErrorCode, type ErrorDetails } from './errors.ts';

/** From the root of the client's response: response keys, and positions in lists. */
export type ResponsePath = readonly (string | number)[];

/** An error as a GraphQL client meets it. The message comes from the error table and from nowhere else. */
export type ResponseError = {
  readonly message: string;
  /** Places in the client's document, counted from 1. */
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly path?: ResponsePath;
  readonly extensions: { readonly code: ErrorCode; readonly [name: string]: unknown };
};

export type ErrorPlace = Pick<ResponseError, 'locations' | 'path'> & {
  /** What stands beside `code`: department, retryAfter, paths. */
  readonly extensions?: Readonly<Record<string, unknown>>;
};

export function responseError(code: ErrorCode, details: ErrorDetails = {}, place: ErrorPlace = {}): ResponseError {
  const { extensions, ...where } = place;
  return { message: renderMessage(code, details), ...where, extensions: { code, ...extensions } };
}

/** HTTP status of an answer that holds nothing but these errors. */
export const statusOf = (errors: readonly ResponseError[]): number =>
  errors[0] === undefined ? 200 : errorTable[errors[0].extensions.code].status;
