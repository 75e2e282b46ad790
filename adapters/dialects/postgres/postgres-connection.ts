import pg from 'pg';
import { OnestopError } from '../../../schema/errors.ts';
import { identityCheck, openDatabaseTls, type DatabaseTls, type TlsSource } from '../../database/database-tls.ts';

export type PostgresAddress = Omit<TlsSource, 'url'> & {
  readonly url: string;
  /** Settings of a session, after those that the URL has: `-c name=value`. */
  readonly settings: readonly string[];
};

/**
 * What a pool needs of a URL: where the server is and who asks, how the way there is encrypted, and the URL's own
 * `options` with ours last. Nothing else of it reaches a session.
 * @throws {OnestopError} `CONFIG_INVALID` for a URL or files that can't be read
 */
export function postgresConnection(
  address: PostgresAddress,
): Required<Pick<pg.PoolConfig, 'connectionString' | 'options' | 'Client'>> {
  const url = parseUrl(address);
  const tls = openDatabaseTls({ ...address, url: new URL(url) }); // ours loses its parameters
  const own = url.searchParams.get('options') ?? '';
  for (const name of [...url.searchParams.keys()])
    if (name !== 'sslnegotiation' && name !== 'host') url.searchParams.delete(name);
  return {
    connectionString: url.href,
    options: [own, ...address.settings.map((each) => `-c ${each}`)].join(' ').trim(),
    Client: clientWith(tls),
  };
}

/** Each connection is made with the certificates as they are then. */
function clientWith(tls: () => DatabaseTls | false | null) {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      const now = tls();
      // Where nobody says anything, the environment may (PGSSLMODE).
      super(typeof config !== 'object' || now === null ? config : { ...config, ssl: now && sslOf(now) });
    }
  };
}

function sslOf(tls: DatabaseTls): Exclude<pg.ClientConfig['ssl'], boolean | undefined> {
  const { verify, ...shown } = tls;
  return {
    ...{ ...shown, minVersion: 'TLSv1.2' },
    rejectUnauthorized: verify !== 'nothing',
    checkServerIdentity: identityCheck(tls),
  };
}

function parseUrl({ url, where }: Pick<PostgresAddress, 'url' | 'where'>): URL {
  try {
    return new URL(url);
  } catch (cause) {
    const fix = 'Write postgres://account:password@host:5432/database.';
    throw new OnestopError('CONFIG_INVALID', { where: `the database of ${where}`, reason: 'its URL can’t be read', fix }, { cause }); // prettier-ignore
  }
}
