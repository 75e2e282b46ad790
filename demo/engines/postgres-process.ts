import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import { openOwnFile } from '../data-folder.ts';
import type { EngineAccount } from './engine-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { commandLine, isAlive } from './process-identity.ts';

/** A server that accepts connections on 127.0.0.1. */
export type RunningPostgres = {
  /** Of the postmaster. */
  readonly pid: number;
  readonly port: number;
  /** Settles when the postmaster is gone. Never rejects. */
  readonly exited: Promise<void>;
};

export type StartRequest = {
  readonly binaries: PostgresBinaries;
  readonly account: EngineAccount | null;
  readonly cluster: string;
  readonly port: number;
  readonly logFile: string;
};

const startTimeoutMs = 60_000;
const fastStopMs = 5_000;

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  shared_buffers: '96MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '512MB',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
};

/**
 * Starts a server and waits until it accepts connections.
 * @throws {Error} with the last lines of its log when it ends before or takes longer than a minute
 */
export async function startPostgres(request: StartRequest): Promise<RunningPostgres> {
  const log = openOwnFile(request.logFile);
  const options = Object.entries({ ...settings, port: request.port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(request.binaries.postgres, ['-D', request.cluster, ...options], {
    ...request.account,
    cwd: request.cluster,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const { pid } = child;
  if (pid === undefined || !(await becomesReady(request.cluster, pid))) {
    child.kill('SIGQUIT');
    throw new Error(lastLines(request.logFile) || 'the server ended at once');
  }
  return { pid, port: request.port, exited };
}

/** The server that already runs in this cluster, left by a keeper that was killed; null where there is none. */
export async function adoptPostgres(cluster: string): Promise<RunningPostgres | null> {
  const found = readPostmaster(cluster);
  if (found === null) return null;
  if (await becomesReady(cluster, found.pid, fastStopMs)) return { ...found, exited: gone(found.pid) };
  await stopPostgres({ ...found, exited: gone(found.pid) });
  return null;
}

/** Ends whatever server runs in the cluster. */
export async function stopRunning(cluster: string): Promise<void> {
  const found = readPostmaster(cluster);
  if (found !== null) await stopPostgres({ ...found, exited: gone(found.pid) });
}

/** Fast shutdown: sessions are cut, data is written; after five seconds without that. */
export async function stopPostgres(server: RunningPostgres): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    // The id of one that has ended may be somebody else's by now.
    if (await Promise.race([server.exited.then(() => true), breathe(false)])) return;
    try {
      process.kill(server.pid, signal);
    } catch {
      return; // it is gone
    }
    const ended = await Promise.race([server.exited.then(() => true), delay(fastStopMs, false, { ref: false })]);
    if (ended) return;
  }
}

/** Line 8 of postmaster.pid tells the state, line 1 whose it is (PostgreSQL, src/include/utils/pidfile.h). */
async function becomesReady(cluster: string, pid: number, timeoutMs = startTimeoutMs): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    if (!isAlive(pid)) return false;
    const lines = readPidFile(cluster);
    if (lines[0] === String(pid) && lines[7] === 'ready') return true;
    if (lines[0] === String(pid) && lines[7] === 'stopping') return false;
    await delay(15);
  }
  return false;
}

/** Only a process that was really started on this cluster counts: ids are reused after a reboot. */
function readPostmaster(cluster: string): { readonly pid: number; readonly port: number } | null {
  const lines = readPidFile(cluster);
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!(pid > 1) || !isAlive(pid) || !commandLine(pid).includes(cluster)) return null;
  return { pid, port };
}

function readPidFile(cluster: string): readonly string[] {
  try {
    return fs
      .readFileSync(join(cluster, 'postmaster.pid'), 'utf8')
      .split('\n')
      .map((line) => line.trim());
  } catch {
    return [];
  }
}

/** For a process that is not our child: asked for every 50 ms. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(50, undefined, { ref: false });
}

export function lastLines(file: string, count = 5): string {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}
