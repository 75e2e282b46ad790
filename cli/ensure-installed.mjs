/**
 * Runs before the scripts of package.json that need the packages: refuses a Node that is too old, and installs
 * what package-lock.json names where that has not happened yet. Node's built-ins only, and nothing on stdout:
 * that belongs to the command that follows.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const oldestNode = [20, 19];
/** An install that takes longer than this has died, whatever its process id says. */
const installLimitMs = 15 * 60_000;

const checkout = path.dirname(import.meta.dirname ?? process.cwd());
const lockfile = path.join(checkout, 'package-lock.json');
const modules = path.join(checkout, 'node_modules');
const hashFile = path.join(modules, '.onestop-lock-hash');
/** Held while installing; outside node_modules, which `npm ci` removes. */
const mutex = path.join(checkout, '.cache', 'install.lock');

refuseOldNode();
const hash = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
if (!isInstalled()) {
  await acquire();
  try {
    if (!isInstalled()) install();
  } finally {
    rmSync(mutex, { force: true });
  }
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  fail(
    `Onestop needs Node ${oldestNode.join('.')} or newer (22 or 24 recommended); this is ${process.version}. See https://nodejs.org`,
  );
}

/** Was node_modules made from this package-lock.json, by us or by hand? */
function isInstalled() {
  if (readText(hashFile) === hash) return true;
  if (!holdsEverything()) return false;
  record();
  return true;
}

/** npm writes its own record of node_modules last, so that an install which was cut off has none. */
function holdsEverything() {
  const record = readText(path.join(modules, '.package-lock.json'));
  if (record === null) return false;
  try {
    const installed = JSON.parse(record).packages;
    return Object.entries(JSON.parse(readFileSync(lockfile, 'utf8')).packages).every(
      ([place, wanted]) =>
        place === '' || (installed[place] ? installed[place].version === wanted.version : wanted.optional === true),
    );
  } catch {
    return false;
  }
}

function install() {
  process.stderr.write('Installing the packages of package-lock.json; this happens once.\n');
  // dev is included whatever NODE_ENV says: the sources run through tsx.
  const options = ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm, ...options]] : ['npm', options];
  const { status, error } = spawnSync(command, args, {
    cwd: checkout,
    stdio: ['ignore', 2, 2],
    shell: !npm && process.platform === 'win32',
  });
  if (status !== 0) fail(`npm ci failed${error ? `: ${error.message}` : ''}. Run it by hand to see why.`);
  record();
}

/** Saves the next run its comparison. A checkout that can't be written to does without. */
function record() {
  try {
    writeFileSync(hashFile, hash);
  } catch {
    // Nothing depends on it.
  }
}

/** Waits until no other process installs into this checkout, then holds the lock. */
async function acquire() {
  mkdirSync(path.dirname(mutex), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(mutex, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale()) continue;
    if (!told) process.stderr.write('Another process is installing the packages; waiting for it.\n');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Removes the lock of a process that is gone. */
function isStale() {
  const holder = readText(mutex);
  if (holder === null) return true;
  if (isAlive(Number(holder)) && ageMs(mutex) < installLimitMs) return false;
  // Renamed first and looked at again: another waiter may have taken the lock since we read it.
  const aside = `${mutex}.${process.pid}`;
  try {
    renameSync(mutex, aside);
    if (readText(aside) !== holder) linkSync(aside, mutex);
  } catch {
    // Somebody else was quicker.
  }
  rmSync(aside, { force: true });
  return true;
}

function isAlive(pid) {
  // An empty file: its process has created it and not written yet.
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function ageMs(file) {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
