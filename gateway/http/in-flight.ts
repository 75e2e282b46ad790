import { Bag } from '../../schema/bag.ts';
import { OnestopError } from '../../schema/errors.ts';
import { createAbortable, whenAborted, type EndSignal } from '../../schema/when-aborted.ts';

/** One client request being worked on. Its signal ends it; the reason says with which code. */
export type RunningRequest = { readonly signal: EndSignal; abort(reason: OnestopError): void; done(): void };

export interface InFlight {
  /** Throws `OVERLOADED` when too many run, `SHUTTING_DOWN` when the server stops. */
  begin(limitMs: number): RunningRequest;
  readonly stopping: boolean;
  /** Takes no more, waits for the running ones, and after `graceMs` ends them. */
  stop(graceMs: number): Promise<void>;
}

export function createInFlight(maxConcurrent: number): InFlight {
  const running = new Bag<RunningRequest['abort']>();
  let stopping = false;
  let whenEmpty: () => void = () => undefined;
  return {
    get stopping() {
      return stopping;
    },
    begin: (limitMs) => {
      if (stopping) throw new OnestopError('SHUTTING_DOWN');
      if (running.size >= maxConcurrent) throw new OnestopError('OVERLOADED');
      const { signal, abort } = createAbortable();
      const timer = setTimeout(() => abort(new OnestopError('REQUEST_TIMEOUT', { limitMs })), limitMs);
      const leave = running.add(abort);
      const done = (): void => {
        clearTimeout(timer);
        leave();
        if (running.size === 0) whenEmpty();
      };
      return { signal, abort, done };
    },
    stop: async (graceMs) => {
      stopping = true;
      if (running.size === 0) return;
      const empty = new Promise<void>((resolve) => (whenEmpty = resolve));
      const timer = setTimeout(() => {
        for (const abort of [...running]) abort(new OnestopError('SHUTTING_DOWN'));
      }, graceMs);
      await empty;
      clearTimeout(timer);
    },
  };
}

/** The work's result, or the reason why nobody waits for it any more. */
export function unlessAborted<T>(work: Promise<T>, signal: EndSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = (): void => reject(signal.reason instanceof Error ? signal.reason : new OnestopError('SHUTTING_DOWN'));
    if (signal.aborted) end();
    const stop = whenAborted(signal, end);
    // Its failure is looked at when nobody waits for it any more, too.
    work.then(resolve, reject);
    work.then(stop, stop);
  });
}
