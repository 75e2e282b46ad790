import { addEnded, sumMetrics } from '../../gateway/metrics/sum-metrics.ts';
import type { MetricValues } from '../../gateway/metrics/metrics.ts';
import type { WorkerProcess } from './worker-process.ts';

/** What all workers counted, those that have ended too. */
export type Sums = {
  /** Asks each of them. One that does not answer in time counts with what it said last. */
  readonly read: (workers: readonly WorkerProcess[]) => Promise<string>;
  /** An answer of one of them. */
  readonly take: (from: WorkerProcess, id: number, values: MetricValues) => void;
  /** One that has ended counts with what it said last. */
  readonly end: (worker: WorkerProcess) => void;
};

const answerWithinMs = 1_000;

type Round = { readonly missing: Set<WorkerProcess>; readonly done: () => void };

export function createSums(): Sums {
  const last = new Map<WorkerProcess, MetricValues>();
  const rounds = new Map<number, Round>();
  let asked = 0;
  let ended: Promise<MetricValues> = Promise.resolve([]);
  const answered = (round: Round, worker: WorkerProcess): void => {
    if (round.missing.delete(worker) && round.missing.size === 0) round.done();
  };
  const ask = (workers: readonly WorkerProcess[]): Promise<void> =>
    new Promise((resolve) => {
      const id = (asked += 1);
      const done = (): void => {
        clearTimeout(late);
        rounds.delete(id);
        resolve();
      };
      const late = setTimeout(done, answerWithinMs);
      rounds.set(id, { missing: new Set(workers), done });
      for (const worker of workers) worker.send({ kind: 'values-wanted', id });
    });
  return {
    read: async (workers) => {
      await ask(workers);
      const running = workers.flatMap((worker) => last.get(worker) ?? []);
      return sumMetrics([running], await ended);
    },
    take: (from, id, values) => {
      last.set(from, values);
      const round = rounds.get(id);
      if (round !== undefined) answered(round, from);
    },
    end: (worker) => {
      for (const round of rounds.values()) answered(round, worker);
      const values = last.get(worker);
      last.delete(worker);
      if (values !== undefined) ended = ended.then((before) => addEnded(before, values));
    },
  };
}
