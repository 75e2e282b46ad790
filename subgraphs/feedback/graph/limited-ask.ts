import type { QueryResultRow } from 'pg';
import { OnestopError } from '../../../schema/errors.ts';
import type { RequestContext } from '../../../schema/request.ts';
import type { Ask } from '../../../adapters/hub/hub-database.ts';

/** Statements one fetch may have under way; more would keep other fetches' from a connection. */
const concurrency = 4;

/**
 * Asks for one fetch: a few statements at a time, and none that nobody waits for any more.
 * @throws {OnestopError} `DEPARTMENT_TIMEOUT`
 */
export function limitedAsk(ask: Ask, { signal, deadline }: RequestContext, system: string): Ask {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  return async <T extends QueryResultRow>(text: string, values: readonly unknown[]) => {
    while (underWay >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    underWay += 1;
    try {
      if (signal.aborted || Date.now() >= deadline)
        throw new OnestopError('DEPARTMENT_TIMEOUT', { department: system });
      return await ask<T>(text, values);
    } finally {
      underWay -= 1;
      waiting.shift()?.();
    }
  };
}
