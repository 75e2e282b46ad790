import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileAtomically } from '../data-folder.ts';
import { tryLock, type GenerationLock } from './generation-lock.ts';
import { addressFile, lockName, readAddress, readLines, type KeeperMessage } from './keeper-protocol.ts';
import { isAlive } from './process-identity.ts';
import { supervisePostgres, type Supervisor } from './supervisor.ts';

/**
 * The program that owns the engines of one data folder, shared by all demos on it. It runs apart from
 * them, in its own process group, and ends with the last of them. Argument: the data folder.
 * When the keeper and every demo are killed at once (SIGKILL), PostgreSQL stays until the next demo on the data
 * folder adopts it: nobody is left to stop it, and there is no portable way for it to notice.
 */
const lockPatienceMs = 30_000;
const firstDemoMs = 15_000;
const tokenMs = 5_000;

const log = (text: string): void => console.log(`${new Date().toISOString()} [${process.pid}] ${text}`);

/** The lock, or null when another keeper takes demos on. Waits for one that is stopping. */
async function becomeKeeper(dataFolder: string): Promise<GenerationLock | null> {
  for (const end = Date.now() + lockPatienceMs; Date.now() < end;) {
    const lock = tryLock(dataFolder, lockName);
    if (lock !== null) return lock;
    const other = readAddress(dataFolder);
    if (other !== null && isAlive(other.pid)) return null;
    await delay(20);
  }
  throw new Error('another keeper neither serves nor ends');
}

type Desk = {
  /** Sent to every demo, those to come included. */
  announce(message: KeeperMessage): void;
  /** Settles when the last demo has left, or none came in time. */
  readonly deserted: Promise<void>;
  /** Takes nobody on any more. */
  close(): void;
};

async function openDesk(dataFolder: string): Promise<Desk> {
  const token = randomBytes(32).toString('base64url');
  const demos = new Set<Socket>();
  let latest: KeeperMessage | null = null;
  let closed = false;
  let desert: () => void = () => {};
  const deserted = new Promise<void>((resolve) => (desert = resolve));
  const leave = (socket: Socket): void => {
    if (demos.delete(socket) && demos.size === 0) desert();
    else socket.end();
  };
  // Half open: the last demo's connection ends with this process, so that it can wait for the engine to stop.
  const server = createServer({ allowHalfOpen: true }, (socket) =>
    admit(socket, token, () => {
      // It came while the last one left: it will find the next keeper.
      if (closed) {
        socket.destroy();
        return;
      }
      demos.add(socket);
      send(socket, latest ?? { kind: 'welcome' });
      socket.on('end', () => leave(socket));
      socket.on('close', () => leave(socket));
    }),
  );
  const port = await listen(server);
  writeFileAtomically(addressFile(dataFolder), JSON.stringify({ pid: process.pid, port, token }));
  setTimeout(() => demos.size === 0 && desert(), firstDemoMs);
  const announce = (message: KeeperMessage): void => {
    latest = message;
    for (const demo of demos) send(demo, message);
  };
  const close = (): void => {
    closed = true;
    rmSync(addressFile(dataFolder), { force: true });
    server.close();
  };
  return { announce, deserted, close };
}

/** A connection counts once it has sent the token; others are closed after five seconds. */
function admit(socket: Socket, token: string, onAdmitted: () => void): void {
  const timer = setTimeout(() => socket.destroy(), tokenMs);
  socket.on('close', () => clearTimeout(timer));
  socket.on('error', () => socket.destroy());
  let admitted = false;
  readLines(socket, (line) => {
    if (admitted) return;
    if (!same(line, token)) return void socket.destroy();
    admitted = true;
    clearTimeout(timer);
    onAdmitted();
  });
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const send = (socket: Socket, message: KeeperMessage): void => void socket.write(`${JSON.stringify(message)}\n`);

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('no address'));
    });
  });
}

async function keep(dataFolder: string, desk: Desk): Promise<void> {
  const started = supervisePostgres(dataFolder, {
    log,
    onRunning: ({ pid, port }) => {
      log(`postgres ${pid} runs on port ${port}`);
      desk.announce({ kind: 'running', port, postmasterPid: pid });
    },
  });
  let supervisor: Supervisor;
  try {
    supervisor = await started;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(reason);
    desk.announce({ kind: 'failed', reason });
    await Promise.race([desk.deserted, delay(2_000)]);
    return;
  }
  await Promise.race([desk.deserted, terminated]);
  desk.close();
  await supervisor.stop();
}

/** A demo's Ctrl-C is not ours; whoever ends the keeper itself says SIGTERM. */
const terminated = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

async function main(dataFolder: string): Promise<void> {
  const lock = await becomeKeeper(dataFolder);
  if (lock === null) return;
  const desk = await openDesk(dataFolder);
  try {
    await keep(dataFolder, desk);
  } finally {
    desk.close();
    lock.release();
    log('stopped');
  }
}

main(process.argv[2] ?? '').then(
  () => process.exit(0),
  (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
