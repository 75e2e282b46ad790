import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJson, writeFileAtomically } from '../data-folder.ts';
import { engineAccount, sharedFolder } from './engine-account.ts';
import { preparePostgresBinaries } from './postgres-binaries.ts';
import { openCluster } from './postgres-cluster.ts';
import {
  adoptPostgres,
  startPostgres,
  stopPostgres,
  type RunningPostgres,
  type StartRequest,
} from './postgres-process.ts';

/** Keeps one PostgreSQL running: one that dies is started again on the same port. */
export type Supervisor = {
  /** Ends it and waits. */
  stop(): Promise<void>;
};

export type SupervisorEvents = {
  /** A server accepts connections; the first time and after every restart. */
  readonly onRunning: (server: RunningPostgres) => void;
  readonly log: (text: string) => void;
};

const logLimitBytes = 8 * 1024 * 1024;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Resolves when the first server accepts connections.
 * @throws {Error} when it can't be started; later failures are retried instead
 */
export async function supervisePostgres(dataFolder: string, events: SupervisorEvents): Promise<Supervisor> {
  const request = await prepare(dataFolder);
  let server = (await adoptPostgres(request.cluster)) ?? (await startOnFreePort(dataFolder, request));
  let stopping = false;
  events.onRunning(server);
  const watch = async (): Promise<void> => {
    for (;;) {
      await server.exited;
      if (stopping) return;
      events.log(`postgres ${server.pid} ended`);
      const next = await restart({ ...request, port: server.port }, () => stopping, events.log);
      if (next === null) return;
      server = next;
      events.onRunning(server);
    }
  };
  const watching = watch();
  const stop = async (): Promise<void> => {
    stopping = true;
    await stopPostgres(server);
    await watching;
    await stopPostgres(server); // one that was just being restarted
  };
  return { stop };
}

/** Tries until it runs or `isStopping`; the pause doubles up to five seconds. */
async function restart(
  request: StartRequest,
  isStopping: () => boolean,
  log: (text: string) => void,
): Promise<RunningPostgres | null> {
  for (let pauseMs = firstPauseMs; !isStopping(); pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    await delay(pauseMs);
    if (isStopping()) break;
    try {
      return await startPostgres(request);
    } catch (error) {
      log(`restart failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return null;
}

async function prepare(dataFolder: string): Promise<Omit<StartRequest, 'port'>> {
  const account = engineAccount();
  const binaries = preparePostgresBinaries(account, account === null ? dataFolder : sharedFolder());
  const cluster = await openCluster({ dataFolder, account, binaries });
  const logFile = join(dataFolder, 'postgres.log');
  if (fs.existsSync(logFile) && fs.statSync(logFile).size > logLimitBytes) fs.truncateSync(logFile);
  return { account, binaries, cluster, logFile };
}

/** On the port of last time unless somebody else has it by now. */
async function startOnFreePort(dataFolder: string, request: Omit<StartRequest, 'port'>): Promise<RunningPostgres> {
  const file = join(dataFolder, 'postgres-port.json');
  const known = readJson(file)?.['port'];
  const port = typeof known === 'number' && (await isFree(known)) ? known : await freePort();
  if (port !== known) writeFileAtomically(file, JSON.stringify({ port }));
  return startPostgres({ ...request, port });
}

const isFree = (port: number): Promise<boolean> => listenOnce(port).then((got) => got !== null);

async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === null) throw new Error('no port is free on 127.0.0.1');
  return port;
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
