import { spawnSync } from 'node:child_process';
import path from 'node:path';

const checkout = path.dirname(import.meta.dirname);

/** The data folders of the engines that test files share: `city.ts`, `adapters/fixtures/engine.ts`, `whole/demo-process.ts`. */
const shared = ['test-city', 'test-adapters', 'test-demo'];

/**
 * Before the first test: `dist` is what the sources say, as tests that start commands start what is compiled, like the
 * demo. Of many files the shared engines run from the first to the last; a few start what they need themselves.
 */
export default async function beforeAll({ testPathPatterns }) {
  const { status } = spawnSync(process.execPath, ['cli/ensure-built.mjs'], { cwd: checkout, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The build failed.');
  globalThis.heldEngines = testPathPatterns.patterns.length === 0 ? await holdEngines() : [];
}

/** One that can't be started is told of by the tests that want it. */
async function holdEngines() {
  const { attachEngines } = await import('../dist/demo/engines/attach-engines.js');
  const held = await Promise.allSettled(
    shared.map((name) => attachEngines({ dataFolder: path.join(checkout, '.cache', name), mariadb: true })),
  );
  return held.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
