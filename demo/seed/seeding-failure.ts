import { OnestopError } from '../../schema/errors.ts';

/**
 * SQLSTATE classes and drivers' codes of a server that can't be used at all: connection, sign-in, no such
 * database, shutdown.
 */
const unreachable =
  /^(08...|28...|3D...|53300|57P0.|ECONN\w+|EPIPE|ENOTFOUND|ETIMEDOUT|SQLITE_CANTOPEN|SQLITE_NOTADB|PROTOCOL_CONNECTION_LOST|ER_SERVER_SHUTDOWN|ER_CONNECTION_KILLED)$/;

/** What the operator is told when a database could not be filled: that it is not there, or why it refuses. */
export function seedingFailure(department: string, cause: unknown): OnestopError {
  if (cause instanceof OnestopError) return cause;
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new OnestopError(
    isUnreachable(cause) ? 'DATABASE_UNREACHABLE' : 'SEEDING_FAILED',
    { department, reason },
    { cause },
  );
}

/** Whatever keeps a connection from being made: most drivers give no code for it. */
export function unreachableDatabase(department: string, cause: unknown): OnestopError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const reason = cause instanceof Error ? cause.message || code || cause.name : String(cause);
  return new OnestopError('DATABASE_UNREACHABLE', { department, reason }, { cause });
}

const isUnreachable = (cause: unknown): boolean =>
  cause instanceof Error &&
  (('code' in cause && unreachable.test(String(cause.code))) || cause.message.startsWith('Connection terminated'));
