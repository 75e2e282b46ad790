import type { MetricValues } from '../../gateway/metrics/metrics.ts';
import type { RateLimiter } from '../../gateway/resilience/rate-limiter.ts';
import { OnestopError } from '../../schema/errors.ts';
import type { Share } from '../../schema/share.ts';
import type { Addresses, FromWorker, ToWorker } from './messages.ts';
import { tellCharges } from './tell-charges.ts';

/** A worker's way to the others, by the process that started them all. */
export type WorkerLink = {
  readonly share: Share;
  /** Prometheus text of all workers together. */
  readonly readSums: () => Promise<string>;
  /** What this worker gives to the sums. */
  readonly give: (values: () => Promise<MetricValues>) => void;
  /** Makes a limiter hold for all of them. */
  readonly limit: (limiter: RateLimiter) => RateLimiter;
  readonly tellReady: (addresses: Addresses) => void;
  /** Resolves when it is on its way. */
  readonly tellFailure: (error: OnestopError) => Promise<void>;
};

/** Milliseconds to wait for the sums; the others have half of it to give theirs. */
const sumsWithinMs = 2_000;

export function openWorkerLink(share: Share): WorkerLink {
  const send = (message: FromWorker): Promise<void> =>
    new Promise((resolve) => {
      if (process.send === undefined) throw new TypeError('nobody started this process as a worker');
      process.send(message, () => resolve()); // where the other is gone, this process ends as well
    });
  const waiting = new Map<number, (text: string) => void>();
  let asked = 0;
  let values: () => Promise<MetricValues> = async () => [];
  let limiter: RateLimiter | null = null;
  const hear = async (message: ToWorker): Promise<void> => {
    switch (message.kind) {
      case 'spent':
        for (const { payer, cost } of message.charges) limiter?.owe(payer, cost);
        return;
      case 'values-wanted':
        return send({ kind: 'values', id: message.id, values: await values() });
      case 'sums':
        waiting.get(message.id)?.(message.text);
        waiting.delete(message.id);
    }
  };
  process.on('message', (message) => void hear(message as ToWorker)); // nobody else sends any
  return {
    share,
    readSums: () =>
      new Promise((resolve, reject) => {
        const id = (asked += 1);
        const late = setTimeout(() => {
          waiting.delete(id);
          reject(new OnestopError('OVERLOADED'));
        }, sumsWithinMs);
        waiting.set(id, (text) => {
          clearTimeout(late);
          resolve(text);
        });
        void send({ kind: 'sums-wanted', id });
      }),
    give: (mine) => (values = mine),
    limit: (own) => {
      limiter = own;
      return tellCharges(own, (charges) => void send({ kind: 'spent', charges }));
    },
    tellReady: ({ url, operatorsUrl }) => void send({ kind: 'ready', url, operatorsUrl }),
    tellFailure: ({ code, details }) => send({ kind: 'failed', code, details }),
  };
}
