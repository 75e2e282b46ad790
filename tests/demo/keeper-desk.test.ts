import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDesk, type Desk } from '../../demo/engines/keeper-desk.ts';
import { readAddress, readLines } from '../../demo/engines/keeper-protocol.ts';

let folder: string;
let desk: Desk;
const sockets: Socket[] = [];
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop desk '));
  desk = await openDesk({ dataFolder: folder, onWanted: () => {} });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  desk.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A demo that was welcomed. */
function come(): Promise<Socket> {
  const { port = 0, token = '' } = readAddress(folder) ?? {};
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${token}\n`));
    sockets.push(socket);
    socket.once('error', reject);
    readLines(socket, (line) => (line.includes('welcome') ? resolve(socket) : undefined));
  });
}

const isDeserted = (): Promise<boolean> => Promise.race([desk.whenDeserted().then(() => true), delay(100, false)]);
const ended = (socket: Socket): Promise<true> => new Promise((resolve) => socket.once('end', () => resolve(true)));

test('is deserted when the last demo has left, and not before', async () => {
  expect(await isDeserted()).toBe(false);
  const [one, other] = [await come(), await come()];
  one.destroy();
  expect(await isDeserted()).toBe(false);
  other.end();
  expect(await isDeserted()).toBe(true);
});

test('is not deserted where a demo came back meanwhile, before anybody looked', async () => {
  const first = await come();
  const left = ended(first);
  first.end(); // as one whose welcome came too late, and who comes again
  await delay(50);
  const second = await come();
  expect(await isDeserted()).toBe(false);
  expect(await Promise.race([left, delay(2_000, false)])).toBe(true); // it does not wait for engines that others use
  second.destroy();
  expect(await isDeserted()).toBe(true);
});
