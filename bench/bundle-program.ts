import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Makes one file of a program and what it imports of the checkout, as it would be deployed: run from its source it
 * would carry the compiler along, in memory and in every function that it names.
 * @returns the file, in a folder `dist` beside the source, from where it finds the same packages
 */
export async function bundleProgram(source: URL): Promise<URL> {
  const file = fileURLToPath(source);
  const outfile = path.join(path.dirname(file), 'dist', `${path.basename(file, '.ts')}.mjs`);
  await build({
    ...{ entryPoints: [file], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm' },
    ...{ target: 'node20', logLevel: 'error' },
  });
  return pathToFileURL(outfile);
}
