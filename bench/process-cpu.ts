import { readdirSync, readFileSync } from 'node:fs';

/** Length of a clock tick of proc(5): 100 a second on every Linux there is. */
const tickMs = 10;

/** Fields 14 and 15 of proc(5) stat, user and system time; null where the system does not tell or the process is gone. */
export function processCpuMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return null;
  }
}

/** Resident memory in megabytes; null where the system does not tell. */
export function residentMb(pid: number): number | null {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1024 ** 2;
  } catch {
    return null;
  }
}

/** CPU of a process's present children, in milliseconds: the backends of a PostgreSQL server. */
export function childrenCpuMs(parent: number): number {
  return childrenOf(parent).reduce((sum, pid) => sum + (processCpuMs(pid) ?? 0), 0);
}

function childrenOf(parent: number): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => parentOf(pid) === parent);
  } catch {
    return [];
  }
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
