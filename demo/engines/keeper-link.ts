import { connect } from 'node:net';
import { OnestopError } from '../../schema/errors.ts';
import { keeperLog, parseMessage, readAddress, readLines, type KeeperMessage } from './keeper-protocol.ts';

/** A demo's connection to its keeper. */
export type KeeperLink = {
  readonly keeperPid: number;
  port(): number;
  postmasterPid(): number;
  /** Settles when the connection has ended, whoever ended it. */
  readonly lost: Promise<void>;
  close(): Promise<void>;
};

/** The port of a keeper that was killed may belong to a stranger by now, who says nothing. */
const welcomeMs = 5_000;

/**
 * Waits until the keeper's engine runs. Null when no keeper answers, or it stops while we ask.
 * @throws {OnestopError} `ENGINE_UNAVAILABLE` when the keeper can't start its engine
 */
export function connectToKeeper(dataFolder: string): Promise<KeeperLink | null> {
  const address = readAddress(dataFolder);
  if (address === null) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const socket = connect(address.port, '127.0.0.1', () => socket.write(`${address.token}\n`));
    const lost = new Promise<void>((settle) => socket.once('close', () => settle()));
    let state: Extract<KeeperMessage, { kind: 'running' }> | null = null;
    socket.on('error', () => socket.destroy());
    socket.setTimeout(welcomeMs, () => socket.destroy());
    void lost.then(() => resolve(null));
    readLines(socket, (line) => {
      const message = parseMessage(line);
      socket.setTimeout(0);
      if (message?.kind === 'failed') {
        reject(failed(dataFolder, message.reason));
        socket.destroy();
      }
      if (message?.kind !== 'running') return;
      state = message;
      socket.unref();
      resolve({
        keeperPid: address.pid,
        port: () => state?.port ?? message.port,
        postmasterPid: () => state?.postmasterPid ?? message.postmasterPid,
        lost,
        close: () => {
          socket.ref();
          socket.end();
          return lost;
        },
      });
    });
  });
}

const failed = (dataFolder: string, reason: string): OnestopError =>
  new OnestopError('ENGINE_UNAVAILABLE', {
    engine: 'PostgreSQL',
    reason,
    fix: `See ${keeperLog(dataFolder)} and postgres.log beside it, or point the demo at a server of yours with --databases.`,
  });
