import { whenAborted, type EndSignal } from '../../schema/when-aborted.ts';

/**
 * What `work` resolves to, or `late` when the time is up or nobody waits any more. The work itself is
 * not stopped: whoever does it listens to the same signal.
 * @param ms from now; nothing is begun when it is not above zero
 */
export function withinDeadline<T>(work: () => Promise<T>, ms: number, signal: EndSignal): Promise<T | 'late'> {
  if (ms <= 0 || signal.aborted) return Promise.resolve('late');
  return new Promise((resolve, reject) => {
    const end = (): void => resolve('late');
    const timer = setTimeout(end, ms);
    const forget = whenAborted(signal, end);
    const stop = (): void => {
      clearTimeout(timer);
      forget();
    };
    // Late, its failure is nobody's any more.
    const working = work();
    working.then(resolve, reject);
    working.then(stop, stop);
  });
}
