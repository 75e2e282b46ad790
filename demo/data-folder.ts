import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OnestopError } from '../schema/errors.ts';
import { checkSecret } from '../schema/shared-secret.ts';

/**
 * The folder that holds everything a demo keeps: databases, logs, random secrets. One per checkout
 * unless the user names another.
 */
export const defaultDataFolder = (): string => join(checkoutFolder(), '.onestop');

/** The nearest folder above this file that has a package.json; the build lies one level deeper. */
export function checkoutFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!fs.existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/**
 * Creates the folder (mode 0700) where it is missing and returns its absolute path without links.
 * @throws {OnestopError} `CONFIG_INVALID` when it can't be created, read or written, or others could change what is in it
 */
export function openDataFolder(path: string = defaultDataFolder()): string {
  const folder = resolve(path);
  const where = `data folder ${folder}`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const fix = 'Choose a folder you may write to with --data, or remove this one.';
    throw new OnestopError('CONFIG_INVALID', { where, reason, fix }, { cause });
  }
  refuseForeign(folder, where);
  return fs.realpathSync(folder);
}

/** Whoever else can write there could plant secrets we would use, or links we would write through. */
function refuseForeign(folder: string, where: string): void {
  const uid = process.getuid?.();
  if (uid === undefined) return; // Windows keeps its rights elsewhere
  const stat = fs.lstatSync(folder);
  const reason = !stat.isDirectory()
    ? 'it is a link or no folder'
    : stat.uid !== uid
      ? 'it belongs to another account'
      : (stat.mode & 0o022) !== 0
        ? 'other accounts may write to it'
        : null;
  if (reason === null) return;
  const fix = 'Choose another one with --data, or make it yours alone (chmod 700).';
  throw new OnestopError('CONFIG_INVALID', { where, reason, fix });
}

/**
 * A random secret of this data folder: 32 bytes as base64url, made on the first call, the same ever
 * after, also for processes that ask at the same time. Kept in `secrets/<name>` with mode 0600.
 * @throws {OnestopError} `CONFIG_INVALID` when others could have put it there, or it is empty or short
 */
export function secret(dataFolder: string, name: string): string {
  const folder = join(dataFolder, 'secrets');
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseForeign(folder, `folder ${folder}`);
  const file = join(folder, name);
  if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined)
    createOnce(file, randomBytes(32).toString('base64url'));
  return checkSecret(readOwn(file), { where: file, fix: 'Remove the file; the next demo makes another.' });
}

/** Opens a file of ours for appending, mode 0600 even where it was there before. The caller closes the descriptor. */
export function openOwnFile(file: string): number {
  const { O_APPEND, O_CREAT, O_WRONLY } = fs.constants;
  const log = openOwn(file, O_WRONLY | O_APPEND | O_CREAT);
  fs.fchmodSync(log, 0o600);
  return log;
}

function readOwn(file: string): string {
  const descriptor = openOwn(file, fs.constants.O_RDONLY);
  try {
    return fs.readFileSync(descriptor, 'utf8').trim();
  } finally {
    fs.closeSync(descriptor);
  }
}

function openOwn(file: string, flags: number): number {
  try {
    // Windows has no O_NOFOLLOW.
    return fs.openSync(file, flags | ((fs.constants.O_NOFOLLOW as number | undefined) ?? 0), 0o600);
  } catch (cause) {
    if (!isErrno(cause, 'ELOOP')) throw cause;
    const details = { where: file, reason: 'it is a link', fix: 'Remove it.' };
    throw new OnestopError('CONFIG_INVALID', details, { cause });
  }
}

/** Writes the file whole or not at all, mode 0600. An existing one is replaced. */
export function writeFileAtomically(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  fs.writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  fs.renameSync(draft, file);
}

/** Writes the file whole unless it exists already; answers whether it was this call that wrote it. */
export function createOnce(file: string, text: string): boolean {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  fs.writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** The parsed content of a JSON file; null where there is none or it can't be read as JSON. */
export function readJson(file: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    // An object that is no array has text keys; what they hold stays unknown.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const isErrno = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
