import { loadavg } from 'node:os';
import { measureTrust } from '../demo-scene.ts';
import { measureMemory, type MemoryFigure } from '../silos/memory.ts';
import { measureOpenLoop, type OpenLoopFigure } from '../silos/open-loop.ts';
import { siloQueryNames } from '../silos/silo-queries.ts';
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

/** Gives each scene's figures when it has them, and all of them at the end. */
export async function* measureAll(options: {
  readonly isQuick: boolean;
  /** Of the silos; the form's own choice where null. */
  readonly targets: readonly string[] | null;
  readonly say: (text: string) => void;
}): AsyncGenerator<readonly object[], AllFigures> {
  const { isQuick, targets, say } = options;
  const at = new Date().toISOString();
  const [loadBefore = 0] = loadavg();
  const machine = describeMachine(await readServerVersions(), loadBefore);
  const silos = await measureSilos({ isQuick, targets, queries: siloQueryNames, say });
  yield silos;
  const openLoop = await measureOpenLoop(isQuick, say);
  yield openLoop;
  const memory = await measureMemory(isQuick, say);
  yield memory;
  const trust = await measureTrust({ isQuick, say });
  yield trust;
  return { isQuick, at, machine, measured: [...silos, ...trust], openLoop, memory };
}
