import { join } from 'node:path';
import type { Socket } from 'node:net';
import { readJson } from '../data-folder.ts';
import { engineNames, type EngineName } from './engine.ts';

/**
 * What a demo and its keeper say to each other on a loopback connection, one line each time.
 * The demo sends the token once, and then the name of an engine when it wants one beside PostgreSQL,
 * which always runs. The keeper answers with JSON: `welcome` at once; of each engine `running` when it
 * accepts connections and again after every restart, or `failed`. The open connection is the demo's
 * share in the engines: the kernel closes it however the demo ends. When a demo ends its side, the
 * keeper ends its own at once, or, for the last demo, when the engines have stopped.
 */
export type KeeperMessage =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'running'; readonly engine: EngineName; readonly port: number; readonly pid: number }
  | { readonly kind: 'failed'; readonly engine: EngineName; readonly reason: string };

export type KeeperAddress = { readonly pid: number; readonly port: number; readonly token: string };

export const lockName = 'keeper.lock';

/** Mode 0600, there while a keeper takes demos on. */
export const addressFile = (dataFolder: string): string => join(dataFolder, 'keeper.json');

export const keeperLog = (dataFolder: string): string => join(dataFolder, 'keeper.log');

export function readAddress(dataFolder: string): KeeperAddress | null {
  const found = readJson(addressFile(dataFolder));
  const { pid, port, token } = found ?? {};
  return typeof pid === 'number' && typeof port === 'number' && typeof token === 'string' ? { pid, port, token } : null;
}

export const isEngineName = (text: unknown): text is EngineName => engineNames.some((name) => name === text);

export function parseMessage(line: string): KeeperMessage | null {
  let message: Readonly<Record<string, unknown>>;
  try {
    message = { ...(JSON.parse(line) as object) };
  } catch {
    return null;
  }
  const { kind, engine, port, pid, reason } = message;
  if (kind === 'welcome') return { kind };
  if (!isEngineName(engine)) return null;
  if (kind === 'failed' && typeof reason === 'string') return { kind, engine, reason };
  if (kind === 'running' && typeof port === 'number' && typeof pid === 'number') return { kind, engine, port, pid };
  return null;
}

const longestLine = 16_384;

/** Calls `onLine` for every whole line; a peer that sends an endless one is cut off. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (rest.length > longestLine) socket.destroy();
  });
}
