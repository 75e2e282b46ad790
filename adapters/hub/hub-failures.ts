import type { ErrorCode } from '../../schema/errors.ts';

/** What a client is told when the hub fails. PostgreSQL's classes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function failureCode(error: unknown): ErrorCode {
  const [code, message] = [textOf(error, 'code'), textOf(error, 'message')];
  if (code === '57014' || message === 'Query read timeout') return 'DEPARTMENT_TIMEOUT';
  // Two that wait for one row, or each for the other's, get on when one of them tries again; so do too many at once.
  if (contention.has(code) || message === 'timeout exceeded when trying to connect') return 'DEPARTMENT_BUSY';
  // Statements of this system are right: what has no class of PostgreSQL's never came back from it.
  return /^(?!08|57P|28|3D000)[0-9A-Z]{5}$/.test(code) ? 'DEPARTMENT_ERROR' : 'DEPARTMENT_UNAVAILABLE';
}

const contention: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '53300']);

/** The hub was restored, or made anew, without this system's tables. */
export const areTablesMissing = (error: unknown): boolean => ['42P01', '3D000'].includes(textOf(error, 'code'));

/** Told by shape: an error of the runtime may come from another realm. */
function textOf(error: unknown, name: 'code' | 'message'): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}
