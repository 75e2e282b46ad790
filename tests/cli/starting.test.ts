import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeAll } from '../../cli/close-all.ts';
import { portOf } from '../../cli/exit.ts';
import { listen } from '../../cli/listen.ts';
import { startDemo } from '../../cli/start-demo.ts';
import { startGateway } from '../../cli/start-gateway.ts';
import { nobodySignsIn } from '../../cli/start-supergraph.ts';
import { createDemoIssuer } from '../../gateway/security/demo-issuer.ts';
import { createFixturePort } from '../subgraph-server/fixture-port.ts';
import { runCli } from './run-cli.ts';
import { pino } from 'pino';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop-start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('closing goes on after a failure, and tells the first', async () => {
  const closed: string[] = [];
  const fail = (name: string) => async () => {
    closed.push(name);
    throw new Error(name);
  };
  await expect(closeAll([fail('one'), fail('two'), async () => closed.push('three')])).rejects.toThrow('one');
  expect(closed).toEqual(['one', 'two', 'three']);
});

test('a gateway that can’t start closes its departments', async () => {
  let closed = 0;
  const port = { ...createFixturePort(), close: async () => void (closed += 1) };
  const config = { ...nobodySignsIn, host: '127.0.0.1', port: 0 };
  const logger = pino({ level: 'silent' });
  await expect(
    startGateway({ subgraphs: [port], supergraphSdl: 'type Query { a: Int }', logger, audit: null }, config),
  ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  expect(closed).toBe(1);
});

test('a demo whose port is taken touches no database', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const dataFolder = path.join(folder, 'untouched');
  const request = { port, seed: 1, citizens: 10, dataFolder, databases: {}, output: process.stdout };
  await expect(startDemo(request)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  expect(() => rmSync(dataFolder, { recursive: true })).toThrow('ENOENT');
  taken.close();
});

describe('a port', () => {
  test('that the account may not have is told of with a code', async () => {
    const forbidden = {
      listen: () => Promise.reject(Object.assign(new Error('listen EACCES'), { code: 'EACCES' })),
    };
    await expect(listen(forbidden, { host: '127.0.0.1', port: 80 })).rejects.toMatchObject({ code: 'PORT_FORBIDDEN' });
  });

  test('set to nothing in the environment is the default', () => {
    expect([portOf({ PORT: '' }), portOf({}), portOf({ PORT: '1' })]).toEqual([undefined, undefined, '1']);
  });
});

describe('secrets', () => {
  test.each(['', 'short'])('“%s” is refused wherever it comes from', async (secret) => {
    const sdl = path.join(folder, 'none.graphql');
    writeFileSync(sdl, 'type Query { a: Int }');
    const results = await Promise.all([
      runCli(['subgraph', 'identity', '--port', '0'], { ONESTOP_SECRET: secret }),
      runCli(['gateway', '--supergraph', sdl, '--port', '0'], { ONESTOP_SECRET: secret }),
    ]);
    for (const { code, stderr } of results) {
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^CONFIG_INVALID: ONESTOP_SECRET: /) });
    }
  });

  test('an emptied signing key of the demo is told of', async () => {
    writeFileSync(path.join(folder, 'demo-signing-key.json'), '');
    await expect(createDemoIssuer(folder)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
