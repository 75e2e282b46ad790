import { spawn } from 'node:child_process';
import type { EngineAccount } from './engine-account.ts';

export type ProgramRequest = {
  readonly program: string;
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly account?: EngineAccount | null;
  /** Whole text of its standard input, which is empty otherwise. */
  readonly input?: string;
  /** Ends it, and what it has started. */
  readonly signal?: AbortSignal;
};

const longestOutput = 64 * 1024;

/**
 * Runs a program to its end.
 * @returns what it wrote, errors included, of which the last 64 KiB are kept
 * @throws {Error} with the last of that when it ends with another status than 0
 */
export function runProgram(request: ProgramRequest): Promise<string> {
  const { program, options, input = '', signal } = request;
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, {
      ...request.account,
      cwd: request.cwd,
      env: { ...request.env },
      detached: true, // a group of its own, to be ended as a whole
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-longestOutput));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.stdin.on('error', () => {}); // it ended without reading all of it: its status tells
    child.stdin.end(input);
    const end = (): void => killGroup(child.pid);
    signal?.addEventListener('abort', end);
    if (signal?.aborted === true) end();
    child.on('error', (cause) => reject(cause));
    child.on('close', (code, by) => {
      signal?.removeEventListener('abort', end);
      if (code === 0) resolve(output);
      else reject(new Error(output.trim().slice(-600) || `${program} ended with ${code ?? by ?? 'nothing'}`));
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}
