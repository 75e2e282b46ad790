import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJson, writeFileAtomically } from '../data-folder.ts';
import { openCluster } from './cluster.ts';
import { engineAccount } from './engine-account.ts';
import type { EngineKind } from './engine.ts';
import { freePort } from './free-port.ts';
import { adoptServer, startServer, stopServer, type RunningServer, type StartRequest } from './server-process.ts';

/** Keeps one server running: one that dies is started again on the same port. */
export type Supervisor = {
  /** Resolves when the first server accepts connections, rejects when it can't be started. Later failures are retried. */
  readonly started: Promise<void>;
  /** Ends it and waits. */
  stop(): Promise<void>;
};

export type SupervisorEvents = {
  /** A server accepts connections; the first time and after every restart. */
  readonly onRunning: (server: RunningServer) => void;
  readonly log: (text: string) => void;
};

const logLimitBytes = 8 * 1024 * 1024;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/** Installs the engine where it has to be, and starts it on the data folder's cluster. */
export function supervise(kind: EngineKind, dataFolder: string, events: SupervisorEvents): Supervisor {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let server: RunningServer | null = null;
  const start = async (): Promise<StartRequest> => {
    const request = await prepare(kind, dataFolder, stopping.signal, events.log);
    server =
      (await adoptServer(kind, request.cluster)) ??
      (await startServer({ ...request, port: await choosePort(kind, dataFolder) }));
    events.onRunning(server);
    return { ...request, port: server.port };
  };
  const started = start();
  const watch = async (request: StartRequest): Promise<void> => {
    while (server !== null) {
      await server.exited;
      if (isStopping()) return;
      events.log(`${kind.name} ${server.pid} ended`);
      server = await restart(request, isStopping, events.log);
      if (server !== null) events.onRunning(server);
    }
  };
  const watching = started.then(watch, () => {});
  const stop = async (): Promise<void> => {
    stopping.abort();
    await started.catch(() => {});
    if (server !== null) await stopServer(kind, server);
    await watching;
    if (server !== null) await stopServer(kind, server); // one that was just being restarted
  };
  return { started: started.then(() => {}), stop };
}

/** Tries until it runs or `isStopping`; the pause doubles up to five seconds. */
async function restart(
  request: StartRequest,
  isStopping: () => boolean,
  log: (text: string) => void,
): Promise<RunningServer | null> {
  for (let pauseMs = firstPauseMs; !isStopping(); pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    await delay(pauseMs);
    if (isStopping()) break;
    try {
      return await startServer(request);
    } catch (error) {
      log(`restart failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return null;
}

async function prepare(
  kind: EngineKind,
  dataFolder: string,
  signal: AbortSignal,
  log: (text: string) => void,
): Promise<Omit<StartRequest, 'port'>> {
  const account = engineAccount();
  const engine = await kind.install({ dataFolder, account, signal, log });
  const cluster = await openCluster({ dataFolder, account, engine });
  const logFile = join(dataFolder, `${kind.name}.log`);
  if (fs.existsSync(logFile) && fs.statSync(logFile).size > logLimitBytes) fs.truncateSync(logFile);
  return { engine, account, cluster, logFile };
}

/** The port of last time unless somebody else has it by now. */
async function choosePort(kind: EngineKind, dataFolder: string): Promise<number> {
  const file = join(dataFolder, `${kind.name}-port.json`);
  const known = readJson(file)?.['port'];
  const port = await freePort(typeof known === 'number' ? known : null);
  if (port !== known) writeFileAtomically(file, JSON.stringify({ port }));
  return port;
}
