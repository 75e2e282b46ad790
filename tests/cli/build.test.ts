import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { runHere } from './run-here.ts';

const built = path.join(checkoutFolder(), 'dist');
const run = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, args, { cwd: checkoutFolder(), env: { ...process.env, NODE_OPTIONS: '' } });

beforeAll(async () => {
  await run('cli/ensure-built.mjs');
});

test.each([[['--help']], [['check', '--offline']], [['compose']], [['demo', '--help']]])(
  'what is built does %j as the sources do',
  async (args) => {
    const [compiled, sources] = await Promise.all([run(path.join(built, 'cli/main.js'), ...args), runHere(args)]);
    expect(sources.stdout.length).toBeGreaterThan(100);
    expect(compiled.stdout).toBe(sources.stdout);
  },
);

test('what is built is a program of its own', async () => {
  const { stdout } = await promisify(execFile)(path.join(built, 'cli/main.js'), ['--version']);
  expect(stdout).toBe('0.1.0\n');
});

test('the build holds the page and every file that is read at run time', () => {
  for (const file of [
    'console/index.html',
    'bundle/LICENSES.txt',
    'docs/hero.graphql',
    'subgraphs/feedback/migrations/0001-feedback.sql',
  ])
    expect(statSync(path.join(built, file)).size).toBeGreaterThan(100);
});

test('the demo’s start builds what has changed, and nothing else', async () => {
  const record = path.join(checkoutFolder(), 'dist', '.sources');
  await run('cli/ensure-built.mjs');
  const { mtimeMs } = statSync(record);
  await run('cli/ensure-built.mjs');
  expect(statSync(record).mtimeMs).toBe(mtimeMs);
});
