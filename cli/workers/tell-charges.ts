import type { Payer, RateLimiter } from '../../gateway/resilience/rate-limiter.ts';
import type { Charges } from './messages.ts';

/** Milliseconds that what was taken is gathered, so that a message is not sent for each request. */
const gatherMs = 50;

/** Tells of what is taken out of buckets: all workers take it out of theirs. */
export function tellCharges(limiter: RateLimiter, tell: (charges: Charges) => void): RateLimiter {
  let gathered = new Map<string, { readonly payer: Payer; cost: number }>();
  const flush = (): void => {
    const charges = [...gathered.values()];
    gathered = new Map();
    tell(charges);
  };
  return {
    ...limiter,
    charge: (payer, cost) => {
      const taken = limiter.charge(payer, cost);
      if (taken === 0) return taken;
      if (gathered.size === 0) setTimeout(flush, gatherMs).unref();
      const key = `${payer.kind} ${payer.name}`;
      const known = gathered.get(key);
      if (known === undefined) gathered.set(key, { payer, cost: taken });
      else known.cost += taken;
      return taken;
    },
  };
}
