import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { SslOptions } from 'mysql2';
import { OnestopError } from '../../../schema/errors.ts';

/** Where a server is and who asks. Nothing else of a URL reaches a session: its settings are ours. */
export type MysqlAddress = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Null for a connection that is not encrypted. */
  readonly ssl: SslOptions | null;
};

/**
 * Reads `mysql://account:password@host:3306/database?ssl-mode=VERIFY_IDENTITY&ssl-ca=/path/ca.pem`. The modes
 * are those of the MySQL client but for PREFERRED, which an attacker could turn off; an authority without
 * a mode means VERIFY_CA.
 * @throws {OnestopError} `CONFIG_INVALID`
 */
export function readMysqlUrl(text: string): MysqlAddress {
  try {
    const url = new URL(text);
    const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1');
    const ssl = readSsl(url.searchParams);
    // The library holds a certificate against “localhost” where the host is an address.
    if (ssl?.verifyIdentity === true && isIP(host) !== 0)
      throw invalid('an address has no identity to verify', 'Name the host as its certificate does, or use VERIFY_CA.');
    return {
      host,
      port: url.port === '' ? 3306 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
      ssl,
    };
  } catch (cause) {
    if (cause instanceof OnestopError) throw cause;
    throw invalid('it can’t be read', 'Write mysql://account:password@host:3306/database.', cause);
  }
}

const modes = ['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'] as const;

function readSsl(parameters: URLSearchParams): SslOptions | null {
  const file = parameters.get('ssl-ca');
  const mode = (parameters.get('ssl-mode') ?? (file === null ? 'DISABLED' : 'VERIFY_CA')).toUpperCase();
  if (!modes.some((known) => known === mode)) throw invalid('its ssl-mode is none', `Use one of ${modes.join(', ')}.`);
  if (mode === 'DISABLED') return null;
  return {
    rejectUnauthorized: mode !== 'REQUIRED',
    verifyIdentity: mode === 'VERIFY_IDENTITY',
    ...(file !== null && { ca: readAuthority(file) }),
  };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid('its ssl-ca can’t be read', 'Name a file with the authority’s certificate.', cause);
  }
}

const invalid = (reason: string, fix: string, cause?: unknown) =>
  new OnestopError('CONFIG_INVALID', { where: 'database url', reason, fix }, { cause });
