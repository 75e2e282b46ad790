import { setTimeout as delay } from 'node:timers/promises';
import type { EngineAnswer } from './engine-news.ts';
import type { EngineName, FoundServer } from './engine.ts';
import { joinKeeper } from './join-keeper.ts';
import type { KeeperLink } from './keeper-link.ts';

/** A demo's share in its keeper, and in the one that follows when that dies. */
export type KeeperShare = {
  /** The server that ran last; null where none has. */
  server(engine: EngineName): FoundServer | null;
  /** Has the engine started, by the next keeper too; settles when it runs or can't be had. Null when the share is given back. */
  want(engine: EngineName): Promise<EngineAnswer | null>;
  keeperPid(): number;
  /** Gives it back. */
  close(): Promise<void>;
};

/**
 * Resolves when PostgreSQL runs.
 * @param first engines to start beside it, without waiting for them
 * @throws {OnestopError} `ENGINE_UNAVAILABLE` when PostgreSQL can't be started
 */
export async function holdShare(dataFolder: string, first: readonly EngineName[]): Promise<KeeperShare> {
  const wanted = new Set(first);
  let link = await joinKeeper(dataFolder, first);
  let latest = Promise.resolve<KeeperLink | null>(link);
  let closed = false;
  const isClosed = (): boolean => closed;
  const hold = async (): Promise<void> => {
    for (;;) {
      await link.lost;
      if (isClosed()) return;
      latest = rejoin(dataFolder, wanted, isClosed);
      const next = await latest;
      if (next === null) return;
      link = next;
      if (isClosed()) return link.close();
    }
  };
  void hold();
  return {
    server: (engine) => link.server(engine),
    want: async (engine) => {
      wanted.add(engine);
      for (;;) {
        const answer = await (await latest)?.want(engine);
        if (answer !== null || isClosed()) return answer ?? null;
      }
    },
    keeperPid: () => link.keeperPid,
    close: async () => {
      closed = true;
      await link.close();
    },
  };
}

async function rejoin(
  dataFolder: string,
  wanted: ReadonlySet<EngineName>,
  isClosed: () => boolean,
): Promise<KeeperLink | null> {
  for (let pauseMs = 50; !isClosed(); pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await joinKeeper(dataFolder, [...wanted]);
    } catch {
      await delay(pauseMs, undefined, { ref: false });
    }
  }
  return null;
}
