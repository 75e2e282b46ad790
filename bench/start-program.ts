import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

export type Program = {
  /** Run with the options of Node that its first line names, as the system does; TypeScript is run from its source. */
  readonly file: URL;
  readonly args: readonly string[];
  /** Beside this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it writes to standard error goes there; to our own where it is absent. */
  readonly logFile?: string;
  /** What stands in the line that says it listens; nothing is said before that where it is absent. */
  readonly listensWhen?: string;
};

export type StartedProgram = {
  /** What it said when it listened. */
  readonly line: string;
  readonly pid: number;
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly stop: () => Promise<void>;
};

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill())); // whatever ends the bench

/**
 * Starts a program in a process of its own, so that its CPU can be told from everybody else's.
 * @throws {Error} where it ends before it says anything
 */
export async function startProgram({
  file,
  args,
  environment,
  logFile,
  listensWhen = '',
}: Program): Promise<StartedProgram> {
  const tsx = ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
  const loader = file.pathname.endsWith('.ts') ? tsx : [];
  const log = logFile === undefined ? null : openSync(logFile, 'w', 0o600);
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...optionsOf(file), ...loader, fileURLToPath(file), ...args], {
    stdio: ['ignore', 'pipe', log ?? 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...environment },
  });
  if (log !== null) closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }); // a pipe, as asked for
  const listens = new Promise<string>((resolve) => {
    lines.on('line', (line) => (line.includes(listensWhen) ? resolve(line) : undefined));
  });
  const line = await Promise.race([listens, once(child, 'exit')]);
  if (typeof line !== 'string')
    throw new Error(
      `${file.pathname} ${args[0] ?? ''} ended at once${logFile === undefined ? '' : `; see ${logFile}`}`,
    );
  return { line, pid: child.pid ?? -1, startedAt, stop: () => stop(child) };
}

function optionsOf(file: URL): readonly string[] {
  const [first = ''] = readFileSync(file, 'utf8').split('\n', 1);
  return first.startsWith('#!') ? first.split(' ').filter((each) => each.startsWith('--')) : [];
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  child.kill('SIGTERM');
  await over;
}
