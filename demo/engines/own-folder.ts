import * as fs from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of ours outside the data folder that the engine's account can enter: `/var/tmp/onestop-0`.
 * Others can't write there; one that somebody else prepared under that name is refused.
 * @throws {Error} when there is no temporary folder
 */
export function sharedFolder(): string {
  for (const parent of ['/var/tmp', tmpdir()]) {
    const folder = join(parent, `onestop-${process.getuid?.() ?? 0}`);
    try {
      fs.mkdirSync(folder, { mode: 0o711 });
      fs.chmodSync(folder, 0o711);
    } catch {
      // It exists already, or the parent does not: the check below tells.
    }
    if (isOurs(folder)) return folder;
  }
  throw new Error('no temporary folder can be used; run as an ordinary user');
}

/** Where programs are kept for all data folders and checkouts: the user's cache; where there is none, and for root, the shared folder. */
export function programFolder(): string {
  if (process.getuid?.() === 0) return sharedFolder();
  const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'onestop');
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return sharedFolder();
  }
  return isOurs(folder) ? folder : sharedFolder();
}

function isOurs(folder: string): boolean {
  try {
    const stat = fs.lstatSync(folder);
    const uid = process.getuid?.();
    return stat.isDirectory() && (uid === undefined || (stat.uid === uid && (stat.mode & 0o022) === 0));
  } catch {
    return false;
  }
}
