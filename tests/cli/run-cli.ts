import { spawn } from 'node:child_process';
import { checkoutFolder } from '../../demo/data-folder.ts';

export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunningCli = {
  /** Resolves with what was printed once it holds the text; rejects when the command ends before. */
  until(text: string): Promise<string>;
  readonly ended: Promise<CliResult>;
  stop(): Promise<CliResult>;
};

/**
 * Starts `onestop`, as it is compiled, in the checkout, with nothing of this process's own environment but the path.
 * @param log descriptor that takes its standard error, which is then not in the result
 */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  log: number | 'pipe' = 'pipe',
): RunningCli {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...args], {
    cwd: checkoutFolder(),
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', log],
  });
  const printed = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      for (const listen of listeners) listen();
    });
  }
  const ended = new Promise<CliResult>((resolve) => {
    child.once('close', (code) => resolve({ code, ...printed }));
  });
  const until = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const listen = () => {
        if (printed.stdout.includes(text)) resolve(printed.stdout);
      };
      listeners.add(listen);
      listen();
      void ended.then(({ stderr }) => reject(new Error(`ended without “${text}”: ${stderr}`)));
    });
  const stop = async () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { until, ended, stop };
}

/** Runs a command to its end. */
export const runCli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
  startCli(args, env).ended;
