/** Tells that nobody waits any more, and why. Every `AbortSignal` does. */
export type EndSignal = { readonly aborted: boolean; readonly reason: unknown };

export type Abortable = { readonly signal: EndSignal; readonly abort: (reason: Error) => void };

/** A signal of ours: to make one of the platform's, and to listen to it, takes longer than most of what is waited for. */
class OurSignal implements EndSignal {
  aborted = false;
  reason: unknown = undefined;
  readonly listeners = new Set<() => void>();

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listen of this.listeners) listen();
  }
}

export function createAbortable(): Abortable {
  const signal = new OurSignal();
  return { signal, abort: (reason) => signal.abort(reason) };
}

/**
 * Calls `listen` when a signal that is not aborted yet will be, whoever made it.
 * @returns what ends the waiting
 */
export function whenAborted(signal: EndSignal, listen: () => void): () => void {
  if (signal instanceof OurSignal) {
    signal.listeners.add(listen);
    return () => void signal.listeners.delete(listen);
  }
  if (!(signal instanceof EventTarget)) throw new TypeError('neither a signal of ours nor of the platform');
  signal.addEventListener('abort', listen, { once: true });
  return () => signal.removeEventListener('abort', listen);
}
