import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDriver } from '../../adapters/database/open-driver.ts';
import type { Driver, DriverOptions } from '../../adapters/database/driver.ts';
import { until } from '../demo/fixtures/temporary-data-folder.ts';
import {
  createMariadbTestDatabase,
  describeMariadb,
  isMariadb,
  withMariadb,
  type TestDatabase,
} from './fixtures/engine.ts';
import { closeStatement, startProxy } from './fixtures/tcp-proxy.ts';

describeMariadb('sessions on MariaDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createMariadbTestDatabase();
    await database.run(
      'CREATE TABLE things (id integer PRIMARY KEY, name varchar(20))',
      `INSERT INTO things VALUES (1, 'first')`,
    );
  });
  afterAll(() => database.remove());

  /** A driver of its own, and what it failed with. */
  async function withDriver<T>(
    options: Partial<DriverOptions>,
    work: (driver: Driver, failures: unknown[]) => Promise<T>,
  ): Promise<T> {
    const failures: unknown[] = [];
    const driver = openDriver({
      ...{ department: 'small', url: database.ownerUrl, pool: 2, queue: 10, statementTimeoutMs: 5000 },
      onFailure: (error) => void failures.push(error),
      ...options,
    });
    try {
      return await work(driver, failures);
    } finally {
      await driver.close();
    }
  }

  const idOf = async (driver: Driver): Promise<string> =>
    String((await driver.query('SELECT connection_id()', []))[0]?.[0]);
  const kill = (id: string, what = 'CONNECTION') =>
    withMariadb(database.ownerUrl, (connection) => connection.execute(`KILL ${what} ${id}`));
  const read = (driver: Driver) => driver.query('SELECT name FROM things WHERE id = ?', ['1']);

  test('one that the server closed while nobody used it is replaced, and no statement fails for it', () =>
    withDriver({ pool: 3 }, async (driver) => {
      for (let times = 0; times < 5; times += 1) {
        // Several at once: all of them are closed, and each next one could be handed out.
        const ids = await Promise.all([1, 2, 3].map(() => idOf(driver)));
        await Promise.all([...new Set(ids)].map((id) => kill(id)));
        expect(await read(driver)).toEqual([['first']]);
      }
    }));

  test('one that the server closes as it is asked is replaced as well', () =>
    withDriver({ pool: 1 }, async (driver) => {
      const proxied = new URL(database.ownerUrl);
      const upstream = Number(proxied.port);
      const proxy = await startProxy(upstream);
      proxied.port = String(proxy.port);
      await withDriver({ url: proxied.href, pool: 1 }, async (behind) => {
        const before = await idOf(behind);
        proxy.cutOnNextBytes();
        expect(await read(behind)).toEqual([['first']]);
        expect(await idOf(behind)).not.toBe(before);
      });
      await proxy.close();
      expect(await read(driver)).toEqual([['first']]);
    }));

  test('a statement whose connection is killed is told, and not sent again', () =>
    withDriver({ pool: 1 }, async (driver) => {
      const id = await idOf(driver);
      const slow = driver.query('SELECT sleep(4) /* killed */', []);
      await delay(600);
      await kill(id);
      await expect(slow).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' });
      const running = await withMariadb(database.ownerUrl, (connection) =>
        connection.execute(
          `SELECT id FROM information_schema.processlist WHERE info LIKE '%sleep(4) /* killed%' AND id <> connection_id()`,
        ),
      );
      expect(running[0]).toEqual([]);
      expect(await read(driver)).toEqual([['first']]);
    }));

  test('a statement that an administrator stops is told as one that took too long', () =>
    withDriver({ pool: 1 }, async (driver) => {
      const id = await idOf(driver);
      const slow = driver.query('SELECT count(*) FROM things AS a JOIN (SELECT sleep(4)) AS b', []);
      await delay(300);
      await kill(id, 'QUERY');
      await expect(slow).rejects.toMatchObject({ code: 'DEPARTMENT_TIMEOUT' });
      expect(await idOf(driver)).toBe(id);
    }));

  test('a statement is ended by the server at its limit, locks included, and the session goes on', () =>
    withDriver({ pool: 1, statementTimeoutMs: 300 }, async (driver) => {
      const id = await idOf(driver);
      const slow = driver.query('SELECT count(*) FROM things AS a JOIN (SELECT sleep(3)) AS b', []);
      const cause = { errno: isMariadb ? 1969 : 3024 };
      await expect(slow).rejects.toMatchObject({ code: 'DEPARTMENT_TIMEOUT', cause });
      await withMariadb(database.ownerUrl, async (connection) => {
        await connection.query('LOCK TABLES things WRITE');
        await expect(read(driver)).rejects.toMatchObject({ code: 'DEPARTMENT_TIMEOUT' });
      });
      expect(await read(driver)).toEqual([['first']]);
      expect(await idOf(driver)).toBe(id);
    }));

  test('a server that accepts and says nothing is unavailable in time, and one that stops answering is late', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await withDriver({ url: `mysql://x:x@127.0.0.1:${port}/x` }, async (driver) => {
      const started = performance.now();
      await expect(driver.ping()).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' });
      expect(performance.now() - started).toBeLessThan(3500);
    });
    silent.close();
    const proxied = new URL(database.ownerUrl);
    const proxy = await startProxy(Number(proxied.port));
    proxied.port = String(proxy.port);
    await withDriver({ url: proxied.href, pool: 1, statementTimeoutMs: 200 }, async (driver) => {
      expect(await read(driver)).toEqual([['first']]);
      proxy.hang();
      await expect(read(driver)).rejects.toMatchObject({ code: 'DEPARTMENT_TIMEOUT', cause: { code: 'ONESTOP_LATE' } });
    });
    await proxy.close();
  });

  test('a session that is ready after nobody waits for it any more is kept for the next statement', async () => {
    const proxied = new URL(database.ownerUrl);
    const proxy = await startProxy(Number(proxied.port));
    proxied.port = String(proxy.port);
    await withDriver({ url: proxied.href, pool: 1 }, async (driver) => {
      const id = await idOf(driver);
      const slow = driver.query('SELECT sleep(4) /* lost */', []).catch((error: unknown) => error);
      const waiting = read(driver).catch((error: unknown) => error);
      await delay(1500);
      // The place of the lost session goes to who waits; opening it takes longer than they wait.
      proxy.delay(150);
      await kill(id);
      expect(await slow).toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' });
      expect(await waiting).toMatchObject({ code: 'DEPARTMENT_BUSY' });
      await delay(1500);
      proxy.delay(0);
      expect(await read(driver)).toEqual([['first']]);
    });
    await proxy.close();
  });

  test('prepared statements are kept, and never more than two hundred on a connection', () =>
    withDriver({ pool: 1 }, async (driver) => {
      const count = async () => Number((await driver.query(`SHOW SESSION STATUS LIKE 'Com_stmt_prepare'`, []))[0]?.[1]);
      await read(driver);
      const before = await count();
      for (let times = 0; times < 20; times += 1) await read(driver);
      expect((await count()) - before).toBe(0);
      for (let each = 0; each < 450; each += 1) await driver.query(`SELECT ${each}`, []);
      const open = async (name: string) =>
        Number((await driver.query(`SHOW SESSION STATUS LIKE '${name}'`, []))[0]?.[1]);
      expect((await open('Com_stmt_prepare')) - (await open('Com_stmt_close'))).toBeLessThanOrEqual(201);
    }));

  test('a statement that the server has forgotten is prepared again', async () => {
    const proxied = new URL(database.ownerUrl);
    const proxy = await startProxy(Number(proxied.port));
    proxied.port = String(proxy.port);
    const count = async (driver: Driver, name: string) =>
      Number((await driver.query(`SHOW SESSION STATUS LIKE '${name}'`, []))[0]?.[1]);
    await withDriver({ url: proxied.href, pool: 1 }, async (driver, failures) => {
      const id = await idOf(driver);
      expect(await read(driver)).toEqual([['first']]);
      const before = await count(driver, 'Com_stmt_prepare');
      // Whatever was prepared, which the driver knows nothing of: a thread that served others before counts on.
      proxy.tell(Buffer.concat(Array.from({ length: 2000 }, (_, statement) => closeStatement(statement))));
      expect(await read(driver)).toEqual([['first']]);
      expect(await idOf(driver)).toBe(id);
      expect((await count(driver, 'Com_stmt_prepare')) - before).toBe(3);
      expect(failures).toEqual([]);
    }).finally(() => proxy.close());
  });

  test('tables that change under a prepared statement are read as they are now', () =>
    withDriver({ pool: 2 }, async (driver) => {
      await database.run('CREATE TABLE changing (id integer PRIMARY KEY, a varchar(9), b integer)', `INSERT INTO changing VALUES (1, '7', 8)`); // prettier-ignore
      const all = () => Promise.all([1, 2, 3, 4].map(() => driver.query('SELECT * FROM changing WHERE id = ?', ['1'])));
      expect(await all()).toEqual(Array.from({ length: 4 }, () => [['1', '7', '8']]));
      for (const [change, row] of [
        ['MODIFY a bigint unsigned', ['1', '7', '8']],
        ['MODIFY b datetime NULL DEFAULT NULL', null],
        ["ADD c varchar(9) CHARACTER SET gbk DEFAULT '张'", null],
        ['DROP COLUMN b', ['1', '7', '张']],
      ] as const) {
        await database.run(`SET SESSION sql_mode = ''`, `ALTER TABLE changing ${change}`);
        await database.run('FLUSH TABLES');
        const answers = await all();
        if (row !== null) expect(answers).toEqual(Array.from({ length: 4 }, () => [row]));
      }
    }));

  test('a table or column that is gone is noticed, and nothing else is taken for it', async () => {
    let changes = 0;
    await withDriver({ onSchemaChange: () => (changes += 1) }, async (driver) => {
      for (const [text, code] of [
        ['SELECT gone FROM things', 1],
        ['SELECT 1 FROM gone', 1],
        ['SELECT', 0],
        [`SELECT 1 FROM things WHERE id = (SELECT 1 UNION ALL SELECT 2)`, 0],
      ] as const) {
        changes = 0;
        await expect(driver.query(text, [])).rejects.toMatchObject({ code: 'DEPARTMENT_ERROR' });
        expect([text, changes]).toEqual([text, code]);
      }
    });
  });

  test('an account with a wrong password or no database is unavailable, one with too many connections busy', async () => {
    const wrong = new URL(database.ownerUrl);
    wrong.password = 'wrong';
    const nowhere = new URL(database.ownerUrl);
    nowhere.pathname = '/no_such_database';
    for (const { href } of [wrong, nowhere])
      await withDriver({ url: href }, (driver) =>
        expect(driver.ping()).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' }),
      );
    const account = `limited_${new URL(database.ownerUrl).pathname.slice(10)}`;
    await database.run(
      `CREATE USER ${account}@'127.0.0.1' IDENTIFIED BY 'x' WITH MAX_USER_CONNECTIONS 1`,
      `GRANT SELECT ON things TO ${account}@'127.0.0.1'`,
    );
    const limited = new URL(database.ownerUrl);
    limited.username = account;
    limited.password = 'x';
    await withDriver({ url: limited.href, pool: 2 }, async (driver) => {
      expect(await read(driver)).toEqual([['first']]);
      const slow = driver.query('SELECT sleep(0.5)', []);
      await expect(read(driver)).rejects.toMatchObject({ code: 'DEPARTMENT_BUSY' });
      await slow;
    });
    await database.run(`DROP USER ${account}@'127.0.0.1'`);
  });

  test('waiting longer than a connection may take is being busy', () =>
    withDriver({ pool: 1 }, async (driver) => {
      await read(driver);
      const slow = driver.query('SELECT sleep(3)', []);
      await expect(read(driver)).rejects.toMatchObject({ code: 'DEPARTMENT_BUSY' });
      await slow;
      expect(await read(driver)).toEqual([['first']]);
    }));

  test('what is asked after closing is unavailable; what is under way is answered', async () => {
    let slow: Promise<unknown> | null = null;
    await withDriver({ pool: 1 }, async (driver) => {
      await read(driver);
      slow = driver.query('SELECT sleep(0.3)', []);
      const waiting = read(driver);
      const closing = driver.close();
      await expect(waiting).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' });
      await expect(read(driver)).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' });
      expect(await slow).toEqual([['0']]);
      await closing;
    });
  });

  test('a driver that is closed leaves no connection on the server, and has lost none', async () => {
    const account = `leaving_${new URL(database.ownerUrl).pathname.slice(10)}`;
    await database.run(
      ...(isMariadb ? ['SET GLOBAL userstat = 1'] : []),
      `CREATE USER ${account}@'127.0.0.1' IDENTIFIED BY 'x'`,
      `GRANT SELECT ON things TO ${account}@'127.0.0.1'`,
    );
    const url = new URL(database.ownerUrl);
    [url.username, url.password] = [account, 'x'];
    await withDriver({ url: url.href, pool: 3 }, (driver) => Promise.all([1, 2, 3].map(() => read(driver))));
    await withDriver({}, async (driver) => {
      const count = async (what: string, from: string) =>
        Number(
          (await driver.query(`SELECT ${what} FROM information_schema.${from} WHERE user = ?`, [account]))[0]?.[0],
        );
      await until('they are gone', async () => (await count('count(*)', 'processlist')) === 0, 3000);
      if (!isMariadb) return; // MySQL counts nothing by account
      expect(await count('total_connections', 'user_statistics')).toBe(3);
      expect(await count('lost_connections', 'user_statistics')).toBe(0);
    });
    await database.run(`DROP USER ${account}@'127.0.0.1'`);
  });
});
