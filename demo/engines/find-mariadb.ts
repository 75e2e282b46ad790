import * as fs from 'node:fs';
import { delimiter, join } from 'node:path';
import type { InstallRequest } from './engine.ts';
import { oldestVersion, tryMariadb, type MariadbProgram } from './mariadb-program.ts';
import { programFolder } from './own-folder.ts';
import { unpackMariadb } from './unpack-mariadb.ts';

/** Where a server may be that isn't on an ordinary user's PATH. */
const usualFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/opt/homebrew/opt/mariadb/bin'];

/**
 * The server of this machine; else one from Debian's packages, unpacked for all data folders.
 * @throws {Error} with the reason why there is none
 */
export async function findMariadb({ account, signal, log }: InstallRequest): Promise<MariadbProgram> {
  for (const file of installedFiles()) {
    try {
      return await tryMariadb(file, account);
    } catch (error) {
      log(`mariadb: ${String(error)}`);
    }
  }
  try {
    return await unpackMariadb({ folder: programFolder(), account, signal, log });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const wanted = `mariadbd ${oldestVersion.major}.${oldestVersion.minor} or newer`;
    throw new Error(`${wanted} is not on this machine, and none can be unpacked: ${why}`, { cause });
  }
}

function installedFiles(): readonly string[] {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...usualFolders].filter((folder) => folder !== '');
  const files = folders.flatMap((folder) => [join(folder, 'mariadbd'), join(folder, 'mysqld')]);
  return [...new Set(files.filter((file) => fs.existsSync(file)).map((file) => fs.realpathSync(file)))];
}
