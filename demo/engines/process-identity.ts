import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Facts about other processes of this machine, so that a reused process id is never taken for its former owner. */

/** Whether the process runs; one that ended and was not collected by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return linuxStat(pid)?.state !== 'Z';
}

/** When the process began, in a form that is only good for comparing; empty where the system does not tell. */
export function processStart(pid: number): string {
  if (process.platform === 'linux') return linuxStat(pid)?.start ?? '';
  return process.platform === 'win32' ? '' : ask('lstart=', pid);
}

/** The command line, arguments separated by blanks; empty where the system does not tell. */
export function commandLine(pid: number): string {
  if (process.platform === 'win32') return '';
  if (process.platform !== 'linux') return ask('args=', pid);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Fields 3 (state) and 22 (start in clock ticks since boot) of proc(5) stat; the name before them may hold blanks. */
function linuxStat(pid: number): { readonly state: string; readonly start: string } | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', start: fields[19] ?? '' };
  } catch {
    return null;
  }
}

function ask(column: string, pid: number): string {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
