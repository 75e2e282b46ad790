import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stagesOf } from '../../cli/profile-stages.ts';
import { createBaseTables } from '../mapping/base-tables.ts';
import { startCli } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onestop profile '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string): string => path.join(folder, name);

/** A call tree of functions by their files, each called by the one before, and one sample of each. */
function chain(places: readonly (readonly [string, string])[]): Profiler.Profile {
  const nodes = places.map(([functionName, url], index) => ({
    id: index + 1,
    callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
    ...(index + 1 < places.length && { children: [index + 2] }),
  }));
  return { nodes, startTime: 0, endTime: 0, samples: nodes.map(({ id }) => id), timeDeltas: nodes.map(() => 1000) };
}

test('what is no stage’s own is its caller’s, and what is idle is nobody’s', () => {
  const profile = chain([
    ['(root)', ''],
    ['listen', 'node:net'],
    ['route', 'file:///a/dist/gateway/http/graphql-route.js'],
    ['parse', 'node:buffer'],
    ['write', 'file:///a/dist/gateway/execution/compiled/write-value.js'],
    ['query', '/a/node_modules/pg/lib/client.js'],
    ['(garbage collector)', ''],
    ['(idle)', ''],
  ]);
  const shares = [
    ['Node.js', 2],
    ['HTTP', 2],
    ['writing the answer', 1],
    ['drivers', 1],
    ['collecting garbage', 1],
  ] as const;
  expect(stagesOf(profile)).toEqual(shares.map(([stage, ms]) => ({ stage, ms, share: ms / 7 })));
});

test('a gateway that is stopped has written its profile, and says what its stages took', async () => {
  const base = readFileSync(new URL('../mapping/base.graphql', import.meta.url), 'utf8');
  writeFileSync(inFolder('base.graphql'), base);
  createBaseTables(inFolder('base.db'));
  writeFileSync(
    inFolder('onestop.yaml'),
    'port: 0\nsecret: env:ONESTOP_SECRET\ntrustedDocuments: any\ndepartments:\n  - file: base.graphql\n',
  );
  const file = inFolder('gateway.cpuprofile');
  const running = startCli(['serve', '--config', inFolder('onestop.yaml'), '--profile', file], {
    ONESTOP_SECRET: 'the secret of this test is long enough',
    RESIDENTS_URL: `sqlite:${inFolder('base.db')}`,
  });
  const [url = ''] = /http:\S+/.exec(await running.until('answers at')) ?? [];
  for (let count = 0; count < 50; count += 1) {
    const body = JSON.stringify({ query: `{ __type(name: "T${count}") { name } }` });
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }
  const { code, stdout } = await running.stop();
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ {2}planning +\d+\.\d % +\d+ ms$/m) });
  expect(stdout).toContain('\n  HTTP ');
  const { samples } = JSON.parse(readFileSync(file, 'utf8')) as Profiler.Profile;
  expect(samples?.length).toBeGreaterThan(10);
});

test('a file that can’t be written is said before', async () => {
  const running = startCli(['gateway', '--supergraph', 'nowhere.graphql', '--profile', inFolder('no/folder')]);
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--profile can’t write') });
});
