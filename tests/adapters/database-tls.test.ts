import { chownSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { DatabaseTlsFiles } from '../../adapters/database/database-tls.ts';
import { openDriver } from '../../adapters/database/open-driver.ts';
import { hubConnection } from '../../adapters/hub/hub-connection.ts';
import { openCluster } from '../../demo/engines/cluster.ts';
import { engineAccount } from '../../demo/engines/engine-account.ts';
import type { EngineKind } from '../../demo/engines/engine.ts';
import { freePort } from '../../demo/engines/free-port.ts';
import { mariadb, rootPassword } from '../../demo/engines/mariadb.ts';
import { postgres, superuser, superuserPassword } from '../../demo/engines/postgres.ts';
import { startServer, stopServer, type RunningServer } from '../../demo/engines/server-process.ts';
import { makeCertificates, opensslIsHere, type Certificates } from '../cli/certificates.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { temporaryDataFolder } from '../demo/fixtures/temporary-data-folder.ts';

const what = 'TLS to databases';
const hasOpenssl = opensslIsHere() || process.env['CI'] === 'true';
if (!hasOpenssl) console.info(`skipped: ${what}, because there is no openssl to make certificates with`);
const hasMariadb = hasOpenssl && (await mariadbIsHere(`${what} MariaDB`));

/** The server's certificate has this name and no other: not the host's that is connected to. */
const serverName = 'db.city.example';

const folder = temporaryDataFolder();
let made: Certificates;
beforeAll(() => {
  if (!hasOpenssl) return;
  made = makeCertificates();
  made.issue('database', 'authority', { names: `DNS:${serverName}` });
  made.issue('reader', 'authority', { subject: '/CN=reader' });
});
afterAll(async () => {
  if (hasOpenssl) made.remove();
  await folder.remove();
});

type Engine = {
  readonly kind: EngineKind;
  /** Options that make it encrypt, with certificates in its own folder. */
  readonly options: readonly string[];
  readonly url: (port: number) => string;
  /** The cipher of the session, and whom the client's certificate names; empty for none. */
  readonly ask: string;
  readonly hasNames: boolean;
};

const engines: Readonly<Record<'postgres' | 'mysql', Engine>> = {
  postgres: {
    kind: postgres,
    options: ['ssl=on', 'ssl_cert_file=database.crt', 'ssl_key_file=database.key', 'ssl_ca_file=authority.crt'].flatMap((each) => ['-c', each]), // prettier-ignore
    url: (port) => `postgres://${superuser}:${superuserPassword(folder.path)}@localhost:${port}/postgres`,
    ask: `SELECT coalesce(cipher, ''), coalesce(client_dn, '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()`,
    hasNames: true,
  },
  mysql: {
    kind: mariadb,
    options: ['--ssl-cert=database.crt', '--ssl-key=database.key', '--ssl-ca=authority.crt'],
    url: (port) => `mysql://root:${rootPassword(folder.path)}@localhost:${port}/mysql`,
    ask: `SELECT variable_value, '' FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'`,
    hasNames: false,
  },
};

describe.each(Object.entries(engines).filter(([name]) => (name === 'mysql' ? hasMariadb : hasOpenssl)))(
  '%s',
  (_name, engine) => {
    let server: RunningServer;
    let url: string;

    beforeAll(async () => {
      const account = engineAccount();
      const request = { dataFolder: folder.path, account, signal: AbortSignal.timeout(60_000), log: () => {} };
      const installed = await engine.kind.install(request);
      const cluster = await openCluster({ dataFolder: folder.path, account, engine: installed });
      for (const name of ['database.crt', 'database.key', 'authority.crt'] as const) {
        writeFileSync(path.join(cluster, name), made.read(name), { mode: 0o600 });
        if (account !== null) chownSync(path.join(cluster, name), account.uid, account.gid);
      }
      const encrypting = (at: string, port: number) => {
        const command = installed.command(at, port);
        return { ...command, options: [...command.options, ...engine.options] };
      };
      const port = await freePort(null);
      server = await startServer({ engine: { ...installed, command: encrypting }, account, cluster, port, logFile: path.join(folder.path, 'server.log') }); // prettier-ignore
      url = engine.url(port);
    });
    afterAll(() => stopServer(engine.kind, server));

    type Way = { readonly parameters?: Readonly<Record<string, string>>; readonly tls?: DatabaseTlsFiles };

    const urlWith = (parameters: Way['parameters'] = {}): string => {
      const all = new URL(url);
      for (const [name, value] of Object.entries(parameters)) all.searchParams.set(name, value);
      return all.href;
    };
    const open = ({ parameters, tls }: Way, onFailure: (error: unknown) => void = () => {}) => {
      const limits = { pool: 1, queue: 4, statementTimeoutMs: 4000 };
      return openDriver({ department: 'small', url: urlWith(parameters), onFailure, ...limits, ...(tls && { tls }) });
    };
    /** Cipher and client, or the code of the failure. */
    const connected = async (way: Way): Promise<readonly unknown[] | string> => {
      const driver = open(way);
      try {
        return (await driver.query(engine.ask, []))[0] ?? [];
      } catch (error) {
        return (error as { code: string }).code;
      } finally {
        await driver.close();
      }
    };
    const encrypted = [expect.stringMatching(/AES|CHACHA/), expect.anything()];
    const ca = (): string => made.file('authority.crt');

    test('speaks plainly where nothing else is said', async () => {
      expect(await connected({})).toEqual(['', '']);
      expect(await connected({ parameters: { sslmode: 'disable' } })).toEqual(['', '']);
    });

    test.each(['sslmode', 'ssl-mode'])('%s says what is verified, on any engine', async (mode) => {
      const root = mode === 'sslmode' ? 'sslrootcert' : 'ssl-ca';
      expect(await connected({ parameters: { [mode]: 'require' } })).toEqual(encrypted);
      expect(await connected({ parameters: { [mode]: 'VERIFY_CA', [root]: ca() } })).toEqual(encrypted);
      // What names an authority wants it verified, and the system knows nothing of ours.
      for (const parameters of [
        { [mode]: 'require', [root]: made.file('other.crt') },
        { [mode]: 'verify-ca', [root]: made.file('other.crt') },
        { [mode]: 'verify-ca' },
        { [mode]: 'verify-full', [root]: ca() }, // another name
        { [root]: ca() },
      ])
        expect([parameters, await connected({ parameters })]).toEqual([parameters, 'DEPARTMENT_UNAVAILABLE']);
    });

    test('a configuration verifies the identity, by another name where it gives one', async () => {
      expect(await connected({ tls: { ca: ca(), servername: serverName } })).toEqual(encrypted);
      expect(await connected({ tls: { ca: ca() } })).toBe('DEPARTMENT_UNAVAILABLE');
      expect(await connected({ tls: { ca: ca(), servername: 'other.city.example' } })).toBe('DEPARTMENT_UNAVAILABLE');
      expect(await connected({ tls: { servername: serverName } })).toBe('DEPARTMENT_UNAVAILABLE');
      // It is not the URL's to loosen.
      expect(await connected({ tls: { ca: ca() }, parameters: { sslmode: 'disable' } })).toBe('DEPARTMENT_UNAVAILABLE');
    });

    test('shows a certificate of our own', async () => {
      const [cert, key] = [made.file('reader.crt'), made.file('reader.key')];
      const expected = [expect.stringMatching(/AES|CHACHA/), engine.hasNames ? '/CN=reader' : ''];
      expect(await connected({ tls: { ca: ca(), cert, key, servername: serverName } })).toEqual(expected);
      expect(await connected({ parameters: { sslmode: 'verify-ca', sslrootcert: ca(), sslcert: cert, sslkey: key } })).toEqual(expected); // prettier-ignore
      const stranger = { cert: made.file('stranger.crt'), key: made.file('stranger.key') };
      expect(await connected({ tls: { ca: ca(), ...stranger, servername: serverName } })).toBe(
        'DEPARTMENT_UNAVAILABLE',
      );
    });

    test.each<[string, () => Way, string]>([
      ['a mode that an attacker could turn off', () => ({ parameters: { sslmode: 'prefer' } }), 'sslmode is none'],
      ['a parameter of another library', () => ({ parameters: { ssl: 'true' } }), 'its parameter ssl is none'],
      [
        'a list of revoked certificates, which nobody would read',
        () => ({ parameters: { sslcrl: '/a', sslmode: 'verify-full' } }),
        'sslcrl',
      ],
      ['a mode that is none', () => ({ parameters: { 'ssl-mode': 'yes' } }), 'sslmode is none'],
      [
        'an authority that is nowhere',
        () => ({ parameters: { sslrootcert: '/nowhere/ca.pem' } }),
        'the file /nowhere/ca.pem of sslrootcert',
      ],
      [
        'a certificate that is nowhere',
        () => ({ tls: { cert: '/nowhere/a.crt', key: '/nowhere/a.key' } }),
        'the file /nowhere/a.crt of tls.cert',
      ],
      [
        'a certificate without its key',
        () => ({ parameters: { sslcert: made.file('reader.crt'), sslmode: 'require' } }),
        'go together',
      ],
      [
        'another’s key',
        () => ({ tls: { cert: made.file('reader.crt'), key: made.file('client.key') } }),
        'client.key: no certificate',
      ],
    ])('%s is told of at once, without a password', (_what, way, says) => {
      expect(() => open(way())).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(says) })); // prettier-ignore
      expect(() => open(way())).not.toThrow(new URL(url).password);
    });

    test('new connections are made with the files as they are then; what is wrong in them is not used', async () => {
      const renewed = made.file('renewed.crt');
      const authority = (from: 'authority.crt' | 'other.crt') => copyFileSync(made.file(from), renewed);
      authority('other.crt');
      const failures: unknown[] = [];
      const driver = open({ tls: { ca: renewed, servername: serverName } }, (error) => failures.push(error));
      await expect(driver.ping()).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' });
      rmSync(renewed);
      await expect(driver.ping()).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' });
      expect(failures).toContainEqual(expect.objectContaining({ message: expect.stringContaining('renewed.crt of tls.ca can’t be read') })); // prettier-ignore
      authority('authority.crt');
      await driver.ping();
      await driver.close();
    });

    test('so does the hub', async () => {
      if (engine.kind !== postgres) return;
      const parameters = { sslmode: 'verify-ca', sslrootcert: ca() };
      const pool = new pg.Pool({ ...hubConnection(urlWith(parameters), () => {}), max: 1 });
      expect((await pool.query(engine.ask)).rows).toEqual([{ coalesce: '' }]);
      await pool.end();
    });
  },
);
