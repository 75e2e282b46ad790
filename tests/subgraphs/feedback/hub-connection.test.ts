import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { hubConnection } from '../../../adapters/hub/hub-connection.ts';
import { createHub, type TestHub } from './fixtures/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await createHub();
});
afterAll(() => hub.remove());

test.each([
  ['as it is', ''],
  [
    'with settings of its own',
    '?options=-c%20synchronous_commit%3Doff%20-c%20TimeZone%3DAsia/Shanghai&statement_timeout=1',
  ],
])('a URL %s commits to disk and reads moments in UTC', async (_how, settings) => {
  const client = new pg.Client(hubConnection(`${hub.url}${settings}`, () => {}));
  await client.connect();
  const { rows } = await client.query(
    `SELECT current_setting('synchronous_commit') AS commits, current_setting('TimeZone') AS zone, current_setting('statement_timeout') AS timeout`,
  );
  await client.end();
  expect(rows).toEqual([{ commits: 'on', zone: 'UTC', timeout: '0' }]);
});

test('a URL that is none is refused', () => {
  expect(() => hubConnection('the hub', () => {})).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});
