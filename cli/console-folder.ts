import path from 'node:path';

/**
 * The folder of the explorer's static files. The package has it built beside its code; a checkout bundles it when
 * its sources have changed.
 */
export async function consoleFolder(): Promise<string> {
  if (import.meta.url.endsWith('.js')) return path.join(path.dirname(import.meta.dirname), 'console');
  const { bundleConsole } = await import('./build-console.ts');
  return bundleConsole();
}
