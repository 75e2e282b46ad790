import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { OnestopError } from '../../schema/errors.ts';
import { openDataFolder, openOwnFile } from '../data-folder.ts';
import { connectToKeeper, type KeeperLink } from './keeper-link.ts';
import { keeperLog, readAddress } from './keeper-protocol.ts';
import { superuser, superuserPassword } from './postgres-cluster.ts';
import { lastLines } from './postgres-process.ts';

/** This process's share in the engines of a data folder. They run as long as anybody has one. */
export type Engines = {
  /** Superuser's URL of the database `postgres`. The port stays the same while it is held. */
  readonly adminUrl: string;
  /** Absolute; where the SQLite files are. */
  readonly sqliteFolder: string;
  /** Of the server that ran last. */
  postmasterPid(): number;
  keeperPid(): number;
  /** Gives the share back; the last one stops the engines. */
  close(): Promise<void>;
};

const patienceMs = 120_000;
/** Longer than a new keeper waits for one that is stopping. */
const keeperPatienceMs = 35_000;

/**
 * Joins the keeper of the data folder, starting one where none runs. A keeper that dies is replaced.
 * The share doesn't keep the process alive.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE` with the last lines of the log when PostgreSQL can't be started
 */
export async function attachEngines(request: { readonly dataFolder: string }): Promise<Engines> {
  const dataFolder = openDataFolder(request.dataFolder);
  const sqliteFolder = join(dataFolder, 'sqlite');
  fs.mkdirSync(sqliteFolder, { recursive: true, mode: 0o700 });
  let link = await joinKeeper(dataFolder);
  let closed = false;
  const isClosed = (): boolean => closed;
  const hold = async (): Promise<void> => {
    for (;;) {
      await link.lost;
      if (isClosed()) return;
      const next = await rejoin(dataFolder, isClosed);
      if (next === null) return;
      link = next;
      if (isClosed()) return link.close();
    }
  };
  void hold();
  const password = superuserPassword(dataFolder);
  return {
    adminUrl: `postgres://${superuser}:${password}@127.0.0.1:${link.port()}/postgres`,
    sqliteFolder,
    postmasterPid: () => link.postmasterPid(),
    keeperPid: () => link.keeperPid,
    close: async () => {
      closed = true;
      await link.close();
    },
  };
}

/** The running keeper's link, else that of one started now. Of several started at once one stays. */
async function joinKeeper(dataFolder: string): Promise<KeeperLink> {
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    const link = await connectToKeeper(dataFolder);
    if (link !== null) return link;
    if (!(await startKeeper(dataFolder))) break;
  }
  const reason = lastLines(keeperLog(dataFolder)) || 'its keeper does not answer';
  throw new OnestopError('ENGINE_UNAVAILABLE', { engine: 'PostgreSQL', reason, fix: `See ${keeperLog(dataFolder)}.` });
}

async function rejoin(dataFolder: string, isClosed: () => boolean): Promise<KeeperLink | null> {
  for (let pauseMs = 50; !isClosed(); pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await joinKeeper(dataFolder);
    } catch {
      await delay(pauseMs, undefined, { ref: false });
    }
  }
  return null;
}

/** Starts a keeper and waits until it, or another one, takes demos on; false when it failed. */
async function startKeeper(dataFolder: string): Promise<boolean> {
  const past = readAddress(dataFolder)?.token;
  const log = openOwnFile(keeperLog(dataFolder));
  const program = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? './keeper.ts' : './keeper.js', import.meta.url),
  );
  const child = spawn(process.execPath, [...loaderFor(program), program, dataFolder], {
    cwd: '/',
    detached: true, // Ctrl-C in the demo's terminal must not reach it
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  child.unref();
  const end: { code: number | null } = { code: null };
  child.once('exit', (status) => (end.code = status ?? 1));
  child.once('error', () => (end.code = 1));
  const hasEnded = (): boolean => end.code !== null;
  const isNew = (token: string | undefined): boolean => token !== undefined && token !== past;
  for (const latest = Date.now() + keeperPatienceMs; Date.now() < latest && !hasEnded();) {
    if (isNew(readAddress(dataFolder)?.token)) return true;
    await delay(10);
  }
  return end.code === 0;
}

/** Sources run through tsx, whatever the working directory; built files run as they are. */
function loaderFor(program: string): readonly string[] {
  if (!program.endsWith('.ts')) return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}
