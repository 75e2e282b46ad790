import type { BaseLogger } from 'pino';
import { OnestopError } from '../schema/errors.ts';
import { failureFacts } from './failure-facts.ts';
import type { WatchedFiles } from './from-files.ts';

/** Milliseconds between two looks: what changes is in use after two of them. */
const usualPauseMs = 5_000;

/**
 * Looks at files from time to time, and has read anew what has changed. What is wrong in them leaves the old in use,
 * and is logged.
 * @returns stops looking
 */
export function watchFiles(all: readonly WatchedFiles[], logger: BaseLogger, pauseMs = usualPauseMs): () => void {
  const timer = setInterval(() => {
    for (const each of all) lookAt(each, logger);
  }, pauseMs);
  timer.unref();
  return () => clearInterval(timer);
}

function lookAt(each: WatchedFiles, logger: BaseLogger): void {
  const { place, files } = each;
  try {
    if (each.lookAgain()) logger.info({ setting: place, files }, 'files have changed and were read anew');
  } catch (error) {
    // Ours name files and settings, and quote nothing.
    const reason = error instanceof OnestopError ? error.message : failureFacts(error);
    logger.error({ setting: place, files, reason }, 'files have changed and are wrong: what they said before stays');
  }
}
