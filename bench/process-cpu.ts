import { readdirSync, readFileSync } from 'node:fs';

/** Length of a clock tick of proc(5): 100 a second on every Linux there is. */
const tickMs = 10;

/** Fields 14 and 15 of proc(5) stat, user and system time; null where the system does not tell or the process is gone. */
export const processCpuMs = (pid: number): number | null => ticksMs(pid, 11);

/** Two neighbouring counts of proc(5) stat, the first one at `place` behind the name, added up. */
function ticksMs(pid: number, place: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[place]) + Number(fields[place + 1])) * tickMs;
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

/**
 * CPU of a process's children, in milliseconds: the backends of a PostgreSQL server. Those that are gone count as well,
 * fields 16 and 17: a pool that closes an idle connection would else take its backend's whole life out of a round.
 */
export function childrenCpuMs(parent: number): number {
  const gone = ticksMs(parent, 13) ?? 0;
  return childrenOf(parent).reduce((sum, pid) => sum + (processCpuMs(pid) ?? 0), gone);
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
