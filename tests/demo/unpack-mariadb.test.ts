import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineAccount } from '../../demo/engines/engine-account.ts';
import { tryMariadb } from '../../demo/engines/mariadb-program.ts';
import { unpackMariadb, type UnpackRequest } from '../../demo/engines/unpack-mariadb.ts';

const hasApt = ['apt-get', 'dpkg-deb'].every((program) => spawnSync(program, ['--version']).status === 0);
if (!hasApt) console.info('skipped: the unpacking of Debian’s packages, because this system has no apt');
const onDebian = hasApt || process.env['CI'] === 'true' ? describe : describe.skip;

/** As the shared folder is: others, apt's own account among them, may pass but not look. */
let folder: string;
let mirror: Server;
/** Nothing is read of them, so that none sees its other end go. */
const visitors = new Set<Socket>();
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onestop unpack '));
  chmodSync(folder, 0o711);
  mirror = createServer((socket) => visitors.add(socket.on('error', () => {})));
  await once(mirror.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  mirror.close();
  for (const visitor of visitors) visitor.destroy();
  visitors.clear();
  rmSync(folder, { recursive: true, force: true });
});

const request = (more: Partial<UnpackRequest> = {}): UnpackRequest => ({
  folder,
  account: engineAccount(),
  signal: new AbortController().signal,
  log: () => {},
  ...more,
});

/** apt with one source, on the port of the test's mirror. */
function onlyMirror(): Record<string, string> {
  const sources = join(folder, 'sources.list');
  const { port } = mirror.address() as AddressInfo;
  writeFileSync(sources, `deb [trusted=yes] http://127.0.0.1:${port}/debian stable main\n`);
  return { 'Dir::Etc::sourcelist': sources, 'Dir::Etc::sourceparts': '-', 'Acquire::http::Proxy': 'DIRECT' };
}

const left = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('mariadb'));

onDebian('unpacking Debian’s packages', () => {
  test('several at once leave one, which runs, and later ones need no network', async () => {
    const both = await Promise.all([unpackMariadb(request()), unpackMariadb(request())]);
    const [name] = left();
    expect(left()).toEqual([`mariadb-${both[0].version}-${process.arch}`]);
    for (const { file } of both) expect(file).toBe(join(folder, name ?? '', 'usr', 'sbin', 'mariadbd'));
    const apt = onlyMirror();
    mirror.close();
    expect(await unpackMariadb(request({ apt }))).toEqual(both[0]);
  });

  test('a mirror that says nothing is given up, and nothing is left', async () => {
    const start = Date.now();
    const attempt = unpackMariadb(request({ apt: onlyMirror(), stallMs: 1_500 }));
    await expect(attempt).rejects.toThrow('nothing arrived for 1.5 s');
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(left()).toEqual([]);
  });

  test('a mirror that can’t be reached is named as the reason', async () => {
    const apt = onlyMirror();
    mirror.close();
    await expect(unpackMariadb(request({ apt }))).rejects.toThrow(/^Failed to fetch http:\/\/127\.0\.0\.1.*refused/);
    expect(left()).toEqual([]);
  });

  test('can be broken off', async () => {
    const start = Date.now();
    const stop = new AbortController();
    mirror.once('connection', () => stop.abort());
    await expect(unpackMariadb(request({ apt: onlyMirror(), signal: stop.signal }))).rejects.toThrow();
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(left()).toEqual([]);
  });

  test('what a killed process left is removed after an hour', async () => {
    const [old, fresh] = ['mariadb.0123456789ab.draft', 'mariadb.ba9876543210.draft'];
    for (const name of [old, fresh]) mkdirSync(join(folder, name));
    utimesSync(join(folder, old), new Date(), new Date(Date.now() - 3_700_000));
    mirror.on('connection', (socket) => socket.destroy());
    await expect(unpackMariadb(request({ apt: onlyMirror() }))).rejects.toThrow();
    expect(left()).toEqual([fresh]);
  });
});

describe('a server found on the machine', () => {
  const saying = (version: string): string => {
    const file = join(folder, 'mysqld');
    writeFileSync(file, `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 });
    return file;
  };

  test.each([
    ['mysqld  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)', 'is no MariaDB'],
    ['mysqld  Ver 10.5.23-MariaDB-0+deb11u1 for debian-linux-gnu on x86_64 (Debian 11)', 'too old'],
    ['mariadbd  Ver 11.4.2-MariaDB for Linux on x86_64', 'no script that makes the system tables'],
  ])('is refused when it says “%s”', async (version, reason) => {
    await expect(tryMariadb(saying(version), null)).rejects.toThrow(reason);
  });

  test('is refused when the servers’ account can’t get to it', async () => {
    const file = saying('mariadbd  Ver 11.4.2-MariaDB');
    chmodSync(folder, 0o700);
    await expect(tryMariadb(file, { uid: 65534, gid: 65534 })).rejects.toThrow('can’t be read');
    expect(existsSync(file)).toBe(true);
  });
});
