import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const usualTargets = ['apollo', 'hand-sql'] as const;
/** All three at once would be more than a department's account may connect. */
export const auditTargets = ['apollo', 'apollo-unaudited'] as const;
export const trustTargets = ['apollo', 'apollo-unguarded'] as const;
export const engineTargets = ['apollo', 'compiled'] as const;
export type TargetName = (
  typeof usualTargets | typeof auditTargets | typeof trustTargets | typeof engineTargets
)[number];

export type GatewayTargetName = Exclude<TargetName, 'hand-sql'>;

export type Target = {
  readonly name: TargetName;
  /** Takes `{ query, variables }` by POST. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

/** What a target's process tells when it listens, as one line of JSON. */
export type Listening = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** Starts a target in a process of its own, so that its CPU can be told from the load's. */
export async function startTarget(name: TargetName, dataFolder: string): Promise<Target> {
  const program = fileURLToPath(
    new URL(name === 'hand-sql' ? './hand-sql-target.ts' : './gateway-target.ts', import.meta.url),
  );
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = spawn(process.execPath, ['--import', tsx, program, dataFolder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit')]);
  if (typeof first[0] !== 'string') throw new Error(`The target ${name} ended at once`);
  const listening = JSON.parse(first[0]) as Listening; // written by our own program
  return { name, ...listening, pid: child.pid ?? -1, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  const over = once(child, 'exit');
  child.kill('SIGTERM');
  await over;
}
