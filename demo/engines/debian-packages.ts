import * as fs from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './run-program.ts';

/** Settings of apt.conf(5), beyond ours and the system's. */
export type AptSettings = Readonly<Record<string, string>>;

export type PackageRequest = {
  /** Alternatives: the first that the distribution has is taken. */
  readonly names: readonly string[];
  /** An empty folder of ours, which apt's own account may enter when we are root. */
  readonly draft: string;
  readonly signal: AbortSignal;
  readonly apt?: AptSettings;
  /** How long nothing may arrive before we give up. */
  readonly stallMs?: number;
};

const watchMs = 250;
const stallMs = 15_000;

/** Neither the system's lists and archives nor its lock are touched, so that no special rights are needed. */
const settingsIn = (draft: string): AptSettings => ({
  'Dir::State::lists': join(draft, 'lists'),
  'Dir::Cache': join(draft, 'cache'),
  'Dir::Cache::archives': 'archives',
  'Dir::Cache::pkgcache': 'pkgcache.bin',
  'Dir::Cache::srcpkgcache': 'srcpkgcache.bin',
  'Debug::NoLocking': 'true',
  'Acquire::Languages': 'none',
  'Acquire::Retries': '0',
  'Acquire::IndexTargets::deb-src::Sources::DefaultEnabled': 'false',
});

/** What a system does after an update is for its own lists. */
const noHooks = ['Pre-Invoke', 'Post-Invoke', 'Post-Invoke-Success'].map((name) => `#clear APT::Update::${name};\n`);

/**
 * Downloads a package, and what it depends on and the system lacks, and unpacks all of it.
 * @returns the folder that stands for `/`, in the draft
 * @throws {Error} when this system has no apt, nothing arrives for a while, or apt fails
 */
export async function unpackPackage(request: PackageRequest): Promise<string> {
  const { draft, names } = request;
  for (const program of ['apt-get', 'dpkg-deb'])
    if (!isOnPath(program)) throw new Error(`this system has no ${program}, as Debian and Ubuntu do`);
  for (const folder of ['lists/partial', 'cache/archives/partial', 'content'])
    fs.mkdirSync(join(draft, folder), { recursive: true, mode: 0o755 });
  fs.writeFileSync(join(draft, 'hooks.conf'), noHooks.join(''), { mode: 0o644 });
  const updated = await runApt(request, ['update']);
  await downloadFirst(request, names, updated);
  const archives = fs.readdirSync(join(draft, 'cache', 'archives')).filter((name) => name.endsWith('.deb'));
  const content = join(draft, 'content');
  for (const archive of archives)
    await run(request, 'dpkg-deb', ['--extract', join(draft, 'cache', 'archives', archive), content]);
  return content;
}

/** A list that can't be had is no error to `apt-get update`; only now it shows whether it was needed. */
async function downloadFirst(request: PackageRequest, names: readonly string[], updated: string): Promise<void> {
  let failure: unknown = null;
  for (const name of names) {
    try {
      await runApt(request, ['install', '--download-only', '--no-install-recommends', '--yes', name]);
      return;
    } catch (error) {
      failure ??= error;
    }
  }
  const missing = /^W: (Failed to fetch .*)$/m.exec(updated)?.[1];
  throw missing === undefined ? failure : new Error(missing, { cause: failure });
}

function runApt(request: PackageRequest, words: readonly string[]): Promise<string> {
  const settings = { ...settingsIn(request.draft), ...request.apt };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return run(request, 'apt-get', ['-q', '-c', join(request.draft, 'hooks.conf'), ...options, ...words]);
}

/** Ends a program during which the draft doesn't grow: its size tells a slow network from a dead one. */
async function run(request: PackageRequest, program: string, options: readonly string[]): Promise<string> {
  const patienceMs = request.stallMs ?? stallMs;
  const stalled = new AbortController();
  let [size, since] = [-1, Date.now()];
  const watch = setInterval(() => {
    const now = sizeOf(request.draft);
    if (now !== size) [size, since] = [now, Date.now()];
    else if (Date.now() - since > patienceMs) stalled.abort();
  }, watchMs);
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', ...proxies() };
  const signal = AbortSignal.any([request.signal, stalled.signal]);
  try {
    return await runProgram({ program, options, env, cwd: request.draft, signal });
  } catch (cause) {
    if (stalled.signal.aborted) throw new Error(`nothing arrived for ${patienceMs / 1000} s`, { cause });
    throw new Error(firstComplaint(cause), { cause });
  } finally {
    clearInterval(watch);
  }
}

/** apt heads its errors with `E:`. */
function firstComplaint(error: unknown): string {
  const lines = error instanceof Error ? error.message.split('\n') : [];
  return lines.find((line) => line.startsWith('E: '))?.slice(3) ?? lines.at(-1) ?? String(error);
}

const proxies = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) =>
      [name, name.toUpperCase()].map((each) => [each, process.env[each]]),
    ),
  );

function sizeOf(folder: string): number {
  let bytes = 0;
  try {
    for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      bytes += fs.lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // a folder went while we looked: counted next time
  }
  return bytes;
}

const isOnPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && fs.existsSync(join(folder, program)));
