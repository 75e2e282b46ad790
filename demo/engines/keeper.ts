import { setTimeout as delay } from 'node:timers/promises';
import { OnestopError } from '../../schema/errors.ts';
import { isServerLeft } from './cluster.ts';
import { engineKinds } from './engine-kinds.ts';
import { engineNames, type EngineName } from './engine.ts';
import { tryLock, type GenerationLock } from './generation-lock.ts';
import { openDesk, type Desk } from './keeper-desk.ts';
import { lockName, readAddress } from './keeper-protocol.ts';
import { isAlive } from './process-identity.ts';
import { supervise, type Supervisor, type SupervisorEvents } from './supervisor.ts';

/**
 * The program that owns the engines of one data folder, shared by all demos on it. It runs apart from
 * them, in its own process group, and ends with the last of them. Argument: the data folder.
 * When the keeper and every demo are killed at once (SIGKILL), the servers stay until the next demo on the data
 * folder adopts them: nobody is left to stop them, and there is no portable way for them to notice.
 */
const lockPatienceMs = 30_000;

const log = (text: string): void => console.log(`${new Date().toISOString()} [${process.pid}] ${text}`);

/** The lock, or null when another keeper takes demos on. Waits for one that is stopping. */
async function becomeKeeper(dataFolder: string): Promise<GenerationLock | null> {
  for (const end = Date.now() + lockPatienceMs; Date.now() < end;) {
    const lock = tryLock(dataFolder, lockName);
    if (lock !== null) return lock;
    const other = readAddress(dataFolder);
    if (other !== null && isAlive(other.pid)) return null;
    await delay(20);
  }
  throw new Error('another keeper neither serves nor ends');
}

type KeptEngines = {
  /** Starts the engine unless it runs or is about to. Rejects when it can't be started; then it may be asked for again. */
  run(name: EngineName): Promise<void>;
  /** Ends all of them and waits. */
  stop(): Promise<void>;
};

/** The engines of the data folder. */
function keepEngines(dataFolder: string, desk: () => Desk): KeptEngines {
  const supervisors = new Map<EngineName, Supervisor>();
  const begin = (name: EngineName): Supervisor => {
    const onRunning: SupervisorEvents['onRunning'] = ({ pid, port }) => {
      log(`${name} ${pid} runs on port ${port}`);
      desk().announce({ kind: 'running', engine: name, pid, port });
    };
    const supervisor = supervise(engineKinds[name], dataFolder, { log, onRunning });
    supervisors.set(name, supervisor);
    supervisor.started.catch(() => supervisors.delete(name));
    return supervisor;
  };
  return {
    run: (name) => (supervisors.get(name) ?? begin(name)).started,
    stop: async () => {
      await Promise.all([...supervisors.values()].map((supervisor) => supervisor.stop()));
    },
  };
}

function reasonOf(error: unknown): string {
  const reason = error instanceof OnestopError ? error.details['reason'] : undefined;
  if (typeof reason === 'string') return reason;
  return error instanceof Error ? error.message : String(error);
}

/** PostgreSQL from the start to the end, others from when they are wanted. */
async function keep(dataFolder: string, desk: Desk, engines: KeptEngines): Promise<void> {
  const left = engineNames.filter((name) => isServerLeft(engineKinds[name], dataFolder));
  for (const name of left) if (name !== 'postgres') void runWanted(name, desk, engines);
  try {
    await engines.run('postgres');
  } catch (error) {
    const reason = reasonOf(error);
    log(reason);
    desk.announce({ kind: 'failed', engine: 'postgres', reason });
    await Promise.race([desk.whenDeserted(), delay(2_000)]);
    return;
  }
  await Promise.race([desk.whenDeserted(), terminated]);
}

/** A failure is for those who wait for it: whoever comes later has it tried again. */
async function runWanted(name: EngineName, desk: Desk, engines: KeptEngines): Promise<void> {
  try {
    await engines.run(name);
  } catch (error) {
    const reason = reasonOf(error);
    log(reason);
    desk.tell({ kind: 'failed', engine: name, reason });
  }
}

/** A demo's Ctrl-C is not ours; whoever ends the keeper itself says SIGTERM. */
const terminated = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

async function main(dataFolder: string): Promise<void> {
  const lock = await becomeKeeper(dataFolder);
  if (lock === null) return;
  const engines = keepEngines(dataFolder, () => desk);
  const onWanted = (name: EngineName): void => void runWanted(name, desk, engines);
  const desk: Desk = await openDesk({ dataFolder, onWanted });
  try {
    await keep(dataFolder, desk, engines);
  } finally {
    desk.close();
    await engines.stop();
    lock.release();
    log('stopped');
  }
}

main(process.argv[2] ?? '').then(
  () => process.exit(0),
  (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
