import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @param peer a folder beside this file: what shares no package with others has one of its own
 * @throws {Error} where npm can't
 */
export function installPeers(peer: '.' | 'hive' | 'postgraphile'): void {
  installPackages(new URL(`${peer}/`, import.meta.url), 'what is measured beside Onestop');
}

/**
 * Installs what package-lock.json of a folder names, where that has not happened since it changed.
 * @param what they are, for whoever waits
 * @throws {Error} where npm can't
 */
export function installPackages(place: URL, what: string): void {
  const folder = fileURLToPath(place);
  // npm writes its own record of node_modules last.
  if (changedAt(`${folder}node_modules/.package-lock.json`) > changedAt(`${folder}package-lock.json`)) return;
  process.stderr.write(`Installing ${what}; this happens once.\n`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}; run it by hand to see why`);
}

/** Milliseconds since the epoch; 0 where there is no such file. */
const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
