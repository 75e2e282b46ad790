import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { demoEnvironment } from '../../cli/demo-environment.ts';
import { attachEngines } from '../../demo/engines/attach-engines.ts';
import { isAlive } from '../../demo/engines/process-identity.ts';
import { createMariadbDatabase } from '../../demo/seed/mariadb-accounts.ts';
import { createDatabase } from '../../demo/seed/reader-role.ts';
import { mariadbIsHere } from '../demo/fixtures/mariadb-here.ts';
import { ended, temporaryDataFolder, until } from '../demo/fixtures/temporary-data-folder.ts';
import { runCommand, startCommand } from './command.ts';
import { demoHeaders, startDemoProcess, type DemoProcess } from './demo-process.ts';
import { ask, askHero, heroId, signedIn } from './hero.ts';

/** One for all tests, in their order; its path has a blank. */
const folder = temporaryDataFolder();
const running: DemoProcess[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((demo) => demo.stop()));
});
afterAll(() => folder.remove());

const start = async (more: readonly string[] = [], dataFolder = folder.path): Promise<DemoProcess> => {
  const demo = await startDemoProcess(dataFolder, more);
  running.push(demo);
  return demo;
};

/** Of the postmaster that serves a data folder, which lies elsewhere for root. */
function postmaster(dataFolder = folder.path): number {
  const cluster: { folder: string } = JSON.parse(readFileSync(join(dataFolder, 'postgres-cluster.json'), 'utf8'));
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

const testMariadb = (await mariadbIsHere('databases that exist')) ? test : test.skip;

describe('the data', () => {
  test('is kept for the next time, and made anew for another seed and size', async () => {
    const first = await start();
    expect(first.output()).toContain('what is odd about them');
    const mark = await seedMark();
    await first.stop();
    const again = await start();
    expect(again.output()).not.toContain('what is odd about them');
    expect(await seedMark()).toBe(mark);
    await again.stop();
    const other = await start(['--seed', '2', '--citizens', '90']);
    expect(other.output()).toContain('seed 2');
    expect(await seedMark()).not.toBe(mark);
    expect(await nameOfHero(other)).toBe('周桂兰');
    const { body } = await ask(other.url, { query: '{ citizens { totalCount } }' }, other.official);
    expect(body.data.citizens.totalCount).toBeGreaterThan(80);
  });

  test('is shared by two demos, and the second survives the first', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(first.url).not.toBe(second.url);
    // The token of one is good at the other.
    expect((await askHero(second.url, first.official)).text).toBe((await askHero(first.url, second.official)).text);
    const server = postmaster();
    await first.stop();
    expect(isAlive(server)).toBe(true);
    expect(await nameOfHero(second)).toBe('周桂兰');
    await second.stop();
    expect(isAlive(server)).toBe(false);
  });

  testMariadb('can be in databases that exist', async () => {
    const elsewhere = temporaryDataFolder();
    const engines = await attachEngines({ dataFolder: elsewhere.path, mariadb: true });
    try {
      const mariadb = (await engines.mariadbUrl()) ?? '';
      mkdirSync(join(elsewhere.path, 'files'));
      const databases = {
        'civil-registry': await createDatabase(engines.adminUrl, 'our_registry'),
        approvals: await createMariadbDatabase(mariadb, 'our_approvals'),
        'market-regulation': await createMariadbDatabase(mariadb, 'our_businesses'),
        'social-insurance': `sqlite:${join(elsewhere.path, 'files/our insurance.db')}`,
        hotline: await createDatabase(engines.adminUrl, 'our_hotline'),
        hub: await createDatabase(engines.adminUrl, 'our_hub'),
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
      expect([isAlive(engines.postmasterPid()), isAlive(engines.mariadbPid())]).toEqual([true, true]);
    } finally {
      await engines.close();
      await elsewhere.remove();
    }
  });
});

describe('the end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops everything', async (signal) => {
    const demo = await start();
    expect(await nameOfHero(demo)).toBe('周桂兰');
    const server = postmaster();
    demo.signal(signal);
    expect(await demo.ended).toBe(0);
    expect(isAlive(server)).toBe(false);
    expect(demo.output()).toMatch(/Stopping…\s*$/);
  });

  test('kill -9 stops PostgreSQL too, and the next demo finds its data', async () => {
    const demo = await start();
    const server = postmaster();
    const mark = await seedMark();
    demo.signal('SIGKILL');
    await ended(server);
    const next = await start();
    expect(next.output()).not.toMatch(/what is odd|%/);
    expect(await seedMark()).toBe(mark);
    expect(await nameOfHero(next)).toBe('周桂兰');
  });
});

describe('the address', () => {
  test('that is taken is an error with a way out, and leaves nothing behind', async () => {
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
});

test('it takes its port from PORT, and `token` beside it signs a citizen in', async () => {
  const port = await freePort();
  const demo = await startCommand(['demo', '--data', folder.path, '--citizens', '60'], { PORT: String(port) });
  try {
    expect(demo.url).toBe(`http://127.0.0.1:${String(port)}`);
    const token = runCommand(['token', '--role', 'citizen', '--data', folder.path]);
    expect(await token.ended).toBe(0);
    const { body } = await askHero(demo.url, signedIn(token.output().trim()));
    expect(body.data.citizen.fullName).toBe('周桂兰');
    const son = await demoHeaders(folder.path, 'citizen', '990102197508200038');
    expect((await askHero(demo.url, son)).body.data.citizen?.fullName ?? null).toBeNull();
  } finally {
    await demo.stop();
  }
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
