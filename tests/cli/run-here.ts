import { runCommandLine } from '../../cli/run-command-line.ts';
import type { CliResult } from './run-cli.ts';

/** What a command finds in this process, and leaves there. */
type Surroundings = { readonly env: NodeJS.ProcessEnv; readonly exitCode: typeof process.exitCode };

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command to its end in this process, with the environment `runCli` gives: a process of its own takes up to a
 * second to load what is loaded here. One after another, as each has standard output and error to itself.
 */
export function runHere(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const result = last.then(() => run(args, env));
  last = result.catch(() => {});
  return result;
}

async function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<CliResult> {
  const before: Surroundings = { env: process.env, exitCode: process.exitCode };
  const printed = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const { write } = process[name];
    process[name].write = (text: string | Uint8Array) => {
      printed[name] += String(text);
      return true;
    };
    return () => {
      process[name].write = write;
    };
  });
  process.env = { PATH: before.env['PATH'], HOME: before.env['HOME'], ...env };
  process.exitCode = undefined;
  try {
    await runCommandLine(args);
    return { code: Number(process.exitCode ?? 0), ...printed };
  } finally {
    for (const each of restore) each();
    Object.assign(process, before);
  }
}
