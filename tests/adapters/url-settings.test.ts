import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDriver } from '../../adapters/database/open-driver.ts';
import type { Driver } from '../../adapters/database/driver.ts';
import { ask, valueAt } from './fixtures/ask.ts';
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
  { options: '-cdefault_transaction_read_only=off -c statement_timeout=0 -c DateStyle=SQL -c TimeZone=Asia/Tokyo' },
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
