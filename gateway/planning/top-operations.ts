import { LRUCache } from 'lru-cache';
import type { RequestContext } from '../../schema/request.ts';
import type { AskedDocument } from './find-document.ts';

/** An operation as it was asked, and by what kind of caller: nothing of whom. */
export type AskedOperation = {
  readonly asked: AskedDocument;
  readonly operationName: string | null;
  readonly who: Pick<RequestContext, 'caller' | 'purpose'>;
};

export interface TopOperations {
  /** @param key same key, same operation and same kind of caller */
  note(key: string, operation: () => AskedOperation): void;
  /** The most asked, the most first. From then on what was asked before counts for half. */
  take(most: number): readonly AskedOperation[];
}

/** Operations counted, and the characters of their texts. */
const kept = 500;
const keptCharacters = 1_000_000;

/** Counts what is asked; what was not asked for longest is forgotten where there is no more room. */
export function createTopOperations(): TopOperations {
  const counted = new LRUCache<string, AskedOperation & { count: number }>({
    max: kept,
    maxSize: keptCharacters,
    sizeCalculation: ({ asked }) => (asked.text?.length ?? 0) + 1,
  });
  return {
    note: (key, operation) => {
      const known = counted.get(key);
      if (known === undefined) counted.set(key, { ...operation(), count: 1 });
      else known.count += 1;
    },
    take: (most) => {
      const all = [...counted.values()].sort((one, other) => other.count - one.count);
      for (const each of all) each.count = Math.ceil(each.count / 2);
      return all.slice(0, most);
    },
  };
}
