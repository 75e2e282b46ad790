import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** The command line of Hive Gateway, run by Node. */
export const hiveGateway = `${folder}node_modules/@graphql-hive/gateway/dist/bin.js`;

/**
 * Installs what package-lock.json of this folder names, half a gigabyte, where that has not happened since it changed.
 * @throws {Error} where npm can't
 */
export function installRouters(): void {
  // npm writes its own record of node_modules last.
  if (changedAt(`${folder}node_modules/.package-lock.json`) > changedAt(`${folder}package-lock.json`)) return;
  process.stderr.write('Installing the routers that departments are tried behind; this happens once.\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}; run it by hand to see why`);
}

/** Milliseconds since the epoch; 0 where there is no such file. */
const changedAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
