import { join } from 'node:path';
import type { Socket } from 'node:net';
import { readJson } from '../data-folder.ts';

/**
 * What a demo and its keeper say to each other on a loopback connection: JSON, one object a line.
 * The demo sends the token once. The keeper answers `welcome` at once while the engine is starting,
 * `running` when it accepts connections and again after every restart, or `failed` once. The open
 * connection is the demo's share in the engine: the kernel closes it however the demo ends. When a
 * demo ends its side, the keeper ends its own at once, or, for the last demo, when the engine has stopped.
 */
export type KeeperMessage =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'running'; readonly port: number; readonly postmasterPid: number }
  | { readonly kind: 'failed'; readonly reason: string };

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

export function parseMessage(line: string): KeeperMessage | null {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null || !('kind' in message)) return null;
    if (message.kind === 'welcome') return { kind: 'welcome' };
    if (message.kind === 'failed' && 'reason' in message && typeof message.reason === 'string')
      return { kind: 'failed', reason: message.reason };
    if (message.kind !== 'running' || !('port' in message) || !('postmasterPid' in message)) return null;
    const { port, postmasterPid } = message;
    return typeof port === 'number' && typeof postmasterPid === 'number'
      ? { kind: 'running', port, postmasterPid }
      : null;
  } catch {
    return null;
  }
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
