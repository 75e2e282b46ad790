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

/** Reads a GraphQL response. Null where it is none. */
export function parseAnswer(body: unknown, origin: AnswerOrigin): FetchAnswer | null {
  if (!isFields(body)) return null;
  const { data, errors, extensions } = body;
  if (data !== null && data !== undefined && !isFields(data)) return null;
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) return null;
  const parsed = (errors ?? []).map((error: unknown) => parseError(error, origin));
  if (!isFields(data) && parsed.length === 0) return null;
  const told = isFields(extensions) && isFields(extensions['onestop']) ? extensions['onestop'] : {};
  return { data: isFields(data) ? data : null, errors: parsed, ...parseTold(told, origin) };
}

function parseError(error: unknown, { department, trusted }: AnswerOrigin): FetchError {
  const { path, extensions } = isFields(error) ? error : {};
  const { code, details, retryAfter } = isFields(extensions) ? extensions : {};
  const known = isErrorCode(code) && passedOn.has(code) ? code : 'DEPARTMENT_ERROR';
  const safe = { ...parseDetails(details, trusted), department };
  return {
    path: Array.isArray(path) && path.every(isStep) ? path : [],
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
  const safe = Object.entries(details).filter(
    (entry): entry is [string, string | number | boolean] =>
      typeof entry[1] === 'number' || typeof entry[1] === 'boolean' || (trusted && typeof entry[1] === 'string'),
  );
  return Object.fromEntries(safe);
}

function parseTold(
  { subjects, findings, servedFrom, age }: Fields,
  { department }: AnswerOrigin,
): Omit<FetchAnswer, 'data' | 'errors'> {
  return {
    subjects: Array.isArray(subjects) ? subjects.filter((each) => typeof each === 'string') : [],
    findings: Array.isArray(findings) ? findings.flatMap((each: unknown) => parseFinding(each, department)) : [],
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
  return [{ department, type, field: textOrNull(field), reason: known, key: textOrNull(key) }];
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
/** A response key or a position; anything else is text of the department's own. */
const isStep = (step: unknown): step is string | number =>
  typeof step === 'string' ? /^[_a-z]\w*$/i.test(step) : Number.isSafeInteger(step) && Number(step) >= 0;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
