import { responseError, type ResponseError, type ResponsePath } from '../../schema/response-error.ts';
import type { FetchPlace } from './error-collector.ts';
import { pathKey } from './response-paths.ts';

/** Which department was asked for which fields, where. */
export type AskedPlace = Pick<FetchPlace, 'department' | 'path' | 'fields'>;

/** Told one by one; what is beyond says nothing new. */
const maxErrors = 100;

/**
 * Places where a department's value didn't fit the client's schema, so that null stands there and,
 * under a non-null field, above it. Where an error already says why something is missing there, the
 * null follows from it and is not told again.
 */
export function completionErrors(
  paths: readonly ResponsePath[],
  told: readonly ResponseError[],
  asked: readonly AskedPlace[],
): readonly ResponseError[] {
  const reasons = told.flatMap(placesOf);
  const unexplained = paths.filter((path) => !reasons.some((reason) => onOneWay(reason, path)));
  const distinct = new Map(unexplained.map((path) => [JSON.stringify(path), path]));
  return [...distinct.values()].slice(0, maxErrors).map((path) => answerInvalid(departmentAt(path, asked), path));
}

/** An answer that is null as a whole says why, even where the engine doesn't. */
export const unexplainedNull = (asked: readonly AskedPlace[]): ResponseError =>
  answerInvalid(onlyOne(asked.map(({ department }) => department)), []);

/** Reads the paths the stock gateway reports beside the data. */
export function completionPaths(reported: unknown): readonly ResponsePath[] {
  if (!Array.isArray(reported)) return [];
  return reported.flatMap((each: unknown) => {
    const path = typeof each === 'object' && each !== null && 'path' in each ? each.path : undefined;
    return Array.isArray(path) && path.every(isStep) ? [path] : [];
  });
}

const isStep = (step: unknown): step is string | number => typeof step === 'string' || typeof step === 'number';

function answerInvalid(department: string | null, path: ResponsePath): ResponseError {
  const place = {
    ...(path.length === 0 ? {} : { path }),
    ...(department === null ? {} : { extensions: { department } }),
  };
  return responseError('DEPARTMENT_ANSWER_INVALID', { department: department ?? 'A department' }, place);
}

function placesOf({ path, extensions }: ResponseError): readonly ResponsePath[] {
  const { paths } = extensions;
  // Written by the error collector alone.
  return [path ?? [], ...(Array.isArray(paths) ? (paths as readonly ResponsePath[]) : [])];
}

/** Does one of the places lie on the way to the other? `@` is every item of a list. */
const onOneWay = (a: ResponsePath, b: ResponsePath): boolean =>
  a.slice(0, b.length).every((step, index) => step === b[index] || (step === '@' && typeof b[index] === 'number'));

/** Whose fetch filled the place: the one that was asked deepest down on the way to it. */
function departmentAt(path: ResponsePath, asked: readonly AskedPlace[]): string | null {
  const key = `${pathKey(path)}/`;
  const above = asked.flatMap(({ department, path: at, fields }) =>
    fields
      .map((field) => pathKey([...at, field]))
      .filter((place) => key.startsWith(`${place}/`))
      .map((place) => ({ department, depth: place.length })),
  );
  const deepest = Math.max(0, ...above.map(({ depth }) => depth));
  return onlyOne(above.filter(({ depth }) => depth === deepest).map(({ department }) => department));
}

function onlyOne(departments: readonly string[]): string | null {
  const [first, second] = new Set(departments);
  return first !== undefined && second === undefined ? first : null;
}
