import { isIP } from 'node:net';
import type { SslOptions } from 'mysql2';
import { OnestopError } from '../../../schema/errors.ts';
import { openDatabaseTls, type DatabaseTls, type TlsSource } from '../../database/database-tls.ts';

/** Where a server is and who asks. Nothing else of a URL reaches a session: its settings are ours. */
export type MysqlAddress = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** As its files are now; null for a connection that is not encrypted. */
  readonly tls: () => MysqlTls | null;
};

export type MysqlTls = {
  readonly ssl: SslOptions;
  /** The name that the server's certificate must have. */
  readonly name: string;
};

/**
 * Reads `mysql://account:password@host:3306/database?ssl-mode=VERIFY_IDENTITY&ssl-ca=/path/ca.pem`.
 * @throws {OnestopError} `CONFIG_INVALID` for a URL or files that can't be read
 */
export function readMysqlUrl(text: string, source: Omit<TlsSource, 'url'>): MysqlAddress {
  const invalid = (reason: string, fix: string, cause?: unknown) =>
    new OnestopError('CONFIG_INVALID', { where: `the database of ${source.where}`, reason, fix }, { cause });
  try {
    const url = new URL(text);
    const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1');
    const tls = openDatabaseTls({ ...source, url });
    const now = tls();
    // The library holds a certificate against “localhost” where the host is an address.
    if (now && now.verify === 'identity' && isIP(now.servername ?? host) !== 0)
      throw invalid('an address has no identity to verify', 'Name the host as its certificate does, say that name in `tls: { servername }`, or use VERIFY_CA.'); // prettier-ignore
    return {
      host,
      port: url.port === '' ? 3306 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
      tls: () => mysqlTls(tls() || null, host),
    };
  } catch (cause) {
    if (cause instanceof OnestopError) throw cause;
    throw invalid('its URL can’t be read', 'Write mysql://account:password@host:3306/database.', cause);
  }
}

function mysqlTls(tls: DatabaseTls | null, host: string): MysqlTls | null {
  if (tls === null) return null;
  const { verify, servername = host, ...shown } = tls;
  const ssl = { ...shown, rejectUnauthorized: verify !== 'nothing', verifyIdentity: verify === 'identity' };
  return { name: servername, ssl: { ...ssl, minVersion: 'TLSv1.2' } };
}
