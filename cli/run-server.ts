import cluster from 'node:cluster';
import path from 'node:path';
import { pino } from 'pino';
import { OnestopError } from '../schema/errors.ts';
import type { Share } from '../schema/share.ts';
import { exitCodeOf, exitCodes } from './exit.ts';
import { checkPort, untilStopped, type ListenOptions } from './listen.ts';
import { openLog } from './logger.ts';
import type { RunningGateway } from './start-gateway.ts';
import type { Addresses } from './workers/messages.ts';
import { superviseWorkers } from './workers/supervise-workers.ts';
import { ownShare } from './workers/worker-process.ts';
import { openWorkerLink, type WorkerLink } from './workers/worker-link.ts';

export type ServerPlan = {
  /** Processes that answer; 1 is this one by itself. */
  readonly workers: number;
  /** What has to be free before any worker is started. */
  readonly listens: ListenOptions & { readonly operators: ListenOptions | null };
  /** Where the CPU profile goes; of each worker to a file of its own. */
  readonly profile: string | null;
  /** The gateway in one process; null where there are no workers. */
  readonly start: (worker: WorkerLink | null) => Promise<RunningGateway>;
};

/** Runs a gateway until it is stopped: in this process, or in workers on one port that this process starts and watches. */
export async function runServer(plan: ServerPlan): Promise<void> {
  const share = ownShare();
  if (share !== null) return runWorker(share, plan);
  if (plan.workers > 1) return runWorkers(plan);
  const finishProfile = await beginProfile(plan.profile);
  const running = await plan.start(null);
  announce(running);
  await untilStopped(running.close);
  await finishProfile();
}

/** @returns what writes the profile, if one is wanted */
async function beginProfile(file: string | null): Promise<() => Promise<void>> {
  return file === null ? async () => {} : (await import('./profile.ts')).startProfile(file);
}

/** `gateway.cpuprofile` → `gateway.4711.cpuprofile` */
const ofWorker = (file: string | null): string | null => {
  if (file === null) return null;
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}.${process.pid}${ext}`);
};

async function runWorkers({ workers: count, listens }: ServerPlan): Promise<void> {
  await checkPort(listens);
  if (listens.operators !== null) await checkPort(listens.operators);
  const log = openLog(2);
  const workers = await superviseWorkers({ count, log, logger: pino({ level: 'info' }, log) });
  announce(workers);
  const stop = async (): Promise<void> => {
    if (!(await workers.stop())) process.exitCode = exitCodes.failed;
  };
  // Each worker has the usual time; the last to end is waited for.
  await untilStopped(stop, { broken: workers.lost, withinMs: 15_000 });
}

/** What goes wrong is for the one that started it to tell, once. */
async function runWorker(share: Share, { start, profile }: ServerPlan): Promise<void> {
  const link = openWorkerLink(share);
  try {
    const finishProfile = await beginProfile(ofWorker(profile));
    const running = await start(link);
    link.tellReady(running);
    await untilStopped(running.close);
    await finishProfile();
  } catch (error) {
    if (!(error instanceof OnestopError)) throw error;
    await link.tellFailure(error);
    process.exitCode = exitCodeOf(error);
  } finally {
    cluster.worker?.disconnect(); // else the channel would keep the process
  }
}

function announce({ url, operatorsUrl }: Addresses): void {
  process.stdout.write(`the gateway answers at ${url}/graphql\n`);
  if (operatorsUrl !== null) process.stdout.write(`operators are answered at ${operatorsUrl}/metrics\n`);
}
