import { fileURLToPath } from 'node:url';

/**
 * The folder of the explorer's static files. The package has it built beside its code; a checkout bundles it when
 * its sources have changed.
 */
export async function consoleFolder(): Promise<string> {
  if (import.meta.url.endsWith('.js')) return fileURLToPath(new URL('../console', import.meta.url));
  const { bundleConsole } = await import('./build-console.ts');
  return bundleConsole();
}
