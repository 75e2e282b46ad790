import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Before the first test: `dist` is what the sources say. Tests that start commands start what is compiled, as the demo does. */
export default function buildFirst() {
  const checkout = path.dirname(import.meta.dirname);
  const { status } = spawnSync(process.execPath, ['cli/ensure-built.mjs'], { cwd: checkout, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The build failed.');
}
