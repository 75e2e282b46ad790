import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkoutFolder } from '../../demo/data-folder.ts';

/** The real command line as a process of its own. */
export type Command = {
  readonly pid: number;
  /** Everything it wrote so far, standard output and standard error. */
  readonly output: () => string;
  /** Exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Ends it in order, by force after ten seconds. */
  readonly stop: () => Promise<number | null>;
};

export type RunningCommand = Command & { /** `http://127.0.0.1:4000` */ readonly url: string };

type Environment = Readonly<Record<string, string>>;

const main = path.join(checkoutFolder(), 'dist/cli/main.js');

export function runCommand(args: readonly string[], environment: Environment = {}): Command {
  return spawnNode([main, ...args], environment);
}

/** A program with arguments under this process's Node. */
export function spawnNode(args: readonly string[], environment: Environment = {}): Command {
  const child = spawn(process.execPath, args, {
    cwd: checkoutFolder(),
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = async (): Promise<number | null> => {
    child.kill('SIGCONT'); // one that was held can't hear anything else
    child.kill('SIGTERM');
    const code = await Promise.race([ended, delay(10_000, 'late' as const, { ref: false })]);
    if (code !== 'late') return code;
    child.kill('SIGKILL');
    return ended;
  };
  return {
    pid: child.pid ?? -1,
    output: () => text,
    ended,
    signal: (name) => {
      child.kill(name);
    },
    stop,
  };
}

/**
 * Starts a command that serves, and waits for the address it prints.
 * @throws {Error} with its output when it ends or takes longer than a minute
 */
export async function startCommand(args: readonly string[], environment: Environment = {}): Promise<RunningCommand> {
  return listening(runCommand(args, environment));
}

/** Waits until the process has printed `answers at ADDRESS`. */
export async function listening(command: Command): Promise<RunningCommand> {
  const over = { now: false };
  void command.ended.then(() => {
    over.now = true;
  });
  for (const end = Date.now() + 60_000; Date.now() < end && !over.now;) {
    const url = /answers at (http:\/\/[^\s/]+)/.exec(command.output())?.[1];
    if (url !== undefined) return { ...command, url };
    await delay(10);
  }
  await command.stop();
  throw new Error(`It does not answer:\n${command.output()}`);
}
