import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { EngineAccount } from './engine-account.ts';
import { unpackPackage, type AptSettings } from './debian-packages.ts';
import { tryMariadb, type MariadbProgram } from './mariadb-program.ts';

export type UnpackRequest = {
  /** Of ours; what is unpacked stays there, by version. */
  readonly folder: string;
  readonly account: EngineAccount | null;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
  readonly apt?: AptSettings;
  /** As in `PackageRequest`. */
  readonly stallMs?: number;
};

/** The second is what Ubuntu 22.04 calls it. */
const packageNames = ['mariadb-server-core', 'mariadb-server-core-10.6'];

const draftLifeMs = 3_600_000;

/**
 * The server unpacked before, else one unpacked now from the packages of Debian or Ubuntu, as any user and
 * without installing anything. Several may try at once: the first one's stays.
 * @throws {Error} with the reason in one line
 */
export async function unpackMariadb(request: UnpackRequest): Promise<MariadbProgram> {
  const { folder, account, log } = request;
  removeOldDrafts(folder);
  const known = await findUnpacked(folder, account);
  if (known !== null) return known;
  const draft = join(folder, `mariadb.${randomBytes(6).toString('hex')}.draft`);
  fs.mkdirSync(draft);
  fs.chmodSync(draft, 0o711); // apt downloads under an account of its own when we are root
  const start = Date.now();
  try {
    const content = await unpackPackage({ ...request, names: packageNames, draft });
    const { version } = await tryUnpacked(content, account);
    const place = join(folder, `mariadb-${version}-${process.arch}`);
    moveOnce(content, place);
    log(`mariadb ${version} unpacked in ${Date.now() - start} ms`);
    return await tryUnpacked(place, account);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

/** The newest that runs here: the folder may be shared with other systems. */
async function findUnpacked(folder: string, account: EngineAccount | null): Promise<MariadbProgram | null> {
  const names = fs.readdirSync(folder).filter((name) => /^mariadb-\d+\.\d+\./.test(name));
  const newestFirst = names.sort((left, right) => right.localeCompare(left, 'en', { numeric: true }));
  for (const name of newestFirst) {
    try {
      return await tryUnpacked(join(folder, name), account);
    } catch {
      continue;
    }
  }
  return null;
}

/** Libraries lie in folders named by the architecture (`usr/lib/x86_64-linux-gnu`). */
function tryUnpacked(folder: string, account: EngineAccount | null): Promise<MariadbProgram> {
  const libraries = ['usr/lib', 'lib']
    .map((name) => join(folder, name))
    .filter((parent) => fs.existsSync(parent))
    .flatMap((parent) => fs.readdirSync(parent).map((name) => join(parent, name)))
    .filter((path) => path.includes('-linux-'));
  return tryMariadb(join(folder, 'usr', 'sbin', 'mariadbd'), account, libraries);
}

function moveOnce(from: string, to: string): void {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (!fs.existsSync(to)) throw error; // else somebody was faster
  }
}

/** What was left by processes that were killed. */
function removeOldDrafts(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (!/^mariadb\.[0-9a-f]{12}\.draft$/.test(name)) continue;
    const draft = join(folder, name);
    const stat = fs.statSync(draft, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > draftLifeMs)
      fs.rmSync(draft, { recursive: true, force: true });
  }
}
