import { setTimeout as delay } from 'node:timers/promises';
import type { BaseLogger, DestinationStream } from 'pino';
import { OnestopError } from '../../schema/errors.ts';
import type { Addresses, FromWorker } from './messages.ts';
import { createSums } from './sums.ts';
import { describeEnding, forkWorker, type Ending, type WorkerProcess } from './worker-process.ts';

export type Workers = Addresses & {
  /** Rejects when a worker can't be started again, whatever is tried. */
  readonly lost: Promise<never>;
  /** Ends all of them in order. @returns whether all of them did */
  readonly stop: () => Promise<boolean>;
};

export type WorkersOptions = {
  readonly count: number;
  /** Takes the lines of all workers. */
  readonly log: DestinationStream;
  readonly logger: BaseLogger;
};

/** A worker that lived for so many milliseconds did not die of its start. */
const soundMs = 10_000;
/** Milliseconds before a worker is started again: after a sound life, and after each start that came to nothing. */
const pausesMs = [0, 500, 1_000, 2_000, 4_000];
/** A worker has ten seconds to stop by itself (`untilStopped`). */
const stopWithinMs = 12_000;

/**
 * Starts workers, the first by itself: what is wrong with the configuration is told once. One that dies is started again.
 * @throws {OnestopError} what keeps a worker from starting
 */
export async function superviseWorkers({ count, log, logger }: WorkersOptions): Promise<Workers> {
  const running = new Map<number, WorkerProcess>();
  const sums = createSums();
  const state = { stopping: false };
  const isStopping = (): boolean => state.stopping;
  let lose: (error: unknown) => void = () => {};
  const lost = new Promise<never>((_resolve, reject) => (lose = reject));
  lost.catch(() => {}); // whoever waits hears of it

  const hear = (message: FromWorker, from: WorkerProcess): void => {
    if (message.kind === 'values') sums.take(from, message.id, message.values);
    if (message.kind === 'spent') for (const worker of running.values()) if (worker !== from) worker.send(message);
    if (message.kind === 'sums-wanted')
      void sums.read([...running.values()]).then((text) => from.send({ kind: 'sums', id: message.id, text }));
  };

  const start = (index: number): WorkerProcess => {
    const worker = forkWorker({ index, of: count }, log, hear);
    running.set(index, worker);
    void worker.ended.then(() => {
      sums.end(worker);
      if (running.get(index) === worker) running.delete(index);
    });
    return worker;
  };

  /** Starts it again until all stop, or it dies of its start again and again: throws why. */
  const keep = async (index: number, first: WorkerProcess): Promise<void> => {
    let [worker, startedAt, tries] = [first, performance.now(), 0];
    for (;;) {
      const { ending, why } = await lifeOf(index, worker);
      if (isStopping()) return;
      if (performance.now() - startedAt > soundMs) tries = 0;
      logger.error({ worker: index + 1, workerPid: worker.pid, ...ending, reason: why.message }, 'a worker ended');
      const pause = pausesMs[tries];
      if (pause === undefined) throw why;
      await delay(pause);
      if (isStopping()) return;
      [worker, startedAt, tries] = [start(index), performance.now(), tries + 1];
      const { pid, ready } = worker;
      ready.then(
        () => logger.info({ worker: index + 1, workerPid: pid }, 'a worker was started again'),
        () => {},
      );
    }
  };

  const stop = async (): Promise<boolean> => {
    state.stopping = true;
    const workers = [...running.values()];
    for (const worker of workers) worker.signal('SIGTERM');
    const late = setTimeout(() => workers.forEach((worker) => worker.signal('SIGKILL')), stopWithinMs);
    const endings = await Promise.all(workers.map(({ ended }) => ended));
    clearTimeout(late);
    return endings.every(({ code }) => code === 0);
  };

  try {
    const first = start(0);
    const addresses = await first.ready;
    const workers = [first, ...Array.from({ length: count - 1 }, (_, index) => start(index + 1))];
    await Promise.all(workers.map(({ ready }) => ready));
    workers.forEach((worker, index) => void keep(index, worker).catch(lose));
    return { ...addresses, lost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** When it is over, with why it could not start, or how it ended. */
async function lifeOf(
  index: number,
  worker: WorkerProcess,
): Promise<{ readonly ending: Ending; readonly why: OnestopError }> {
  const ending = await worker.ended;
  const failed = () => new OnestopError('WORKER_FAILED', { worker: index + 1, reason: describeEnding(ending) });
  const why = await worker.ready.then(failed, (error: unknown) => (error instanceof OnestopError ? error : failed()));
  return { ending, why };
}
