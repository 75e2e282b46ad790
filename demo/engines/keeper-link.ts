import { connect, type Socket } from 'node:net';
import { OnestopError } from '../../schema/errors.ts';
import { collectNews, type EngineAnswer, type EngineNews } from './engine-news.ts';
import type { EngineName, FoundServer } from './engine.ts';
import { keeperLog, parseMessage, readAddress, readLines } from './keeper-protocol.ts';

/** A demo's connection to its keeper. */
export type KeeperLink = {
  readonly keeperPid: number;
  /** The server that ran last; null where none has. */
  server(engine: EngineName): FoundServer | null;
  /** Has the engine started; settles when it runs, can't be had, or (null) the connection has ended. */
  want(engine: EngineName): Promise<EngineAnswer | null>;
  /** Settles when the connection has ended, whoever ended it. */
  readonly lost: Promise<void>;
  close(): Promise<void>;
};

/** The port of a keeper that was killed may belong to a stranger by now, who says nothing. */
const welcomeMs = 5_000;

/**
 * Waits until the keeper's PostgreSQL runs. Null when no keeper answers, or it stops while we ask.
 * @param wanted engines to start beside it, without waiting for them
 * @throws {OnestopError} `ENGINE_UNAVAILABLE` when the keeper can't start PostgreSQL
 */
export function connectToKeeper(dataFolder: string, wanted: readonly EngineName[] = []): Promise<KeeperLink | null> {
  const address = readAddress(dataFolder);
  if (address === null) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const lines = [address.token, ...wanted].map((line) => `${line}\n`).join('');
    const socket = connect(address.port, '127.0.0.1', () => socket.write(lines));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(welcomeMs, () => socket.destroy());
    const news = collectNews(wanted);
    const link = linkOver(socket, news, address.pid);
    void link.lost.then(() => resolve(null));
    readLines(socket, (line) => {
      const message = parseMessage(line);
      socket.setTimeout(0);
      if (message === null || message.kind === 'welcome') return;
      news.add(message);
      if (news.server('postgres') !== null && !news.isAwaited()) socket.unref();
      if (message.engine !== 'postgres') return;
      if (message.kind === 'running') return resolve(link);
      reject(failed(dataFolder, message.reason));
      socket.destroy();
    });
  });
}

function linkOver(socket: Socket, news: EngineNews, keeperPid: number): KeeperLink {
  const lost = new Promise<void>((settle) => socket.once('close', () => settle()));
  return {
    keeperPid,
    server: (engine) => news.server(engine),
    want: async (engine) => {
      const known = news.known(engine);
      if (known !== null) return known;
      const next = news.next(engine);
      socket.ref(); // whoever waits isn't done
      socket.write(`${engine}\n`);
      return Promise.race([next, lost.then(() => null)]);
    },
    lost,
    close: () => {
      socket.ref();
      socket.end();
      return lost;
    },
  };
}

const failed = (dataFolder: string, reason: string): OnestopError =>
  new OnestopError('ENGINE_UNAVAILABLE', {
    engine: 'PostgreSQL',
    reason,
    fix: `See ${keeperLog(dataFolder)} and postgres.log beside it, or point the demo at a server of yours with --databases.`,
  });
