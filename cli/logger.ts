import { write, writeSync } from 'node:fs';
import { pino, type DestinationStream, type Logger } from 'pino';

/** Characters that wait while the disk is full; lines beyond them are lost. */
const longestQueue = 1024 * 1024;
const pauseMs = 250;

/** Milliseconds that a line may wait for others: to write each by itself takes longer than to make it. */
const gatherMs = 20;

const flushers = new Set<() => void>();
process.once('exit', () => {
  for (const flush of flushers) flush();
});

/**
 * A log of JSON lines that never stops the server, not even from ending: it is written behind its back, a full
 * disk costs lines and is tried again. Pino's own destination ends the process on a failed write, and waits
 * for room without end when the process exits.
 */
export const createLogger = (descriptor: number): Logger => pino({ level: 'info', timestamp }, openLog(descriptor));

/** As pino writes it, but for the text, which V8 would keep for the next time that it is this millisecond. */
const timestamp = (): string => `,"time":${JSON.stringify(Date.now())}`;

/** Takes lines of such a log that are written already. */
export function openLog(descriptor: number): DestinationStream {
  let rest = Buffer.alloc(0); // of what is being written
  let queue = '';
  /** Is a line waited for, or written? */
  let busy = false;
  const gather = (): void => {
    if (busy || (queue === '' && rest.length === 0)) return;
    busy = true;
    setTimeout(advance, gatherMs).unref(); // at an exit all of it is written
  };
  const advance = (): void => {
    if (rest.length === 0) {
      rest = Buffer.from(queue);
      queue = '';
    }
    write(descriptor, rest, (error, written) => {
      if (error !== null) return void setTimeout(advance, pauseMs).unref();
      rest = rest.subarray(written);
      busy = false;
      gather();
    });
  };
  flushers.add(() => {
    try {
      writeSync(descriptor, Buffer.concat([rest, Buffer.from(queue)]));
    } catch {
      // A full disk, or a reader that is gone: nobody is left to tell.
    }
  });
  return {
    write: (line) => {
      if (queue.length + line.length <= longestQueue) queue += line;
      gather();
    },
  };
}
