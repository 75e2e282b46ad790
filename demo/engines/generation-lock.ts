import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createOnce, readJson, writeFileAtomically } from '../data-folder.ts';
import { isAlive, processStart } from './process-identity.ts';

/**
 * A lock between processes that outlives nobody: files `<name>.1`, `<name>.2`, … of which the highest
 * counts. Its owner is the process named in it, while that process lives and has not released it.
 * Taking over means creating the next number, which the file system grants to exactly one. The
 * highest is never removed, so a slow contender can't win with a number that is already past.
 */
export type GenerationLock = { release(): void };

/** Takes the lock, or answers null while a living process holds it. */
export function tryLock(folder: string, name: string): GenerationLock | null {
  const current = highest(folder, name);
  if (current > 0 && isHeld(join(folder, `${name}.${current}`))) return null;
  const mine = current + 1;
  const file = join(folder, `${name}.${mine}`);
  const owner = { pid: process.pid, start: processStart(process.pid) };
  if (!createOnce(file, JSON.stringify(owner))) return null;
  if (highest(folder, name) !== mine) {
    rmSync(file, { force: true });
    return null;
  }
  for (const past of generations(folder, name)) {
    if (past < mine) rmSync(join(folder, `${name}.${past}`), { force: true });
  }
  return { release: () => writeFileAtomically(file, JSON.stringify({ released: true })) };
}

function isHeld(file: string): boolean {
  const owner = readJson(file);
  if (owner === null || owner['released'] === true || typeof owner['pid'] !== 'number') return false;
  if (!isAlive(owner['pid'])) return false;
  return processStart(owner['pid']) === owner['start'];
}

const highest = (folder: string, name: string): number => Math.max(0, ...generations(folder, name));

function generations(folder: string, name: string): readonly number[] {
  return readdirSync(folder).flatMap((entry) => {
    const number = entry.startsWith(`${name}.`) ? entry.slice(name.length + 1) : '';
    return /^\d+$/.test(number) ? [Number(number)] : [];
  });
}
