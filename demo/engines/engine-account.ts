import * as fs from 'node:fs';
import { dirname } from 'node:path';

/** The unprivileged account that servers run under when we are root, which PostgreSQL refuses to be. */
export type EngineAccount = { readonly uid: number; readonly gid: number };

const nobody = 65534;

/** Null where the engine runs under our own account. */
export function engineAccount(name = 'nobody'): EngineAccount | null {
  if (process.getuid?.() !== 0) return null;
  const line = readPasswd().find((entry) => entry[0] === name);
  const uid = Number(line?.[2]);
  const gid = Number(line?.[3]);
  // An entry may be missing or odd in a minimal container image; root it must never be.
  return uid > 0 && gid >= 0 ? { uid, gid } : { uid: nobody, gid: nobody };
}

function readPasswd(): readonly (readonly string[])[] {
  try {
    return fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}

/** Whether the account may read the file and go through every folder above it. Group memberships beyond the main one don't count. */
export function canRead(account: EngineAccount | null, file: string): boolean {
  if (account === null) return true;
  return permits(account, file, 0o4) && canEnter(account, dirname(file));
}

function canEnter(account: EngineAccount, folder: string): boolean {
  const parent = dirname(folder);
  return permits(account, folder, 0o1) && (parent === folder || canEnter(account, parent));
}

function permits(account: EngineAccount, path: string, wanted: number): boolean {
  const { mode, uid, gid } = fs.statSync(path);
  const bits = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
  return (bits & wanted) === wanted;
}
