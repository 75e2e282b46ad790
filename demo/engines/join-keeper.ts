import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { OnestopError } from '../../schema/errors.ts';
import { openOwnFile } from '../data-folder.ts';
import type { EngineName } from './engine.ts';
import { connectToKeeper, type KeeperLink } from './keeper-link.ts';
import { keeperLog, readAddress } from './keeper-protocol.ts';
import { lastLines } from './server-process.ts';

const patienceMs = 120_000;
/** Longer than a new keeper waits for one that is stopping. */
const keeperPatienceMs = 35_000;

/**
 * The running keeper's link, else that of one started now. Of several started at once one stays.
 * @param wanted as `connectToKeeper` takes it
 * @throws {OnestopError} `ENGINE_UNAVAILABLE`
 */
export async function joinKeeper(dataFolder: string, wanted: readonly EngineName[]): Promise<KeeperLink> {
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    const link = await connectToKeeper(dataFolder, wanted);
    if (link !== null) return link;
    if (!(await startKeeper(dataFolder))) break;
  }
  const reason = lastLines(keeperLog(dataFolder)) || 'its keeper does not answer';
  throw new OnestopError('ENGINE_UNAVAILABLE', { engine: 'PostgreSQL', reason, fix: `See ${keeperLog(dataFolder)}.` });
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
