import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import { openOwnFile } from '../data-folder.ts';
import type { EngineAccount } from './engine-account.ts';
import type { EngineKind, FoundServer, InstalledEngine } from './engine.ts';
import { commandLine, isAlive } from './process-identity.ts';

/** A server that accepts connections on 127.0.0.1. */
export type RunningServer = FoundServer & {
  /** Settles when its process is gone. Never rejects. */
  readonly exited: Promise<void>;
};

export type StartRequest = {
  readonly engine: InstalledEngine;
  readonly account: EngineAccount | null;
  readonly cluster: string;
  readonly port: number;
  readonly logFile: string;
};

const startTimeoutMs = 60_000;
const fastStopMs = 5_000;

/**
 * Starts a server and waits until it accepts connections.
 * @throws {Error} with the last lines of its log when it ends before or takes longer than a minute
 */
export async function startServer(request: StartRequest): Promise<RunningServer> {
  const { engine, cluster, port, logFile } = request;
  const { program, options, env } = engine.command(cluster, port);
  const log = openOwnFile(logFile);
  const child = spawn(program, options, {
    ...request.account,
    cwd: cluster,
    env: { ...env },
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const { pid } = child;
  if (pid === undefined || !(await becomesReady(engine.kind, cluster, { pid, port }))) {
    child.kill(engine.kind.stopSignals[1]);
    throw new Error(lastLines(logFile) || 'the server ended at once');
  }
  return { pid, port, exited };
}

/** The server that already runs in this cluster, left by a keeper that was killed; null where there is none. */
export async function adoptServer(kind: EngineKind, cluster: string): Promise<RunningServer | null> {
  const found = findServer(kind, cluster);
  if (found === null) return null;
  const server = { ...found, exited: gone(found.pid) };
  if (await becomesReady(kind, cluster, found, fastStopMs)) return server;
  await stopServer(kind, server);
  return null;
}

/** Ends whatever server runs in the cluster. */
export async function stopRunning(kind: EngineKind, cluster: string): Promise<void> {
  const found = findServer(kind, cluster);
  if (found !== null) await stopServer(kind, { ...found, exited: gone(found.pid) });
}

export async function stopServer(kind: EngineKind, server: RunningServer): Promise<void> {
  for (const signal of kind.stopSignals) {
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

async function becomesReady(
  kind: EngineKind,
  cluster: string,
  server: FoundServer,
  timeoutMs = startTimeoutMs,
): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    if (!isAlive(server.pid)) return false;
    const condition = await kind.condition(cluster, server);
    if (condition !== 'starting') return condition === 'ready';
    await delay(15);
  }
  return false;
}

/** Only a process that was really started on this cluster counts: ids are reused after a reboot. */
export function findServer(kind: EngineKind, cluster: string): FoundServer | null {
  const found = kind.readPidFile(cluster);
  if (found === null || !isAlive(found.pid) || !commandLine(found.pid).includes(cluster)) return null;
  return found;
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
