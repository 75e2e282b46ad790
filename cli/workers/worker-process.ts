import type { ChildProcess } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import { OnestopError } from '../../schema/errors.ts';
import type { Share } from '../../schema/share.ts';
import type { Addresses, FromWorker, ToWorker } from './messages.ts';

/** A worker as the process that started it sees it. */
export type WorkerProcess = {
  readonly pid: number;
  /** Where it answers, or why it does not: `OnestopError`. */
  readonly ready: Promise<Addresses>;
  /** When it is gone and all it wrote is in the log. */
  readonly ended: Promise<Ending>;
  /** Nothing where it is gone. */
  readonly send: (message: ToWorker) => void;
  readonly signal: (name: NodeJS.Signals) => void;
};

/** How a process ended: one of the two is null. */
export type Ending = { readonly code: number | null; readonly signal: string | null };

export type WorkerListener = (message: FromWorker, from: WorkerProcess) => void;

const shareVariable = 'ONESTOP_WORKER';

/** The share of this process, where another started it as a worker. */
export function ownShare(): Share | null {
  if (!cluster.isWorker) return null;
  const [index = 0, of = 1] = (process.env[shareVariable] ?? '').split('/').map(Number);
  return { index, of };
}

/** Starts this program once more, with the same arguments, as a worker. What it logs goes into the one log, line by line. */
export function forkWorker(share: Share, log: DestinationStream, listen: WorkerListener): WorkerProcess {
  // Structured clones: what was counted holds maps, and sums over people whole numbers of any size.
  cluster.setupPrimary({ silent: true, serialization: 'advanced' });
  const worker = cluster.fork({ [shareVariable]: `${share.index}/${share.of}` });
  const child = worker.process;
  child.stdout?.pipe(process.stdout, { end: false });
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => log.write(`${line}\n`));
  const ended = endingOf(child);
  const started: WorkerProcess = {
    pid: child.pid ?? -1,
    ready: readyOf(worker, share, ended),
    ended,
    send: (message) => {
      if (worker.isConnected()) worker.send(message, () => {}); // it may die meanwhile
    },
    signal: (name) => void child.kill(name),
  };
  started.ready.catch(() => {}); // whoever waits hears of it
  worker.on('message', (message) => listen(message as FromWorker, started)); // nobody else sends any
  worker.on('error', () => {}); // that it can't be told anything: it is gone, and that is told
  return started;
}

/** What it said last is heard before: a message and its end may arrive in any order, and after a kill none may come. */
async function endingOf(child: ChildProcess): Promise<Ending> {
  const heard = new Promise((resolve) => child.once('disconnect', resolve));
  const ending = await new Promise<Ending>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  await Promise.race([heard, delay(lastWordMs)]);
  return ending;
}

/** Milliseconds for messages of a process that is gone. */
const lastWordMs = 200;

function readyOf(worker: Worker, share: Share, ended: Promise<Ending>): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    let failure: OnestopError | null = null;
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve(message);
      if (message.kind === 'failed') failure = new OnestopError(message.code, message.details);
    });
    void ended.then((how) =>
      reject(failure ?? new OnestopError('WORKER_FAILED', { worker: share.index + 1, reason: describeEnding(how) })),
    );
  });
}

export const describeEnding = ({ code, signal }: Ending): string =>
  signal === null ? `it ended with ${code}` : `it was ended by ${signal}`;
