/**
 * What `work` resolves to, or `late` when the time is up or nobody waits any more. The work itself is
 * not stopped: whoever does it listens to the same signal.
 * @param ms from now; nothing is begun when it is not above zero
 */
export async function withinDeadline<T>(work: () => Promise<T>, ms: number, signal: AbortSignal): Promise<T | 'late'> {
  if (ms <= 0 || signal.aborted) return 'late';
  let stop: () => void = () => undefined;
  const late = new Promise<'late'>((resolve) => {
    const end = (): void => resolve('late');
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    };
  });
  try {
    const working = work();
    // When it loses the race nobody else looks at its failure.
    working.catch(() => undefined);
    return await Promise.race([working, late]);
  } finally {
    stop();
  }
}
