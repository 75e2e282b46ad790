import { isErrorCode, renderMessage, type ErrorCode, type ErrorDetails } from '../../schema/errors.ts';
import type { FetchAnswer, FetchError, Finding } from '../../schema/subgraph.ts';

type Fields = Readonly<Record<string, unknown>>;

export type AnswerOrigin = {
  readonly department: string;
  /** Does it sign and share a secret with us? Only then its texts may reach a client. */
  readonly trusted: boolean;
};

/** What a subgraph may report of its own accord; the rest is between it and the operator. */
const passedOn: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BAD_USER_INPUT',
  'LIST_LIMIT_EXCEEDED',
  'CURSOR_INVALID',
  'UNINDEXED',
  'PURPOSE_NOT_ALLOWED',
  'UNAUTHORIZED_FIELD_OR_TYPE',
  'FORBIDDEN_RECORD',
  'DEPARTMENT_UNAVAILABLE',
  'DEPARTMENT_TIMEOUT',
  'DEPARTMENT_BUSY',
  'DEPARTMENT_ANSWER_INVALID',
  'DEPARTMENT_ERROR',
  'NOT_SUPPORTED',
]);

/** Seconds. Who names more would keep clients away for good. */
const maxRetryAfter = 3_600;
/** Errors of one code, and findings, that are read of one answer; more say nothing new. */
const maxTold = 1_000;
/** Errors that are looked at, to find these. */
const maxRead = 10_000;
/** Steps of a path: more than any operation has. */
const maxSteps = 100;
/** Characters of a text for a client, and the greatest number in one: GraphQL's Int. */
const [maxText, maxNumber] = [500, 2 ** 31];

/** Reads a GraphQL response. Null where it is none. */
export function parseAnswer(body: unknown, origin: AnswerOrigin): FetchAnswer | null {
  if (!isFields(body)) return null;
  const { data, errors, extensions } = body;
  if (data !== null && data !== undefined && !isFields(data)) return null;
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) return null;
  const parsed = limited((errors ?? []) as readonly unknown[], (error) => parseError(error, { ...origin, data }));
  if (!isFields(data) && parsed.length === 0) return null;
  const told = isFields(extensions) && isFields(extensions['onestop']) ? extensions['onestop'] : {};
  return { data: isFields(data) ? data : null, errors: parsed, ...parseTold(told, origin) };
}

/** The first of each code. */
function limited(errors: readonly unknown[], parse: (error: unknown) => FetchError): readonly FetchError[] {
  const counts = new Map<ErrorCode, number>();
  const kept: FetchError[] = [];
  for (const error of errors.slice(0, maxRead)) {
    const parsed = parse(error);
    const count = (counts.get(parsed.code) ?? 0) + 1;
    counts.set(parsed.code, count);
    if (count <= maxTold) kept.push(parsed);
  }
  return kept;
}

function parseError(
  error: unknown,
  { department, trusted, data }: AnswerOrigin & { readonly data: unknown },
): FetchError {
  const { path, extensions } = isFields(error) ? error : {};
  const { code, details, retryAfter } = isFields(extensions) ? extensions : {};
  const known = isErrorCode(code) && passedOn.has(code) ? code : 'DEPARTMENT_ERROR';
  const safe = { ...parseDetails(details, trusted), department };
  return {
    path: parsePath(path, data),
    // A message with a hole in it says less than the general one.
    code: /\{\w+\}/.test(renderMessage(known, safe)) ? 'DEPARTMENT_ERROR' : known,
    details: safe,
    ...(typeof retryAfter === 'number' && retryAfter >= 0
      ? { retryAfter: Math.min(Math.ceil(retryAfter), maxRetryAfter) }
      : {}),
  };
}

function parseDetails(details: unknown, trusted: boolean): ErrorDetails {
  if (!isFields(details)) return {};
  const safe = Object.entries(details).flatMap(
    ([name, value]): readonly (readonly [string, string | number | boolean])[] => {
      if (typeof value === 'boolean' || (typeof value === 'number' && Math.abs(value) <= maxNumber))
        return [[name, value]];
      return trusted && typeof value === 'string' ? [[name, value.slice(0, maxText)]] : [];
    },
  );
  return Object.fromEntries(safe);
}

function parseTold(
  { subjects, findings, servedFrom, age }: Fields,
  { department }: AnswerOrigin,
): Omit<FetchAnswer, 'data' | 'errors'> {
  return {
    subjects: Array.isArray(subjects) ? subjects.filter((each) => typeof each === 'string') : [],
    findings: Array.isArray(findings)
      ? findings.slice(0, maxTold).flatMap((each: unknown) => parseFinding(each, department))
      : [],
    servedFrom: servedFrom === 'cache' || servedFrom === 'stale' ? servedFrom : 'source',
    age: typeof age === 'number' && age >= 0 ? age : 0,
  };
}

const reasons = ['UNREADABLE_VALUE', 'UNKNOWN_CODE', 'DUPLICATE_KEY', 'INVALID_IDENTIFIER'] as const;

function parseFinding(finding: unknown, department: string): readonly Finding[] {
  if (!isFields(finding)) return [];
  const { type, field, reason, key } = finding;
  const known = reasons.find((each) => each === reason);
  if (typeof type !== 'string' || known === undefined) return [];
  return [
    {
      department,
      type,
      field: textOrNull(field),
      reason: known,
      key: typeof key === 'string' && /^[0-9a-f]{32}$/.test(key) ? key : null,
    },
  ];
}

/**
 * As far as it leads into the data: a position in a list that is not there could be anything, a telephone number too.
 * Below a null that an error made go the names of fields alone.
 */
function parsePath(path: unknown, data: unknown): FetchError['path'] {
  if (!Array.isArray(path) || path.length > maxSteps || !path.every(isStep)) return [];
  let at: unknown = data;
  for (const [index, step] of path.entries()) {
    if (typeof step === 'number' && !(Array.isArray(at) && step < at.length)) return path.slice(0, index);
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string | number, unknown>>)[step] : null;
  }
  return path;
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
/** A response key or a position; anything else is text of the department's own. */
const isStep = (step: unknown): step is string | number =>
  typeof step === 'string' ? /^[_a-z]\w*$/i.test(step) : Number.isSafeInteger(step) && Number(step) >= 0;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
