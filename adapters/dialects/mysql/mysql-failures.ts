import type { ErrorCode } from '../../../schema/errors.ts';
import { isTlsFailure } from '../../database/database-tls.ts';

/** Why this side gave a statement up, in the words of an error’s `code`. */
export const givenUp = { late: 'ONESTOP_LATE', busy: 'ONESTOP_BUSY', closed: 'ONESTOP_CLOSED' } as const;

/** An error of our own making, told from the server’s by its code. */
export const ownFailure = (code: (typeof givenUp)[keyof typeof givenUp], message: string): Error =>
  Object.assign(new Error(message), { code });

/** https://mariadb.com/kb/en/mariadb-error-code-reference/; MySQL’s numbers where it has its own. */
const codesByNumber: Readonly<Record<number, ErrorCode>> = {
  1969: 'DEPARTMENT_TIMEOUT', // longer than max_statement_time
  3024: 'DEPARTMENT_TIMEOUT', // longer than max_execution_time
  1205: 'DEPARTMENT_TIMEOUT', // a lock was waited for
  1317: 'DEPARTMENT_TIMEOUT', // somebody stopped the statement
  1040: 'DEPARTMENT_BUSY', // too many connections
  1203: 'DEPARTMENT_BUSY', // too many of this account’s
  1226: 'DEPARTMENT_BUSY', // the account’s share of an hour is used up
  1461: 'DEPARTMENT_BUSY', // too many prepared statements
  1044: 'DEPARTMENT_UNAVAILABLE', // no access to the database
  1045: 'DEPARTMENT_UNAVAILABLE', // no access
  1049: 'DEPARTMENT_UNAVAILABLE', // no such database
  1053: 'DEPARTMENT_UNAVAILABLE', // shutting down
  1129: 'DEPARTMENT_UNAVAILABLE', // this host is blocked
  1130: 'DEPARTMENT_UNAVAILABLE', // this host may not connect
  1698: 'DEPARTMENT_UNAVAILABLE', // no access
  1820: 'DEPARTMENT_UNAVAILABLE', // the password has expired
  1862: 'DEPARTMENT_UNAVAILABLE', // the password has expired
  1927: 'DEPARTMENT_UNAVAILABLE', // the connection was killed
  3118: 'DEPARTMENT_UNAVAILABLE', // the account is locked
  4151: 'DEPARTMENT_UNAVAILABLE', // the account is locked
};

export function failureCode(error: unknown): ErrorCode {
  const known = codesByNumber[numberOf(error)];
  if (known !== undefined) return known;
  const code = textOf(error, 'code');
  if (code === givenUp.late) return 'DEPARTMENT_TIMEOUT';
  if (code === givenUp.busy) return 'DEPARTMENT_BUSY';
  return isNetworkFailure(error) || code === givenUp.closed || code.startsWith('HANDSHAKE_') || isTlsFailure(code)
    ? 'DEPARTMENT_UNAVAILABLE'
    : 'DEPARTMENT_ERROR';
}

/** The connection is gone; the server said nothing of the statement. */
export const isNetworkFailure = (error: unknown): boolean =>
  /^(E[A-Z]+|PROTOCOL_\w+)$/.test(textOf(error, 'code')) && numberOf(error) < 1000;

/** What a table or column that is no longer as the catalog said is answered with. */
const schemaChanges: readonly number[] = [
  1054, // no such column
  1146, // no such table
  1142, // an account that may read some tables only is told so of one that is gone
  1143, // the same of a column
  1267, // another collation
  1356, // a view over something that is gone
];

export const isSchemaChange = (error: unknown): boolean => schemaChanges.includes(numberOf(error));

/** The server has forgotten a prepared statement, or wants it anew: the statement was not run. */
export const isStaleStatement = (error: unknown): boolean => [1243, 1615].includes(numberOf(error));

/** Told by shape: an error of the runtime may come from another realm. */
function textOf(error: unknown, name: 'code'): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** The server’s number of an error; those of the operating system are below zero. */
function numberOf(error: unknown): number {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'errno') : undefined;
  return typeof value === 'number' ? value : 0;
}
