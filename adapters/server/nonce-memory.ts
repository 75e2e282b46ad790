/**
 * Remembers the nonces of signed requests for as long as their signatures are fresh, so that none is accepted
 * twice. Bounded: when it is full of fresh nonces it takes no more, as forgetting one would let it be replayed.
 */
export type NonceMemory = {
  /** `now` and `expires` in milliseconds since the epoch. */
  remember(nonce: string, now: number, expires: number): 'new' | 'seen' | 'full';
};

export function createNonceMemory(limit = 200_000): NonceMemory {
  const expiries = new Map<string, number>();
  return {
    remember(nonce, now, expires) {
      const known = expiries.get(nonce);
      if (known !== undefined && known >= now) return 'seen';
      forgetExpired(expiries, now);
      if (expiries.size >= limit) return 'full';
      expiries.delete(nonce);
      expiries.set(nonce, expires);
      return 'new';
    },
  };
}

/** Oldest first: a map keeps the order of insertion. Stops at the first that is still fresh. */
function forgetExpired(expiries: Map<string, number>, now: number): void {
  for (const [nonce, expires] of expiries) {
    if (expires >= now) return;
    expiries.delete(nonce);
  }
}
