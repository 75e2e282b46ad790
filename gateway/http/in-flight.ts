import { setMaxListeners } from 'node:events';
import { OnestopError } from '../../schema/errors.ts';

/** One client request being worked on. Its signal ends it; the reason says with which code. */
export type RunningRequest = { readonly signal: AbortSignal; abort(reason: OnestopError): void; done(): void };

export interface InFlight {
  /** Throws `OVERLOADED` when too many run, `SHUTTING_DOWN` when the server stops. */
  begin(limitMs: number): RunningRequest;
  readonly stopping: boolean;
  /** Takes no more, waits for the running ones, and after `graceMs` ends them. */
  stop(graceMs: number): Promise<void>;
}

export function createInFlight(maxConcurrent: number): InFlight {
  const running = new Set<RunningRequest>();
  let stopping = false;
  let whenEmpty: () => void = () => undefined;
  return {
    get stopping() {
      return stopping;
    },
    begin: (limitMs) => {
      if (stopping) throw new OnestopError('SHUTTING_DOWN');
      if (running.size >= maxConcurrent) throw new OnestopError('OVERLOADED');
      const controller = new AbortController();
      setMaxListeners(0, controller.signal); // every fetch of the request listens
      const timer = setTimeout(() => controller.abort(new OnestopError('REQUEST_TIMEOUT', { limitMs })), limitMs);
      const request: RunningRequest = {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        done: () => {
          clearTimeout(timer);
          running.delete(request);
          if (running.size === 0) whenEmpty();
        },
      };
      running.add(request);
      return request;
    },
    stop: async (graceMs) => {
      stopping = true;
      if (running.size === 0) return;
      const empty = new Promise<void>((resolve) => (whenEmpty = resolve));
      const timer = setTimeout(() => {
        for (const request of running) request.abort(new OnestopError('SHUTTING_DOWN'));
      }, graceMs);
      await empty;
      clearTimeout(timer);
    },
  };
}

/** The work's result, or the reason why nobody waits for it any more. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined); // when it loses the race nobody else looks at its failure
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const end = (): void => reject(signal.reason instanceof Error ? signal.reason : new OnestopError('SHUTTING_DOWN'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    stop = () => signal.removeEventListener('abort', end);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop();
  }
}
