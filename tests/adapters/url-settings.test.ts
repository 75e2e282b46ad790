import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDriver } from '../../adapters/database/open-driver.ts';
import type { Driver } from '../../adapters/database/driver.ts';
import { ask, valueAt } from './fixtures/ask.ts';
import { describeMariadb, isMariadb } from './fixtures/engine.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

let small: SmallDepartments;
beforeAll(async () => {
  small = await openSmallDepartments();
  await small.database.run(
    'CREATE SCHEMA other',
    'CREATE TABLE other.things (id integer PRIMARY KEY, name varchar(9))',
    `INSERT INTO other.things VALUES (1, 'other')`,
  );
});
afterAll(() => small.close());

const urlWith = (parameters: Readonly<Record<string, string>>): string => {
  const url = new URL(small.database.ownerUrl);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  // As people write it: a plus sign is no blank to every reader of URLs.
  return url.href.replaceAll('+', '%20');
};

/** Runs something on a driver of its own; the account may write. */
async function withDriver<T>(url: string, work: (driver: Driver) => Promise<T>): Promise<T> {
  const limits = { pool: 1, queue: 4, statementTimeoutMs: 400 };
  const driver = openDriver({ department: 'small', url, onFailure: () => {}, ...limits });
  try {
    return await work(driver);
  } finally {
    await driver.close();
  }
}

const loosenings: readonly Readonly<Record<string, string>>[] = [
  { options: '-c default_transaction_read_only=off' },
  {
    options:
      '-cdefault_transaction_read_only=off -c statement_timeout=0 -c DateStyle=SQL -c TimeZone=Asia/Tokyo -c bytea_output=escape',
  },
  { options: '--default_transaction_read_only=off --statement-timeout=0' },
  { statement_timeout: '0' },
  { statement_timeout: '0', query_timeout: '0', application_name: 'x', default_transaction_read_only: 'off' },
  { max: '50', idleTimeoutMillis: '1', lock_timeout: '0' },
];

test.each(loosenings)('%j in the URL leaves the session read-only and short', (parameters) =>
  withDriver(urlWith(parameters), async (driver) => {
    const show = async (name: string) => (await driver.query(`SHOW ${name}`, []))[0]?.[0];
    expect(await show('default_transaction_read_only')).toBe('on');
    expect(await show('statement_timeout')).toBe('400ms');
    expect(await show('DateStyle')).toMatch(/^ISO/);
    expect(await show('TimeZone')).toBe('UTC');
    expect(await show('bytea_output')).toBe('hex');
    expect(await show('application_name')).toBe('onestop');
    await expect(driver.query(`INSERT INTO other.things VALUES (2, 'written')`, [])).rejects.toMatchObject({
      code: 'DEPARTMENT_ERROR',
      cause: { code: '25006' },
    });
    await expect(driver.query('SELECT pg_sleep(3)', [])).rejects.toMatchObject({
      code: 'DEPARTMENT_TIMEOUT',
      cause: { code: '57014' },
    });
  }),
);

test('a search path in the URL’s options is the department’s to choose', async () => {
  const sdl = `${smallSource()} type Query { things: ThingConnection @list(orderBy: ["id"]) }
    type Thing @key(fields: "id") @table(name: "things") { id: ID! @column(name: "id") name: String @column(name: "name") }`;
  const things = async (url: string) => {
    const answer = await ask(small.openAt(url, sdl), { query: '{ things { nodes { name } } }' });
    return valueAt(answer, 'things', 'nodes') ?? answer.errors[0]?.code;
  };
  expect(await things(urlWith({ options: '-c search_path=other' }))).toEqual([{ name: 'other' }]);
  expect(await things(small.database.ownerUrl)).toBe('DEPARTMENT_ERROR');
});

describeMariadb('what else a URL of MariaDB says', () => {
  const mariadbWith = (parameters: Readonly<Record<string, string>>): string => {
    const url = new URL(small.on('mysql').ownerUrl);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  };

  test.each([
    { init_command: 'SET SESSION TRANSACTION READ WRITE', sessionVariables: 'tx_read_only=0' },
    { sql_mode: 'ANSI', timezone: '+09:00', charset: 'gbk', dateStrings: 'false', typeCast: 'false' },
    { multipleStatements: 'true', flags: '+MULTI_STATEMENTS', namedPlaceholders: 'true' },
    { max_statement_time: '0', connectTimeout: '0', connectionLimit: '500', maxPreparedStatements: '1' },
    { user: 'nobody', password: 'x', database: 'mysql', host: '192.0.2.1', port: '1' },
  ])('%j leaves the session read-only and short', (parameters) =>
    withDriver(mariadbWith(parameters as unknown as Readonly<Record<string, string>>), async (driver) => {
      const [readOnly, limit, shortly] = isMariadb ? ['tx_read_only', 'max_statement_time', '0.4'] : ['transaction_read_only', 'max_execution_time', '400']; // prettier-ignore
      const names = [readOnly, 'sql_mode', 'time_zone', 'character_set_client', 'character_set_results', limit, 'autocommit']; // prettier-ignore
      const shown = await driver.query(`SELECT ${names.map((name) => `@@SESSION.${name}`).join()}, database()`, []); // prettier-ignore
      expect(shown).toEqual([
        [
          '1',
          'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,ALLOW_INVALID_DATES',
          '+00:00',
          'utf8mb4',
          'utf8mb4',
          shortly,
          '1',
          new URL(small.on('mysql').ownerUrl).pathname.slice(1),
        ],
      ]);
      await expect(driver.query('CREATE TABLE written (id integer)', [])).rejects.toMatchObject({
        code: 'DEPARTMENT_ERROR',
        cause: { errno: 1792 },
      });
      await expect(driver.query('SELECT 1; SELECT 2', [])).rejects.toMatchObject({ cause: { errno: 1064 } });
      const slow = driver.query('SELECT count(*) FROM information_schema.tables AS a JOIN (SELECT sleep(3)) AS b', []);
      await expect(slow).rejects.toMatchObject({ code: 'DEPARTMENT_TIMEOUT' });
    }),
  );

  test('the schemes mysql and mariadb are one', () =>
    withDriver(mariadbWith({}).replace('mysql:', 'mariadb:'), async (driver) =>
      expect(await driver.query('SELECT 1', [])).toEqual([['1']]),
    ));

  test('encryption that is asked for is never left out', async () => {
    // MariaDB's has no certificate here, MySQL's has one that nobody vouches for.
    for (const mode of isMariadb ? ['REQUIRED', 'VERIFY_CA'] : ['VERIFY_CA'])
      await withDriver(mariadbWith({ 'ssl-mode': mode }), (driver) =>
        expect(driver.ping()).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' }),
      );
  });

  test.each([
    { 'ssl-mode': 'PREFERRED' },
    { 'ssl-mode': 'yes' },
    { 'ssl-mode': 'VERIFY_IDENTITY' }, // its host is an address
    { 'ssl-ca': '/nowhere/ca.pem' },
  ])('%j is refused before anything is connected', async (parameters) => {
    const url = mariadbWith(parameters);
    await expect(withDriver(url, async () => {})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('a URL that is none is told without its password', async () => {
    const opening = withDriver('mysql://reader:secret@:33:44/x', async () => {});
    await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  });
});
