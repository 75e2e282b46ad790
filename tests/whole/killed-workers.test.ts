import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { demoPurpose } from '../../cli/demo-clients.ts';
import type { PreparedDepartments } from '../../demo/prepare-departments.ts';
import { journalNames, JournalReader } from '../../subgraphs/access/journals.ts';
import { childrenOf, until } from '../cli/workers-department.ts';
import { environmentOf, openCity } from '../city.ts';
import { createHub, type TestHub } from '../subgraphs/feedback/fixtures/hub.ts';
import { runCommand, startCommand } from './command.ts';
import { request } from 'undici';
import { heroId, signedIn } from './hero.ts';
import { createServeFixture, type ServeFixture } from './serve-fixture.ts';

let city: PreparedDepartments;
let hub: TestHub;
let fixture: ServeFixture;
beforeAll(async () => {
  city = await openCity();
  hub = await createHub();
  fixture = await createServeFixture();
}, 240_000);
afterAll(async () => {
  await hub.remove();
  await city.close();
  fixture.remove();
});

const clients = 6;
const query = `{ citizen(id: "${heroId}") { fullName insurance { status } } }`;

/** A connection that was handed to the worker in its last moment may stay silent. */
async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<ReturnType<typeof JSON.parse>> {
  const { body } = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
    headersTimeout: 12_000,
  });
  return body.json();
}

/** Which requests each journal holds. */
async function journals(folder: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  for (const name of await journalNames(folder))
    for await (const lines of new JournalReader(folder, name).read())
      found.set(name, new Set([...(found.get(name) ?? []), ...lines.map(({ chained }) => chained.record.requestId)]));
  return found;
}

test('of two workers one is killed under load: what it worked on is lost, no record, and the log is as it was written', async () => {
  const files = fixture.files.filter(({ displayName }) => /civil-registry|social-insurance/.test(displayName));
  for (const { file } of files) writeFileSync(file, readFileSync(file, 'utf8').replace(/pool: \d+/, 'pool: 2'));
  const departments = files.map(({ file }) => `  - file: ${JSON.stringify(file)}`);
  const environment = {
    ...environmentOf(city),
    HUB_URL: hub.url,
    ONESTOP_SECRET: 'a secret of the tests, long enough',
  };
  const config = fixture.config('workers', departments, true);
  const command = await startCommand(['serve', '--config', config, '--port', '0', '--workers', '2'], environment);
  const headers = { ...signedIn(await fixture.token()), 'x-purpose': demoPurpose, connection: 'close' };
  const answered = new Set<string>();
  const over = { now: false };
  const isOver = (): boolean => over.now;
  let [asked, lost] = [0, 0];
  const client = async (): Promise<void> => {
    while (!isOver()) {
      const requestId = `worker-${(asked += 1)}`;
      const answer = await ask(command.url, { ...headers, 'x-request-id': requestId }).catch(() => null);
      if (answer === null) lost += 1;
      else if (answer.data?.citizen?.fullName) answered.add(requestId);
    }
  };
  const running = Array.from({ length: clients }, client);
  await until(() => answered.size >= 20);
  const before = childrenOf(command.pid);
  process.kill(before[0] ?? 0, 'SIGKILL');
  await until(() => command.output().includes('a worker was started again'));
  const until2 = answered.size + 20;
  await until(() => answered.size >= until2);
  over.now = true;
  await Promise.all(running);
  // Each client had one request under way.
  expect(lost).toBeLessThanOrEqual(clients);
  const written = await journals(path.join(fixture.folder, 'access-log', 'journals'));
  expect(written.size).toBe(3); // of the one that was killed, of the other, of the one after
  const all = new Set([...written.values()].flatMap((each) => [...each]));
  expect([...answered].filter((id) => !all.has(id))).toEqual([]);
  expect(await command.stop()).toBe(0);

  const audit = runCommand(['audit', 'verify', '--config', config, '--json'], environment);
  expect(await audit.ended).toBe(0);
  const report = JSON.parse(audit.output());
  // Every record of all three is on the hub and under a root: the ones who stopped signed last.
  expect(report).toMatchObject({ problems: [], records: all.size });
  expect(report.roots).toBeGreaterThanOrEqual(1);
  const [row] = await hub.query('SELECT count(*)::int AS count FROM access_record');
  expect(row?.['count']).toBe(all.size);
}, 120_000);
