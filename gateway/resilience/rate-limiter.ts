import { LRUCache } from 'lru-cache';
import { OnestopError } from '../../schema/errors.ts';

/** A bucket that fills evenly; measured in what operations cost. */
export type Rate = {
  readonly perMinute: number;
  /** What a full bucket holds: as much may be asked at once. */
  readonly burst: number;
};

export type RateLimits = {
  /** Of each registered client program, whoever uses it. */
  readonly client: Rate;
  /** Of each address, for those who did not sign in. */
  readonly address: Rate;
};

export const defaultRates: RateLimits = {
  client: { perMinute: 2_000_000, burst: 400_000 },
  address: { perMinute: 200_000, burst: 100_000 },
};

export type Payer = { readonly kind: keyof RateLimits; readonly name: string };

export interface RateLimiter {
  /**
   * Takes so much out of the payer's bucket; where it is not there, nothing. What costs more than a bucket holds wants
   * a full one. Throws `RATE_LIMITED` with the seconds until it will be there.
   * @returns what was taken
   */
  charge(payer: Payer, cost: number): number;
  /** Takes out what the payer was given elsewhere, even if it is not there: then it is owed. */
  owe(payer: Payer, cost: number): void;
}

type Bucket = { filled: number; at: number };

/** Buckets kept of each kind; one that falls out was not used for longest, and would be full again. */
const maxBuckets = 20_000;

/** @param now milliseconds that never go back */
export function createRateLimiter(rates: RateLimits, now: () => number = () => performance.now()): RateLimiter {
  // Apart, so that whoever has many addresses can't push out the clients.
  const buckets = {
    client: new LRUCache<string, Bucket>({ max: maxBuckets }),
    address: new LRUCache<string, Bucket>({ max: maxBuckets }),
  };
  const filledBy = ({ kind, name }: Payer, at: number): number => {
    const { perMinute, burst } = rates[kind];
    const known = buckets[kind].get(name) ?? { filled: burst, at };
    return Math.min(burst, known.filled + ((at - known.at) * perMinute) / 60_000);
  };
  return {
    charge: (payer, cost) => {
      const { perMinute, burst } = rates[payer.kind];
      const at = now();
      const filled = filledBy(payer, at);
      const missing = Math.min(cost, burst) - filled;
      const left = missing > 0 ? filled : Math.max(0, filled - cost);
      buckets[payer.kind].set(payer.name, { filled: left, at });
      if (missing > 0) throw new OnestopError('RATE_LIMITED', { retryAfter: Math.ceil((missing * 60) / perMinute) });
      return filled - left;
    },
    owe: (payer, cost) => {
      const at = now();
      buckets[payer.kind].set(payer.name, { filled: filledBy(payer, at) - cost, at });
    },
  };
}
