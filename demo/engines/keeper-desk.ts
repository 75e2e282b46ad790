import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { writeFileAtomically } from '../data-folder.ts';
import type { EngineName } from './engine.ts';
import { addressFile, isEngineName, readLines, type KeeperMessage } from './keeper-protocol.ts';

/** Where demos come to their keeper. */
export type Desk = {
  /** Sent to every demo, those to come included: they hear the last message of each engine. */
  announce(message: Exclude<KeeperMessage, { kind: 'welcome' }>): void;
  /** Sent to the demos that are there. */
  tell(message: KeeperMessage): void;
  /** Settles when no demo is there any more, or none came in time; whoever left before another came counts for nothing. */
  readonly whenDeserted: () => Promise<void>;
  /** Takes nobody on any more. */
  close(): void;
};

export type DeskRequest = {
  readonly dataFolder: string;
  /** A demo wants this engine; called for each that does. */
  readonly onWanted: (engine: EngineName) => void;
};

const firstDemoMs = 15_000;
const tokenMs = 5_000;

export async function openDesk({ dataFolder, onWanted }: DeskRequest): Promise<Desk> {
  const token = randomBytes(32).toString('base64url');
  const demos = new Set<Socket>();
  const latest = new Map<EngineName, KeeperMessage>();
  let closed = false;
  let isDeserted = false;
  /** The last one to leave, which waits for the engines to stop. */
  let last: Socket | null = null;
  const waiting: (() => void)[] = [];
  const desert = (socket: Socket | null): void => {
    isDeserted = true;
    last = socket;
    for (const settle of waiting.splice(0)) settle();
  };
  const leave = (socket: Socket): void => {
    if (demos.delete(socket) && demos.size === 0) desert(socket);
    else if (socket !== last) socket.end();
  };
  const onAdmitted = (socket: Socket): void => {
    // It came while the last one left: it will find the next keeper.
    if (closed) return void socket.destroy();
    demos.add(socket);
    isDeserted = false;
    last?.end();
    last = null;
    for (const message of [{ kind: 'welcome' } as const, ...latest.values()]) send(socket, message);
    socket.on('end', () => leave(socket));
    socket.on('close', () => leave(socket));
  };
  const onLine = (line: string): void => {
    if (isEngineName(line) && !closed) onWanted(line);
  };
  // Half open: the last demo's connection ends with this process, so that it can wait for the engines to stop.
  const server = createServer({ allowHalfOpen: true }, (socket) => admit(socket, { token, onAdmitted, onLine }));
  const port = await listen(server);
  writeFileAtomically(addressFile(dataFolder), JSON.stringify({ pid: process.pid, port, token }));
  setTimeout(() => demos.size === 0 && desert(null), firstDemoMs).unref();
  const tell = (message: KeeperMessage): void => {
    for (const demo of demos) send(demo, message);
  };
  const announce: Desk['announce'] = (message) => {
    latest.set(message.engine, message);
    tell(message);
  };
  const close = (): void => {
    closed = true;
    rmSync(addressFile(dataFolder), { force: true });
    server.close();
  };
  const whenDeserted = (): Promise<void> =>
    isDeserted ? Promise.resolve() : new Promise((settle) => waiting.push(settle));
  return { announce, tell, whenDeserted, close };
}

type Admission = {
  readonly token: string;
  readonly onAdmitted: (socket: Socket) => void;
  /** Of what an admitted one says. */
  readonly onLine: (line: string) => void;
};

/** A connection counts once it has sent the token; others are closed after five seconds. */
function admit(socket: Socket, { token, onAdmitted, onLine }: Admission): void {
  const timer = setTimeout(() => socket.destroy(), tokenMs);
  socket.on('close', () => clearTimeout(timer));
  socket.on('error', () => socket.destroy());
  let admitted = false;
  readLines(socket, (line) => {
    if (admitted) return onLine(line);
    if (!same(line, token)) return void socket.destroy();
    admitted = true;
    clearTimeout(timer);
    onAdmitted(socket);
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
