import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { bundleConsole } from './build-console.ts';

const checkout = path.dirname(import.meta.dirname);
const dist = path.resolve(process.argv[2] ?? path.join(checkout, 'dist'));

/** What the package holds. Files that are read at run time stand beside the code, as they do in the checkout. */
const files = ['schema', 'adapters', 'gateway', 'subgraphs', 'demo', 'cli', 'docs'].flatMap((folder) =>
  readdirSync(path.join(checkout, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    path.join(folder, file),
  ),
);
const client = path.join('gateway', 'console', 'client', path.sep);

/** One module for each file, which imports the others: `./file.ts` is `./file.js` there. */
const oneByOne: Plugin = {
  name: 'one-by-one',
  setup: (bundler) =>
    bundler.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path: imported, kind }) =>
      kind === 'entry-point' ? null : { path: imported.replace(/\.ts$/, '.js'), external: true },
    ),
};

/** Where a module says that it stands, it stands in the checkout's folders, whatever it is bundled into. */
const inItsPlace: Plugin = {
  name: 'in-its-place',
  setup: (bundler) =>
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      // Bundles lie one folder deep.
      const place = JSON.stringify(`../${path.relative(checkout, file).replace(/\.ts$/, '.js')}`);
      const text = await readFile(file, 'utf8');
      return { loader: 'ts', contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
    }),
};

/** Packages of many small files, by the module that is bundled: to find and read these takes 0.05 s of every start. */
const bundledPackages: Readonly<Record<string, string>> = {
  cockatiel: 'dist/esm/index.js',
  yaml: 'browser/dist/index.js',
};
const folderOf = (name: string): string => path.join(checkout, 'node_modules', name);

const withPackages: Plugin = {
  name: 'with-packages',
  setup: (bundler) =>
    bundler.onResolve({ filter: new RegExp(`^(${Object.keys(bundledPackages).join('|')})$`) }, ({ path: name }) => ({
      path: path.join(folderOf(name), bundledPackages[name] ?? ''),
    })),
};

const shared: BuildOptions = {
  absWorkingDir: checkout,
  outbase: checkout,
  outdir: dist,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
};

rmSync(dist, { recursive: true, force: true });
// Types are checked by `npm run typecheck`.
await build({
  ...shared,
  entryPoints: files.filter((file) => file.endsWith('.ts') && !file.startsWith(client)),
  plugins: [oneByOne],
});
// The command in few files: to find and read hundreds takes 0.15 s of every start.
await build({
  ...shared,
  entryPoints: ['cli/main.ts'],
  chunkNames: 'bundle/[name]-[hash]',
  splitting: true,
  plugins: [inItsPlace, withPackages],
  allowOverwrite: true,
});
// Whoever is given their code is given their licences.
writeFileSync(
  path.join(dist, 'bundle', 'LICENSES.txt'),
  Object.keys(bundledPackages)
    .map((name) => `${name}\n\n${readFileSync(path.join(folderOf(name), 'LICENSE'), 'utf8')}`)
    .join('\n'),
);
for (const file of files.filter((name) => /\.(graphql|sql|mjs)$/.test(name)))
  cpSync(path.join(checkout, file), path.join(dist, file));
cpSync(await bundleConsole(), path.join(dist, 'console'), { recursive: true });
chmodSync(path.join(dist, 'cli/main.js'), 0o755);
