import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { lendDemo } from './lend-demo.mjs';

const checkout = path.dirname(import.meta.dirname);
const folderOf = (name) => path.join(checkout, '.cache', name);

/** The data folders of the engines that test files share: `city.ts`, `adapters/fixtures/engine.ts`, `whole/demo-process.ts`. */
const shared = ['test-city', 'test-adapters', 'test-demo'];

/**
 * Before the first test: `dist` is what the sources say, as tests that start commands start what is compiled, like the
 * demo. Of many files the shared engines run from the first to the last, and one demo is lent to those that only ask;
 * a few start what they need themselves.
 */
export default async function beforeAll({ testPathPatterns }) {
  const { status } = spawnSync(process.execPath, ['cli/ensure-built.mjs'], { cwd: checkout, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The build failed.');
  globalThis.held = [];
  if (testPathPatterns.patterns.length > 0) return;
  const demo = await lendDemo(['--data', folderOf('test-demo'), '--citizens', '300']);
  process.env.ONESTOP_TEST_DEMO = demo.url;
  globalThis.held = [demo, ...(await holdEngines())];
}

/** One that can't be started is told of by the tests that want it. */
async function holdEngines() {
  const { attachEngines } = await import('../dist/demo/engines/attach-engines.js');
  const held = await Promise.allSettled(
    shared.map((name) => attachEngines({ dataFolder: folderOf(name), mariadb: true })),
  );
  return held.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
