import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { demoEnvironment } from '../../cli/demo-environment.ts';
import { isAlive } from '../../demo/engines/process-identity.ts';
import { createMariadbTestDatabase, createTestDatabase, testMariadb } from '../adapters/fixtures/engine.ts';
import { ended, temporaryDataFolder, until } from '../demo/fixtures/temporary-data-folder.ts';
import { runCommand, startCommand, type RunningCommand } from './command.ts';
import { demoHeaders, startDemoProcess, type DemoProcess } from './demo-process.ts';
import { ask, askHero, heroId, signedIn } from './hero.ts';

/** One for all tests, in their order; its path has a blank. */
const folder = temporaryDataFolder();
const running: DemoProcess[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((demo) => demo.stop()));
});
afterAll(() => folder.remove());

const start = async (more: readonly string[] = []): Promise<DemoProcess> => {
  const demo = await startDemoProcess(folder.path, more);
  running.push(demo);
  return demo;
};

/** Of the postmaster that serves the data folder, which lies elsewhere for root. */
function postmaster(): number {
  const cluster: { folder: string } = JSON.parse(readFileSync(join(folder.path, 'postgres-cluster.json'), 'utf8'));
  return Number(readFileSync(join(cluster.folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

const nameOfHero = async (demo: DemoProcess): Promise<string> =>
  (await askHero(demo.url, demo.official)).body.data.citizen.fullName;

/** The row's number in the register is drawn by the seed. */
const seedMark = async (): Promise<string> => {
  const client = new Client({ connectionString: demoEnvironment(folder.path)['CIVIL_REGISTRY_URL'] });
  await client.connect();
  const { rows } = await client.query<{ rybh: string }>('SELECT rybh FROM t_ry_jbxx WHERE sfzh = $1', [heroId]);
  await client.end();
  return rows[0]?.rybh ?? '';
};

/** Ends the last demo on the data folder, and PostgreSQL with it. */
async function expectEndBy(signal: 'SIGTERM' | 'SIGINT', demo: RunningCommand): Promise<void> {
  const server = postmaster();
  demo.signal(signal);
  expect(await demo.ended).toBe(0);
  expect(isAlive(server)).toBe(false);
  expect(demo.output()).toMatch(/Stopping…\s*$/);
}

describe('one demo after another', () => {
  let mark = '';

  test('the first seeds, and SIGTERM stops everything', async () => {
    const demo = await start();
    expect(demo.output()).toContain('what is odd about them');
    expect(await nameOfHero(demo)).toBe('周桂兰');
    mark = await seedMark();
    await expectEndBy('SIGTERM', demo);
  });

  test('the next finds the data and takes its port from PORT, `token` beside it signs a citizen in, and kill -9 stops PostgreSQL too', async () => {
    const port = await freePort();
    const demo = await startCommand(['demo', '--data', folder.path, '--citizens', '60'], { PORT: String(port) });
    try {
      expect(demo.output()).not.toContain('what is odd about them');
      expect(await seedMark()).toBe(mark);
      expect(demo.url).toBe(`http://127.0.0.1:${String(port)}`);
      const token = runCommand(['token', '--role', 'citizen', '--data', folder.path]);
      expect(await token.ended).toBe(0);
      const { body } = await askHero(demo.url, signedIn(token.output().trim()));
      expect(body.data.citizen.fullName).toBe('周桂兰');
      const son = await demoHeaders(folder.path, 'citizen', '990102197508200038');
      expect((await askHero(demo.url, son)).body.data.citizen?.fullName ?? null).toBeNull();
      const server = postmaster();
      demo.signal('SIGKILL');
      await ended(server);
    } finally {
      await demo.stop();
    }
  });

  test('two find the data after kill -9 and share it; the second survives the first, and SIGINT stops everything', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    for (const { output } of [first, second]) expect(output()).not.toMatch(/what is odd|%/);
    expect(await seedMark()).toBe(mark);
    expect(first.url).not.toBe(second.url);
    // The token of one is good at the other.
    expect((await askHero(second.url, first.official)).text).toBe((await askHero(first.url, second.official)).text);
    const server = postmaster();
    await first.stop();
    expect(isAlive(server)).toBe(true);
    expect(await nameOfHero(second)).toBe('周桂兰');
    await expectEndBy('SIGINT', second);
  });

  test('another seed and size make the data anew', async () => {
    const other = await start(['--seed', '2', '--citizens', '90']);
    expect(other.output()).toContain('seed 2');
    expect(await seedMark()).not.toBe(mark);
    expect(await nameOfHero(other)).toBe('周桂兰');
    const { body } = await ask(other.url, { query: '{ citizens { totalCount } }' }, other.official);
    expect(body.data.citizens.totalCount).toBeGreaterThan(80);
  });
});

testMariadb('the data can be in databases that exist', async () => {
  const postgres = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
  const mariadb = await Promise.all([createMariadbTestDatabase(), createMariadbTestDatabase()]);
  const existing = [...postgres, ...mariadb];
  const files = mkdtempSync(join(tmpdir(), 'onestop files '));
  try {
    const databases = {
      'civil-registry': postgres[0].ownerUrl,
      approvals: mariadb[0].ownerUrl,
      'market-regulation': mariadb[1].ownerUrl,
      'social-insurance': `sqlite:${join(files, 'our insurance.db')}`,
      hotline: postgres[1].ownerUrl,
      hub: postgres[2].ownerUrl,
    };
    const given = Object.entries(databases).map(([name, url]) => `${name}=${url}`);
    const demo = await start(['--databases', given.join(',')]);
    const { body } = await askHero(demo.url, demo.official);
    expect(body.errors).toBeUndefined();
    expect(body.data.citizen).toMatchObject({
      fullName: '周桂兰',
      insurance: { status: 'RECEIVING_BENEFIT' },
      cases: { totalCount: 4 },
      businesses: { totalCount: 2 },
      feedback: { totalCount: 3 },
    });
    expect(() => postmaster()).toThrow(); // none of its own was started
    await demo.stop();
    for (const database of existing) await database.run('SELECT 1'); // their servers run on
  } finally {
    await Promise.all(existing.map((database) => database.remove()));
    rmSync(files, { recursive: true });
  }
});

test('an address that is taken is an error with a way out, and leaves nothing behind', async () => {
  const { server, port } = await occupy();
  const demo = runCommand(['demo', '--data', folder.path, '--citizens', '60'], { PORT: String(port) });
  expect(await demo.ended).toBe(3);
  expect(demo.output()).toMatch(new RegExp(`^PORT_IN_USE: Port ${String(port)} is taken\n  → .*PORT=`, 'm'));
  server.close();
  await until('the engine is gone', () => {
    try {
      return !isAlive(postmaster());
    } catch {
      return true;
    }
  });
});

async function freePort(): Promise<number> {
  const { server, port } = await occupy();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A stranger that has a port. */
async function occupy(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}
