import { jest } from '@jest/globals';
import { runCommandLine } from '../../cli/run-command-line.ts';
import type { CliResult } from './run-cli.ts';

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
  const before = { env: process.env, exitCode: process.exitCode };
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  process.env = { PATH: before.env['PATH'], HOME: before.env['HOME'], ...env };
  process.exitCode = 0;
  try {
    await runCommandLine(args);
    return { code: exitCode(), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
    Object.assign(process, before);
  }
}

/** Which the command sets. */
const exitCode = (): number => Number(process.exitCode);
