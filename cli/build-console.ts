import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const checkout = path.dirname(import.meta.dirname);
const client = path.join(checkout, 'gateway/console/client');
const stampFile = 'bundle.sha256';

/** The editor's own modules: GraphiQL brings them, so they are looked up from where it stands. */
const workers = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
};

/**
 * Bundles the explorer page into a directory of static files: `index.html` for `/`, everything else for
 * `/console/…`. Returns at once where the directory holds the bundle of the present sources.
 * Several processes may ask for one directory at the same time; each leaves a whole bundle.
 * @param outDir an absolute path; its contents are replaced
 * @returns `outDir`
 */
export async function bundleConsole(outDir = path.join(checkout, '.cache/console')): Promise<string> {
  const stamp = await hashSources();
  if ((await readStamp(outDir)) === stamp) return outDir;
  await mkdir(path.dirname(outDir), { recursive: true });
  const draft = await mkdtemp(`${outDir}-`);
  try {
    await bundleInto(draft);
    await writeFile(path.join(draft, stampFile), stamp);
    if ((await readStamp(outDir)) !== stamp) await replace(outDir, draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return outDir;
}

async function bundleInto(outdir: string): Promise<void> {
  const require = createRequire(createRequire(import.meta.url).resolve('graphiql/package.json'));
  const shared: BuildOptions = {
    absWorkingDir: checkout,
    bundle: true,
    minify: true,
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'linked',
    logLevel: 'error',
  };
  await Promise.all([
    build({
      ...shared,
      entryPoints: { main: path.join(client, 'main.tsx') },
      outdir,
      format: 'esm',
      splitting: true,
      chunkNames: 'chunks/[hash]',
      jsx: 'automatic',
      // The editor's modules import their styles one by one; GraphiQL's sheet has them all.
      loader: { '.css': 'empty', '.ttf': 'empty' },
    }),
    build({ ...shared, entryPoints: [path.join(client, 'main.css')], outdir }),
    build({
      ...shared,
      entryPoints: Object.fromEntries(Object.entries(workers).map(([name, file]) => [name, require.resolve(file)])),
      outdir: path.join(outdir, 'workers'),
      format: 'iife',
    }),
    cp(path.join(client, 'index.html'), path.join(outdir, 'index.html')),
  ]);
}

/** The page's sources, the packages it is made of and this recipe. */
async function hashSources(): Promise<string> {
  const names = (await readdir(client)).sort().map((name) => path.join(client, name));
  const hash = createHash('sha256');
  for (const file of [...names, path.join(checkout, 'package-lock.json'), import.meta.filename]) {
    hash.update(file.slice(checkout.length)).update('\0');
    hash.update(await readFile(file)).update('\0');
  }
  return hash.digest('hex');
}

const readStamp = (outDir: string): Promise<string | null> =>
  readFile(path.join(outDir, stampFile), 'utf8').catch(() => null);

/** Puts the draft where the old bundle is. A neighbour that did the same a moment ago is as good as we. */
async function replace(outDir: string, draft: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await chmod(draft, 0o755);
  await rename(draft, outDir).catch(async (error: unknown) => {
    if ((await readStamp(outDir)) === null) throw error;
  });
}
