import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { Client } from 'pg';
import { attachEngines, type Engines } from '../../demo/engines/attach-engines.ts';
import { isAlive } from '../../demo/engines/process-identity.ts';
import { hold } from './fixtures/hold.ts';
import { mariadbIsHere } from './fixtures/mariadb-here.ts';
import { ended, temporaryDataFolder, until } from './fixtures/temporary-data-folder.ts';

const withMariadb = (await mariadbIsHere('the tests of MariaDB as an engine')) ? describe : describe.skip;

type Rows = readonly (readonly unknown[])[];

async function ask(url: string | null, ...statements: readonly string[]): Promise<Rows> {
  const connection = await createConnection({ uri: url ?? 'mysql://none', rowsAsArray: true });
  let rows: Rows = [];
  try {
    for (const statement of statements) [rows] = await connection.execute<RowDataPacket[][]>(statement);
    return rows;
  } finally {
    await connection.end();
  }
}

async function askPostgres({ adminUrl }: Engines): Promise<unknown> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query('SELECT 1 AS one');
  await client.end();
  return rows;
}

/** One for all tests, in their order: each leaves it as a demo does that was here before. */
const folder = temporaryDataFolder();
afterAll(() => folder.remove());

const clusterOf = (dataFolder: string): string =>
  (JSON.parse(readFileSync(join(dataFolder, 'mariadb-cluster.json'), 'utf8')) as { folder: string }).folder;

test('switched off, MariaDB is told as missing and PostgreSQL works', async () => {
  process.env['ONESTOP_MARIADB'] = 'none';
  try {
    const engines = await attachEngines({ dataFolder: folder.path, mariadb: true });
    expect(await engines.mariadbUrl()).toBeNull();
    expect(engines.mariadbReason()).toBe('it is switched off by ONESTOP_MARIADB=none');
    expect(await askPostgres(engines)).toEqual([{ one: 1 }]);
    expect(existsSync(join(folder.path, 'mariadb.log'))).toBe(false);
    await engines.close();
  } finally {
    delete process.env['ONESTOP_MARIADB'];
  }
});

withMariadb('MariaDB', () => {
  test('is started for whoever asks for it, and for nobody else', async () => {
    const engines = await attachEngines({ dataFolder: folder.path });
    expect(() => engines.mariadbPid()).toThrow('has not run');
    expect(existsSync(join(folder.path, 'mariadb.log'))).toBe(false);
    expect(await ask(await engines.mariadbUrl(), 'SELECT 1')).toEqual([[1]]);
    expect(engines.mariadbReason()).toBe('');
    await engines.close();
  });
});

withMariadb('MariaDB’s set-up', () => {
  let engines: Engines;
  let url: string;
  beforeAll(async () => {
    engines = await attachEngines({ dataFolder: folder.path, mariadb: true });
    url = (await engines.mariadbUrl()) ?? '';
  });
  afterAll(() => engines.close());

  test('one account that people can use, and no test database', async () => {
    expect(await ask(url, 'SELECT user, host FROM mysql.user ORDER BY user')).toEqual([
      ['mariadb.sys', 'localhost'],
      ['root', '127.0.0.1'],
    ]);
    const locked = "SELECT json_value(Priv, '$.account_locked') FROM mysql.global_priv WHERE User = 'mariadb.sys'";
    expect(await ask(url, locked)).toEqual([['1']]);
    expect(await ask(url, 'SHOW DATABASES')).toEqual([['information_schema'], ['mysql']]);
    for (const wrong of [url.replace(/:[^:@]+@/, ':wrong@'), url.replace(/:[^:@]+@/, '@'), url.replace('root', '')])
      await expect(ask(wrong, 'SELECT 1')).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
  });

  test('root may do everything, accounts for others included', async () => {
    await ask(
      url,
      'CREATE DATABASE market',
      "CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY 'a password for a test'",
      "GRANT SELECT ON market.* TO 'reader'@'127.0.0.1'",
    );
    const reader = url.replace(/root:[^@]+@/, 'reader:a%20password%20for%20a%20test@');
    expect(await ask(reader, 'SELECT CURRENT_USER()')).toEqual([['reader@127.0.0.1']]);
    await expect(ask(reader, 'CREATE TABLE market.t (a INT)')).rejects.toMatchObject({
      code: 'ER_TABLEACCESS_DENIED_ERROR',
    });
  });

  test('as others expect it: utf8mb4, UTC, case-sensitive names, strict, durable', async () => {
    const variables = ['character_set_server', 'time_zone', 'lower_case_table_names', 'max_connections'];
    const durable = ['innodb_flush_log_at_trx_commit', 'innodb_doublewrite'];
    const [found] = await ask(url, `SELECT ${[...variables, ...durable].map((name) => `@@${name}`).join()}`);
    expect(found?.map(String)).toEqual(['utf8mb4', '+00:00', '0', '120', '1', expect.stringMatching(/^(1|ON)$/)]);
    expect(await ask(url, 'SELECT @@sql_mode')).toEqual([[expect.stringContaining('STRICT_TRANS_TABLES')]]);
  });

  test('listens on 127.0.0.1 alone', async () => {
    expect(await ask(url, 'SELECT @@bind_address, @@socket')).toEqual([['127.0.0.1', '']]);
    const abroad = `00000000:${Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0')}`;
    if (process.platform === 'linux') expect(readFileSync('/proc/net/tcp', 'utf8')).not.toContain(abroad);
  });

  test('keeps what is secret from others', () => {
    for (const name of ['secrets/mariadb-root', 'mariadb.log', 'mariadb-cluster.json', 'mariadb-port.json'])
      expect([name, statSync(join(folder.path, name)).mode & 0o077]).toEqual([name, 0]);
    expect(statSync(clusterOf(folder.path)).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder.path, 'mariadb.log'), 'utf8')).not.toContain(new URL(url).password);
  });
});

withMariadb('MariaDB beside PostgreSQL', () => {
  test('both run, for two demos, until the last has left; then on the same port again', async () => {
    const [first, second] = await Promise.all([
      attachEngines({ dataFolder: folder.path, mariadb: true }),
      attachEngines({ dataFolder: folder.path }),
    ]);
    const url = await first.mariadbUrl();
    expect(await second.mariadbUrl()).toBe(url);
    expect(second.mariadbPid()).toBe(first.mariadbPid());
    await first.close();
    expect(await ask(url, 'SELECT 1')).toEqual([[1]]);
    expect(await askPostgres(second)).toEqual([{ one: 1 }]);
    const [mariadb, postmaster] = [second.mariadbPid(), second.postmasterPid()];
    await second.close();
    expect([isAlive(mariadb), isAlive(postmaster)]).toEqual([false, false]);
    const third = await attachEngines({ dataFolder: folder.path });
    expect(await third.mariadbUrl()).toBe(url);
    await third.close();
  });

  test('comes back on its port with what was committed when it is killed', async () => {
    const engines = await attachEngines({ dataFolder: folder.path, mariadb: true });
    const url = await engines.mariadbUrl();
    await ask(url, 'CREATE DATABASE city', 'CREATE TABLE city.t (a INT)', 'INSERT INTO city.t VALUES (1), (2)');
    const killed = engines.mariadbPid();
    process.kill(killed, 'SIGKILL');
    await until('another server', () => engines.mariadbPid() !== killed);
    expect(await ask(url, 'SELECT a FROM city.t ORDER BY a')).toEqual([[1], [2]]);
    await engines.close();
  });

  test('is adopted when the keeper is killed', async () => {
    const engines = await attachEngines({ dataFolder: folder.path, mariadb: true });
    const url = await engines.mariadbUrl();
    const [keeper, server] = [engines.keeperPid(), engines.mariadbPid()];
    process.kill(keeper, 'SIGKILL');
    await until('another keeper', () => engines.keeperPid() !== keeper);
    await until('its MariaDB', () => runs(() => engines.mariadbPid()));
    expect(engines.mariadbPid()).toBe(server);
    expect(await ask(url, 'SELECT 1')).toEqual([[1]]);
    await engines.close();
    await ended(server);
  });

  test('goes with the next demo when keeper and demos were killed, though that one doesn’t want it', async () => {
    const { child, held } = await hold(folder.path, 'mariadb');
    process.kill(held.keeperPid, 'SIGKILL');
    child.kill('SIGKILL');
    await ended(held.keeperPid);
    expect(isAlive(Number(held.mariadbPid))).toBe(true);
    await (await attachEngines({ dataFolder: folder.path })).close();
    await ended(Number(held.mariadbPid));
  });

  test('is not waited for when the last demo leaves while it starts', async () => {
    const fresh = temporaryDataFolder(); // a first start takes longest
    const engines = await attachEngines({ dataFolder: fresh.path, mariadb: true });
    const asked = engines.mariadbUrl();
    await engines.close();
    if ((await asked) === null) expect(engines.mariadbReason()).toContain('given back');
    expect(existsSync(join(fresh.path, 'keeper.json'))).toBe(false);
    const next = await attachEngines({ dataFolder: fresh.path, mariadb: true });
    expect(await ask(await next.mariadbUrl(), 'SELECT 1')).toEqual([[1]]);
    await next.close();
    await fresh.remove();
  });

  test('says in one line why it can’t be started, while PostgreSQL works; the next demo tries again', async () => {
    await (await startedOnce()).close();
    const log = join(clusterOf(folder.path), 'ib_logfile0');
    const whole = readFileSync(log);
    writeFileSync(log, 'no log');
    const engines = await attachEngines({ dataFolder: folder.path, mariadb: true });
    expect(await engines.mariadbUrl()).toBeNull();
    expect(engines.mariadbReason()).toMatch(/InnoDB.*Aborting$/);
    expect(await askPostgres(engines)).toEqual([{ one: 1 }]);
    writeFileSync(log, whole);
    const next = await attachEngines({ dataFolder: folder.path });
    expect(await ask(await next.mariadbUrl(), 'SELECT 1')).toEqual([[1]]);
    await Promise.all([engines.close(), next.close()]);
  });

  const startedOnce = async (): Promise<Engines> => {
    const engines = await attachEngines({ dataFolder: folder.path, mariadb: true });
    await engines.mariadbUrl();
    return engines;
  };
});

function runs(pid: () => number): boolean {
  try {
    return isAlive(pid());
  } catch {
    return false;
  }
}
