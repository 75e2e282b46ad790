import { loadavg } from 'node:os';
import { measureTrust } from '../demo-scene.ts';
import { measureMemory, type MemoryFigure } from '../silos/memory.ts';
import { measureOpenLoop, type OpenLoopFigure } from '../silos/open-loop.ts';
import { measureSilos } from '../silos/silo-scene.ts';
import type { Measurement } from '../summarise.ts';
import { readServerVersions } from './server-versions.ts';
import { describeMachine, type Machine } from './machine.ts';

/** All that RESULTS.md tells, from one run. */
export type AllFigures = {
  readonly isQuick: boolean;
  /** When it began, by ISO 8601. */
  readonly at: string;
  readonly machine: Machine;
  readonly measured: readonly Measurement[];
  readonly openLoop: readonly OpenLoopFigure[];
  readonly memory: readonly MemoryFigure[];
};

export async function measureAll(options: {
  readonly isQuick: boolean;
  readonly say: (text: string) => void;
}): Promise<AllFigures> {
  const { isQuick, say } = options;
  const at = new Date().toISOString();
  const [loadBefore = 0] = loadavg();
  const machine = describeMachine(await readServerVersions(), loadBefore);
  const silos = await measureSilos({ isQuick, targets: null, queries: null, say });
  const openLoop = await measureOpenLoop(isQuick, say);
  const memory = await measureMemory(isQuick, say);
  const trust = await measureTrust({ isQuick, say });
  return { isQuick, at, machine, measured: [...silos, ...trust], openLoop, memory };
}
