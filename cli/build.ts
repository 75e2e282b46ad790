import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundleConsole } from './build-console.ts';

const checkout = path.dirname(import.meta.dirname);
const dist = path.join(checkout, 'dist');

/** Folders with files that are read at run time, not compiled: they stand at the same place in the package. */
const dataFolders = ['schema', 'adapters', 'subgraphs', 'demo', 'docs'];

rmSync(dist, { recursive: true, force: true });
compile();
dataFolders.forEach(copyData);
await bundleConsole(path.join(dist, 'console'));
const main = path.join(dist, 'cli/main.js');
if (existsSync(main)) chmodSync(main, 0o755);

function compile(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: checkout,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

function copyData(folder: string): void {
  const files = readdirSync(path.join(checkout, folder), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.(graphql|sql|mjs)$/.test(name))) {
    cpSync(path.join(checkout, folder, file), path.join(dist, folder, file));
  }
}
