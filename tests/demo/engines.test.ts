import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { attachEngines } from '../../demo/engines/attach-engines.ts';
import { tryLock } from '../../demo/engines/generation-lock.ts';
import { removeClusters } from '../../demo/engines/cluster.ts';
import { postgres } from '../../demo/engines/postgres.ts';
import { stopServer } from '../../demo/engines/server-process.ts';
import { isAlive } from '../../demo/engines/process-identity.ts';
import { hold } from './fixtures/hold.ts';
import { ended, temporaryDataFolder, until } from './fixtures/temporary-data-folder.ts';

async function ask(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query('SELECT 1')).rowCount === 1;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** One for all tests, in their order: each leaves it as a demo does that was here before. */
const folder = temporaryDataFolder();
afterAll(() => folder.remove());

const clusterOf = (dataFolder: string): string =>
  (JSON.parse(readFileSync(join(dataFolder, 'postgres-cluster.json'), 'utf8')) as { folder: string }).folder;

describe('the keeper', () => {
  test('serves several, stops with the last, and starts again on the same port', async () => {
    const [first, second] = await Promise.all([
      attachEngines({ dataFolder: folder.path }),
      attachEngines({ dataFolder: folder.path }),
    ]);
    expect(second.adminUrl).toBe(first.adminUrl);
    expect(second.keeperPid()).toBe(first.keeperPid());
    await first.close();
    expect(await ask(second.adminUrl)).toBe(true);
    const postmaster = second.postmasterPid();
    await second.close();
    expect(isAlive(postmaster)).toBe(false);
    const third = await attachEngines({ dataFolder: folder.path });
    expect(third.adminUrl).toBe(first.adminUrl);
    await third.close();
  });

  test('keeps what is secret from others', async () => {
    const engines = await attachEngines({ dataFolder: folder.path });
    for (const name of ['keeper.json', 'secrets/postgres-superuser', 'keeper.log', 'postgres.log']) {
      expect([name, statSync(join(folder.path, name)).mode & 0o077]).toEqual([name, 0]);
    }
    expect(await ask(engines.adminUrl.replace(/:[^:@]+@/, ':wrong@'))).toBe(false);
    await engines.close();
  });

  test('stops when its only demo is killed, and one that comes meanwhile is served', async () => {
    const { child, held } = await hold(folder.path);
    child.kill('SIGKILL');
    const next = await attachEngines({ dataFolder: folder.path });
    expect(await ask(next.adminUrl)).toBe(true);
    await next.close();
    await ended(held.postmasterPid);
    await ended(held.keeperPid);
    expect(existsSync(join(folder.path, 'keeper.json'))).toBe(false);
  });

  test('starts PostgreSQL again when that is killed', async () => {
    const engines = await attachEngines({ dataFolder: folder.path });
    const killed = engines.postmasterPid();
    process.kill(killed, 'SIGKILL');
    await until('another postmaster', () => engines.postmasterPid() !== killed);
    expect(await ask(engines.adminUrl)).toBe(true);
    await engines.close();
  });

  test('is replaced when it is killed; its orphan is adopted and demos don’t notice', async () => {
    const engines = await attachEngines({ dataFolder: folder.path });
    const [keeper, postmaster] = [engines.keeperPid(), engines.postmasterPid()];
    process.kill(keeper, 'SIGKILL');
    await until('another keeper', () => engines.keeperPid() !== keeper);
    expect(engines.postmasterPid()).toBe(postmaster);
    await engines.close();
    await ended(postmaster);
  });

  test('takes another port when somebody else has its own', async () => {
    const first = await attachEngines({ dataFolder: folder.path });
    await first.close();
    const port = Number(new URL(first.adminUrl).port);
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    const second = await attachEngines({ dataFolder: folder.path });
    expect(new URL(second.adminUrl).port).not.toBe(String(port));
    await second.close();
    stranger.close();
  });

  test('says why PostgreSQL can’t be started', async () => {
    const first = await attachEngines({ dataFolder: folder.path });
    await first.close();
    const versionFile = join(clusterOf(folder.path), 'PG_VERSION');
    const version = readFileSync(versionFile);
    writeFileSync(versionFile, '9.6\n');
    await expect(attachEngines({ dataFolder: folder.path })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      details: { reason: expect.stringContaining('9.6') },
    });
    writeFileSync(versionFile, version);
  });
});

(process.getuid?.() === 0 ? describe : describe.skip)('as root', () => {
  test('nothing is written or removed through links in the engine account’s folder', async () => {
    await (await attachEngines({ dataFolder: folder.path })).close();
    const cluster = clusterOf(folder.path);
    const precious = join(folder.path, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'file'), 'kept');
    symlinkSync(precious, join(cluster, 'link'));
    expect(readdirSync(cluster)).not.toContain('onestop-cluster-id');
    expect(statSync(`${cluster}.json`).uid).toBe(0);
    await removeClusters(folder.path);
    expect([existsSync(cluster), existsSync(`${cluster}.json`)]).toEqual([false, false]);
    expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('kept');
  });

  test('a cluster goes when its data folder is gone and another one is made', async () => {
    const gone = temporaryDataFolder();
    await (await attachEngines({ dataFolder: gone.path })).close();
    const cluster = clusterOf(gone.path);
    rmSync(gone.path, { recursive: true });
    await (await attachEngines({ dataFolder: folder.path })).close();
    expect([existsSync(cluster), existsSync(`${cluster}.json`)]).toEqual([false, false]);
  });
});

test('a server that has ended is not signalled: its id may be somebody else’s', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  await once(stranger, 'spawn');
  await stopServer(postgres, { pid: stranger.pid ?? 0, port: 0, exited: Promise.resolve() });
  expect(stranger.kill(0)).toBe(true);
  expect(stranger.signalCode).toBeNull();
  stranger.kill('SIGKILL');
  const [, signal] = (await once(stranger, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
});

describe('the lock', () => {
  test('is held by one, and free again after release or death', async () => {
    const lock = tryLock(folder.path, 'test.lock');
    expect(lock).not.toBeNull();
    expect(tryLock(folder.path, 'test.lock')).toBeNull();
    lock?.release();
    expect(tryLock(folder.path, 'test.lock')).not.toBeNull();
    writeFileSync(join(folder.path, 'test.lock.9'), JSON.stringify({ pid: process.pid, start: 'of another process' }));
    expect(tryLock(folder.path, 'test.lock')).not.toBeNull();
    expect(existsSync(join(folder.path, 'test.lock.9'))).toBe(false);
  });
});
