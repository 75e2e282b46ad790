/** What waits for a signal of ours, beside the listeners that it has as every signal. */
const listenersOf = Symbol('listeners');

type Listeners = Set<() => void>;
type OurSignal = AbortSignal & { [listenersOf]?: Listeners };

export type Abortable = { readonly signal: AbortSignal; readonly abort: (reason: Error) => void };

/** A signal that many can wait for at little cost: listening to events takes longer than most of what is waited for. */
export function createAbortable(): Abortable {
  const controller = new AbortController();
  const signal: OurSignal = controller.signal;
  const listeners: Listeners = new Set();
  signal[listenersOf] = listeners;
  return {
    signal,
    abort: (reason) => {
      if (signal.aborted) return;
      controller.abort(reason);
      for (const listen of listeners) listen();
    },
  };
}

/**
 * Calls `listen` when a signal that is not aborted yet will be, whoever made it.
 * @returns what ends the waiting
 */
export function whenAborted(signal: OurSignal, listen: () => void): () => void {
  const listeners = signal[listenersOf];
  if (listeners === undefined) {
    signal.addEventListener('abort', listen, { once: true });
    return () => signal.removeEventListener('abort', listen);
  }
  listeners.add(listen);
  return () => void listeners.delete(listen);
}
