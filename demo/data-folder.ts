import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OnestopError } from '../schema/errors.ts';

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
 * @throws {OnestopError} `CONFIG_INVALID` when it can't be created, read or written
 */
export function openDataFolder(path: string = defaultDataFolder()): string {
  const folder = resolve(path);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    return fs.realpathSync(folder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const fix = 'Choose a folder you may write to with --data, or remove this one.';
    throw new OnestopError('CONFIG_INVALID', { where: `data folder ${folder}`, reason, fix }, { cause });
  }
}

/**
 * A random secret of this data folder: 32 bytes as base64url, made on the first call, the same ever
 * after, also for processes that ask at the same time. Kept in `secrets/<name>` with mode 0600.
 */
export function secret(dataFolder: string, name: string): string {
  const folder = join(dataFolder, 'secrets');
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  if (!fs.existsSync(file)) createOnce(file, randomBytes(32).toString('base64url'));
  return fs.readFileSync(file, 'utf8').trim();
}

/** Writes the file whole or not at all, mode 0600. An existing one is replaced. */
export function writeFileAtomically(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  fs.writeFileSync(draft, text, { mode: 0o600, flush: true });
  fs.renameSync(draft, file);
}

/** Writes the file whole unless it exists already; answers whether it was this call that wrote it. */
export function createOnce(file: string, text: string): boolean {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  fs.writeFileSync(draft, text, { mode: 0o600, flush: true });
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

export const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
