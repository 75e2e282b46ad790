import { GraphQLError } from 'graphql';
import { OnestopError, type ErrorCode } from '../schema/errors.ts';

/** What a shell script can tell apart. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unavailable: 3 } as const;

const unavailable: ReadonlySet<ErrorCode> = new Set([
  'DATABASE_UNREACHABLE',
  'SEEDING_FAILED',
  'ENGINE_UNAVAILABLE',
  'PORT_IN_USE',
  'PORT_FORBIDDEN',
  'DEPARTMENT_UNAVAILABLE',
  'DEPARTMENT_TIMEOUT',
  'DEPARTMENT_BUSY',
]);

export const exitCodeOf = ({ code }: OnestopError): number =>
  code === 'USAGE' ? exitCodes.usage : unavailable.has(code) ? exitCodes.unavailable : exitCodes.failed;

/** Writes what went wrong and what to do, and sets the exit code. A defect keeps its stack: the reader is its operator. */
export function reportFailure(error: unknown): void {
  if (error instanceof OnestopError) {
    process.stderr.write(`${error.code}: ${error.message}\n  → ${error.action}\n`);
    process.exitCode = exitCodeOf(error);
    return;
  }
  const text =
    error instanceof GraphQLError
      ? error.toString()
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCodes.failed;
}

/** @throws {OnestopError} `USAGE` */
export function wholeNumber(text: string, name: string, range: { readonly min: number; readonly max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value;
  throw new OnestopError('USAGE', {
    reason: `${name} is a whole number from ${range.min} to ${range.max}, not “${text}”`,
  });
}

/** The environment's PORT; one that is set to nothing means none. */
export const portOf = (environment: Readonly<Record<string, string | undefined>>): string | undefined =>
  environment['PORT'] || undefined;

export const portNumber = (text: string): number => wholeNumber(text, 'the port', { min: 0, max: 65_535 });
